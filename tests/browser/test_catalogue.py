"""The catalogue in a real browser: read by axe, light and dark, wide, narrow and printed, with nothing fetched."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.catalogue import Entry, write
from bot.i18n import voice
from bot.lanes_words import Words
from flows.procedures import reader
from tests.bot.small_procedure import small
from tests.browser.axe import violations
from tests.browser.story import Scheme

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
DRAWN = """Promise.all([...document.images].map(each => {
  each.loading = "eager";
  return each.decode().then(() => each.naturalWidth);
}))"""
NAMES = ("strategy_meeting", "family_dialogue")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of three procedures, one of them past its date."""
    chosen = [small(), *(reader.packaged()[name] for name in NAMES)]
    entries = [Entry(one, Words(one, voice("nb"), {"police": "112"}, {}).sheet()) for one in chosen]
    return write(tmp_path_factory.mktemp("catalogue"), entries, "Havnvik", "nb", date(2027, 7, 1))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1100])
async def test_axe_finds_nothing_and_nothing_hangs_over(
    browser: Browser, page_file: Path, width: int, scheme: Scheme
) -> None:
    context = await browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(page_file.as_uri())
    assert await page.evaluate(DRAWN) == [1000, 1000, 1000]
    assert await violations(page) == []
    assert await page.evaluate(OVERFLOW) == 0
    assert all(url.startswith(page_file.parent.as_uri()) for url in asked)
    assert len(asked) == 1 + 3
    await context.close()


async def test_printed_each_procedure_begins_on_a_page_of_its_own(browser: Browser, page_file: Path) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(page_file.as_uri())
    printed = await page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") >= 4
    await context.close()
