"""Somebody who works with the office's screens on the page: opens a run, presses what is there, does what is theirs."""

import asyncio
import re
import time
from collections.abc import Sequence
from typing import Final

from playwright.async_api import Locator, expect

from tests.browser.story import HAND, say
from tests.browser.walking import ring, screen

AT_MOST: Final = 30_000
"""Milliseconds that a screen may take on a busy machine."""
LONGEST: Final = 80
RUNS: Final = "Møter og prosedyrer"
FACE: Final = "Huskelisten er tom."
DONE: Final = "✓ Gjort"
CHOICES: Final = (
    DONE, "Telefonmøte", "Ingen trenger tolk", "Ja, vi har bestemt tiltak", "Avhør innen 1 uke", "Bestilt",
    "Ingen snakker med foreldrene",
)  # fmt: skip


async def texts(found: Locator) -> Sequence[str]:
    """What each of them says."""
    return await found.all_text_contents()


async def labels(phone: Locator) -> Sequence[str]:
    """The buttons of the newest screen."""
    return await texts(screen(phone).locator(".key"))


async def shows(phone: Locator, words: str) -> None:
    """Waits until the newest screen says this."""
    await expect(screen(phone)).to_contain_text(words, timeout=AT_MOST)


async def press(phone: Locator, label: str) -> None:
    """Taps the first button whose label holds these words, and waits until the screen is another."""
    button = screen(phone).locator(".key").filter(has_text=label).first
    await expect(button).to_be_visible(timeout=AT_MOST)
    before = await looks(phone)
    async with HAND:
        await button.click()
    await settled(phone, before)


async def answers(phone: Locator, words: str) -> None:
    """Something rang that says this: its button leads to what waits, and nothing rings any more."""
    await expect(ring(phone)).to_contain_text(words, timeout=AT_MOST)
    before = await looks(phone)
    await ring(phone).get_by_role("button", name="Åpne", exact=True).click()
    await settled(phone, before)
    await expect(ring(phone)).to_have_count(0, timeout=AT_MOST)


async def looks(phone: Locator) -> Sequence[Sequence[str]]:
    """The newest screen as it is just now: its number and its words."""
    found: list[list[str]] = await screen(phone).evaluate_all(
        "all => all.map(({ dataset, innerText }) => [dataset.id, innerText])"
    )
    return found


async def settled(phone: Locator, before: Sequence[Sequence[str]]) -> None:
    """Waits until the newest screen is not the one before."""
    end = time.monotonic() + AT_MOST / 1000
    while (now := await looks(phone)) == before or not now:
        assert time.monotonic() < end, f"the screen stays as it was: {before}"
        await asyncio.sleep(0.05)


async def opened(phone: Locator, reference: str) -> None:
    """From wherever somebody is: to the first screen of a run."""
    await asks_for_runs(phone)
    if FACE in await screen(phone).inner_text():  # An hour passed: what lay unused turned innocent.
        await press(phone, "Åpne")
        await asks_for_runs(phone)
    await press(phone, reference)
    await shows(phone, f"Strategimøte · {reference}")


async def asks_for_runs(phone: Locator) -> None:
    """Writes the command that shows what is under way."""
    before = await looks(phone)
    await say(phone, "/moter")
    await settled(phone, before)
    await expect(screen(phone)).to_contain_text(re.compile(f"{RUNS}|{FACE}"), timeout=AT_MOST)


async def leads(phone: Locator, reference: str, *wanted: str) -> None:
    """Opens a run and presses one button after another."""
    await opened(phone, reference)
    for label in wanted:
        await press(phone, label)


async def works_through(phone: Locator, reference: str) -> None:
    """Does every step that is theirs, one after the other, until there is nothing left that they may do."""
    await opened(phone, reference)
    passed: set[str] = set()
    for _ in range(LONGEST):
        offered = await labels(phone)
        here = re.search(r"steg (\d+) av", await screen(phone).inner_text())
        if mine := next((label for label in offered if label in CHOICES), None):
            await press(phone, mine)
        elif onward := next((label for label in offered if label.startswith("▶ Neste")), None):
            await press(phone, onward)
        elif "Neste ›" in offered and here is not None and here[1] not in passed:
            passed.add(here[1])
            await press(phone, "Neste ›")
        else:
            return
    raise AssertionError(f"still at it after {LONGEST} screens")
