"""Plays the demo's scenes and takes the pictures of them: `python -m tests.browser.picture docs`.

Writes demo.png (the declaration) and demo-meeting.png (the strategy meeting) into the folder, in 256 colours.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Page, async_playwright, expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.office import FACE, opened, press
from tests.browser.program import begin_anew, demo
from tests.browser.story import phone, say
from tests.browser.test_demo import SHORT_WAY
from tests.browser.test_meeting import GUESTS, called, everybody_sees_a_tick, invited
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
    if hour != MORNING:  # The teacher's menu lay unused for an hour, so it turned innocent.
        await expect(screen(staff)).to_contain_text(FACE)
        await say(staff, "/meny")
        await tap(staff, "Åpne")
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
    await tap(staff, "Egenerklæring sammen med en ungdom")
    await expect(screen(staff)).to_contain_text("Du melder fra")
    await page.evaluate("document.activeElement.blur()")
    await page.mouse.move(0, 0)


async def meet(page: Page) -> None:
    """A meeting of four: called, everybody in it, a step ticked that all of them look at."""
    await page.get_by_role("link", name="Strategimøtet").click()
    kari, guests = phone(page, "duty"), {key: phone(page, key) for key in GUESTS}
    reference = await called(kari)
    for key in GUESTS:
        await invited(page, kari, key, reference)
    await everybody_sees_a_tick(kari, guests, reference)
    await opened(kari, reference)
    await press(kari, "Før")
    await page.evaluate("document.activeElement.blur()")
    await page.mouse.move(0, 0)


async def take(base: str, to: Path, plays: Callable[[Page], Awaitable[None]]) -> None:
    """Plays on the demo at `base` and writes the picture, a PNG as wide as the window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        size = {"width": WINDOW[0], "height": WINDOW[1]}
        page = await browser.new_page(viewport=size, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
        await page.goto(f"{base}/")
        await expect(phone(page, "young").locator(".bot-name")).not_to_be_empty()
        await plays(page)
        clip = {"x": 0, "y": 0, "width": WINDOW[0], "height": HEIGHT}
        taken = await page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
        await browser.close()
    with Image.open(BytesIO(taken)) as picture:
        few = picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE)  # which keeps red red
        few.save(to, optimize=True)


async def take_all(base: str, folder: Path) -> None:
    """Both pictures, each of a demo that has just begun."""
    await take(base, folder / "demo.png", play)
    await begin_anew(base)
    await take(base, folder / "demo-meeting.png", meet)


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit("Install Chromium, or name it in HAVN_CHROMIUM.")
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder) / "demo.log") as address:
        asyncio.run(take_all(address, Path(sys.argv[1])))
