"""Plays the demo's story and takes the README's picture of it: `python -m tests.browser.picture docs/demo.png`.

Reduce the picture to 256 colours afterwards, with any tool that keeps red red, with dithering: 300 KB instead of 480.
"""

import asyncio
import re
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.async_api import Page, async_playwright, expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.program import demo
from tests.browser.story import phone, say
from tests.browser.test_demo import SHORT_WAY
from tests.browser.walking import answer, screen, tap

WINDOW: Final = (1600, 960)
HEIGHT: Final = 1480
MORNING: Final = 10
"""The hour on the phones: the picture shall not depend on when it was taken."""


async def play(page: Page) -> None:
    """A red declaration, nobody on duty answers for fifteen minutes, the second in line takes it."""
    young, duty, second, staff = (phone(page, key) for key in ("young", "duty", "second", "staff"))
    hour = int((await page.locator("#time").inner_text())[:2])
    for _ in range((MORNING - hour) % 24):
        await page.get_by_role("button", name="Flytt klokka én time fram").click()
    await young.get_by_role("button", name="Start", exact=True).click()
    await tap(young, "Nei")
    await expect(screen(young)).to_contain_text("113")
    await answer(young, SHORT_WAY)
    await page.get_by_role("button", name="Vis varselet").click()
    await page.get_by_role("button", name="Flytt klokka 15 minutter fram").click()
    await expect(second.locator(".notice")).to_be_visible()
    await expect(duty.locator(".notice")).to_have_count(1)
    await second.locator(".unlock").click()
    await tap(second, "Jeg tar den")
    await expect(screen(second)).to_contain_text("Du har saken.")
    await expect(page.locator("#opened .case")).to_be_visible()
    await say(staff, "/start")
    await expect(screen(staff)).to_contain_text(re.compile("Åpne|Du melder fra"))
    if await screen(staff).get_by_role("button", name="Åpne").count():  # Hours passed: what lies unused turns innocent.
        await tap(staff, "Åpne")
    await expect(screen(staff)).to_contain_text("Du melder fra")
    await page.evaluate("document.activeElement.blur()")
    await page.mouse.move(0, 0)


async def take(base: str, to: Path) -> None:
    """Plays on the demo at `base` and writes the picture, a PNG as wide as the window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        size = {"width": WINDOW[0], "height": WINDOW[1]}
        page = await browser.new_page(viewport=size, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
        await page.goto(f"{base}/")
        await expect(phone(page, "young").locator(".bot-name")).not_to_be_empty()
        await play(page)
        to.parent.mkdir(parents=True, exist_ok=True)
        clip = {"x": 0, "y": 0, "width": WINDOW[0], "height": HEIGHT}
        await page.screenshot(path=to, full_page=True, clip=clip)  # type: ignore[arg-type]
        await browser.close()


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit("Install Chromium, or name it in HAVN_CHROMIUM.")
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder) / "demo.log") as address:
        asyncio.run(take(address, Path(sys.argv[1])))
