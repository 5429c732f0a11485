"""The story that the page tells, step by step, as a visitor would play it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal

from playwright.async_api import Locator, Page, expect

Scheme = Literal["light", "dark"]
Motion = Literal["reduce", "no-preference"]
Opener = Callable[..., Awaitable[Page]]

HAND = asyncio.Lock()
"""Several people on one page take turns: it has one keyboard and one mouse."""
FEAR = "Jeg tror de vil sende meg bort i sommer."


def phone(page: Page, key: str) -> Locator:
    """One of the phones on the page."""
    return page.locator(f"#phone-{key}")


async def tell(page: Page, text: str = FEAR) -> None:
    """The young person answers, writes what they fear, and hands it in."""
    young = phone(page, "young")
    await young.get_by_role("button", name="Start", exact=True).click()
    await young.get_by_role("button", name="Nei", exact=True).click()
    await expect(young.locator(".messages")).to_contain_text("Skriv med egne ord")
    await say(young, text)
    await young.get_by_role("button", name="Lever").click()
    await expect(young.locator(".messages")).to_contain_text("H-4K7Q")


async def say(phone: Locator, text: str) -> None:
    """Writes a message on a phone and sends it with Enter."""
    async with HAND:
        await phone.get_by_role("textbox").fill(text)
        await phone.get_by_role("textbox").press("Enter")
