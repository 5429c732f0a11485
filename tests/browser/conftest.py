"""A real browser for the demo page: this machine's Chromium, kept to loopback. Without one nothing is collected."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser.stand_in import StandIn
from tests.browser.story import Motion, Opener, Scheme

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("HAVN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESKTOP = (1440, 900)

collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all tests here: they share one browser, and starting it takes longer than most of them."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
def stand_in() -> StandIn:
    return StandIn()


@pytest_asyncio.fixture(loop_scope="session")
async def base(stand_in: StandIn) -> AsyncIterator[str]:
    """The address of a demo whose program is the stand-in."""
    async with stand_in.served() as base:
        yield base


@pytest_asyncio.fixture(loop_scope="session")
async def complaints() -> AsyncIterator[list[str]]:
    """What the browser complained of; a test fails when anything was, unless it takes it out of the list."""
    found: list[str] = []
    yield found
    assert found == []


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, base: str, complaints: list[str]) -> AsyncIterator[Opener]:
    """Opens the page in a window of its own; requests to anywhere else are complaints too."""
    contexts: list[BrowserContext] = []

    async def visit(size: tuple[int, int] = DESKTOP, scheme: Scheme = "light", motion: Motion = "reduce") -> Page:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion=motion
        )
        contexts.append(context)
        context.set_default_timeout(8_000)
        page = await context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(base) else complaints.append(asked.url))
        await page.goto(base + "/")
        await page.locator("#phone-young .bot-name:not(:empty)").wait_for()
        return page

    yield visit
    for context in contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(visit: Opener) -> Page:
    return await visit()
