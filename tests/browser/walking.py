"""A person on the page who answers what they are asked, screen by screen, until nothing more is asked."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from playwright.async_api import Locator, expect

from tests.browser.story import say

LONGEST: Final = 40
"""More screens than this has no way that a test goes."""
HIDE: Final = "✕ Skjul alt"
RINGS: Final = re.compile(r"^(⏰ )?[A-ZÆØÅ][a-zæøå]+-\d+: \S|^Du er med i ")
"""How what rings on a phone begins: it stands beside the screen until its reader taps something that counts."""


def screen(phone: Locator) -> Locator:
    """The newest message of the bot that is a screen: what rang stands beside it."""
    rings = phone.page.locator(".text").filter(has_text=RINGS)
    return phone.locator(".message:not(.mine)").filter(has_not=rings).last


def ring(phone: Locator) -> Locator:
    """What rang last and still stands beside the screen."""
    rings = phone.page.locator(".text").filter(has_text=RINGS)
    return phone.locator(".message:not(.mine)").filter(has=rings).last


async def tap(phone: Locator, label: str) -> None:
    """Taps a button of the newest screen by its whole label."""
    await screen(phone).get_by_role("button", name=label, exact=True).click()


async def answer(phone: Locator, labels: Sequence[str], words: Mapping[str, str] | None = None) -> int:
    """Taps on each screen the first of these labels that it has, or writes where it asks for words; counts the taps.

    `words` are texts by what the question says. Ends at a screen that can only be hidden.
    """
    taps, before = 0, ""
    for _ in range(LONGEST):
        await expect(screen(phone)).not_to_have_text(before)
        before = await screen(phone).text_content() or ""
        offered = [label for label in await screen(phone).locator(".key").all_text_contents() if label != HIDE]
        if not offered:
            return taps
        written = next((text for asked, text in (words or {}).items() if asked in before), None)
        if written is not None:
            await say(phone, written)
        else:
            await tap(phone, next(label for label in labels if label in offered))
            taps += 1
    raise AssertionError(f"still asking after {LONGEST} screens")
