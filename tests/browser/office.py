"""Somebody who works with the office's screens on the page: opens a run, presses what is there, does what is theirs."""

import re
from collections.abc import Sequence
from typing import Final

from playwright.async_api import Locator, expect

from tests.browser.story import say
from tests.browser.walking import screen

AT_MOST: Final = 30_000
"""Milliseconds that a screen may take on a busy machine."""
LONGEST: Final = 80
TRIES: Final = 4
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


async def named(phone: Locator, label: str) -> str | None:
    """The first button of the newest screen that says this."""
    return next((one for one in await labels(phone) if label in one), None)


async def shows(phone: Locator, words: str) -> None:
    """Waits until the newest screen says this."""
    await expect(screen(phone)).to_contain_text(words, timeout=AT_MOST)


async def press(phone: Locator, label: str) -> None:
    """Taps the first button whose label holds these words, and waits until the screen is another."""
    button = screen(phone).locator(".key").filter(has_text=label).first
    await expect(button).to_be_visible(timeout=AT_MOST)
    before = await screen(phone).get_attribute("data-id"), await screen(phone).inner_text()
    await button.click()
    await settled(phone, before)


async def settled(phone: Locator, before: tuple[str | None, str]) -> None:
    """Waits until the newest screen is not the one before."""
    number, words = before
    await phone.page.wait_for_function(
        "([phone, number, words]) => { const all = document.querySelectorAll(`#${phone} .message:not(.mine)`);"
        " const last = all[all.length - 1]; return last && (last.dataset.id !== number || last.innerText !== words); }",
        arg=[await phone.get_attribute("id"), number, words],
        timeout=AT_MOST,
    )


async def opened(phone: Locator, reference: str) -> None:
    """From wherever somebody is: to the first screen of a run."""
    await say(phone, "/moter")
    await expect(screen(phone)).to_contain_text(re.compile(f"{RUNS}|{FACE}"), timeout=AT_MOST)
    if FACE in await screen(phone).inner_text():  # An hour passed: what lay unused turned innocent.
        await press(phone, "Åpne")
        await say(phone, "/moter")
        await shows(phone, RUNS)
    await press(phone, reference)
    await shows(phone, f"Strategimøte · {reference}")


async def leads(phone: Locator, reference: str, *wanted: str) -> None:
    """Opens a run and presses one button after another; begins again when a reminder takes the screen in between."""
    for _ in range(TRIES):
        await opened(phone, reference)
        for label in wanted:
            button = screen(phone).locator(".key").filter(has_text=label)
            rung = screen(phone).get_by_role("button", name="Åpne", exact=True)
            await expect(button.or_(rung).first).to_be_visible(timeout=AT_MOST)
            if not await button.count():
                break
            await press(phone, label)
        else:
            return
    raise AssertionError(f"{wanted} were not reached")


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
        elif "Åpne" in offered:
            await press(phone, "Åpne")
        elif "Neste ›" in offered and here is not None and here[1] not in passed:
            passed.add(here[1])
            await press(phone, "Neste ›")
        else:
            return
    raise AssertionError(f"still at it after {LONGEST} screens")
