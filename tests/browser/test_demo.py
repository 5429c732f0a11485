"""The real program, `havn demo`, played by people in a real browser: the whole story, with nothing in Havn's place."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.program import begin_anew, demo
from tests.browser.story import Opener, phone, say
from tests.browser.walking import answer, screen, tap

LIGHTEST_SCREEN = (320, 640)
WEIGHT = 150 * 1024
WITHIN = 20_000
"""Milliseconds that the program may take on a busy machine."""
TAPS = 12
FEARED = "Å bli giftet bort"
SHORT_WAY = ("Ja", "16–17 år", "Jeg forstår", "Meg", f"☐ {FEARED}", "Ferdig", "Innen to uker", "Ja, før",
             "Jeg kontakter dere", "Bekreft og send")  # fmt: skip
STAFF_WAY = ("Videre", "Skole", "Ja", "16–17 år", f"☐ {FEARED}", "Ferdig", "Innen to uker", "Ja, før", "Nei",
             "Bekreft og send", "Hopp over")  # fmt: skip
HEARD = "Hun sa at billetten bare går én vei."
REFERENCE = r"[0-9A-Z]{3}-[0-9A-Z]{3}"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TRANSFERRED = """
[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map(each => each.transferSize)
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo(tmp_path_factory.mktemp("demo") / "demo.log") as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def base(address: str) -> AsyncIterator[str]:
    """The address of the demo, as if nobody had been there before."""
    await begin_anew(address)
    yield address


async def test_the_whole_story(page: Page) -> None:
    young, duty, second = (phone(page, key) for key in ("young", "duty", "second"))
    reference = await unsafe(page, young, duty, second)
    await nobody_answers(page, duty, second, reference)
    await somebody_takes_it(duty, second, reference)
    await to_the_receipt(page, young, reference)
    await sealed_and_opened(page, reference)
    await somebody_comes_in(page, young, reference)
    await expect(page.locator(".stepper .done")).to_have_count(6)
    assert await violations(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await violations(page) == []
    await page.set_viewport_size({"width": LIGHTEST_SCREEN[0], "height": LIGHTEST_SCREEN[1]})
    assert await violations(page) == []
    assert await page.evaluate(OVERFLOW) == 0
    await all_begins_anew(page, young, duty)


async def unsafe(page: Page, young: Locator, duty: Locator, second: Locator) -> str:
    """Not safe: the numbers at once, and the lock screen of who is on duty shows level, reference and age alone."""
    await young.get_by_role("button", name="Start", exact=True).click()
    await tap(young, "Nei")
    for number in ("112", "113", "116 111"):
        await expect(screen(young)).to_contain_text(number)
    notice = duty.locator(".notice-text")
    await expect(notice).to_have_text(re.compile(rf"^🔴 RØD · {REFERENCE} · nå$"))
    await expect(second.locator(".notice")).to_have_count(0)
    found = re.search(REFERENCE, await notice.inner_text())
    assert found is not None
    return found[0]


async def nobody_answers(page: Page, duty: Locator, second: Locator, reference: str) -> None:
    """Fifteen minutes on, the second phone rings too; neither says more than before.

    The new page is sent first and the older one taken away after it, in the chat's next second: both stand till then.
    """
    await page.get_by_role("button", name="Flytt klokka 15 minutter fram").click()
    for one in (second, duty):
        await expect(one.locator(".notice-text")).to_have_text([f"🔴 RØD · {reference} · 15 min"], timeout=WITHIN)


async def somebody_takes_it(duty: Locator, second: Locator, reference: str) -> None:
    """One takes the case, and is told which one before they may close it; the other sees by whom it was taken."""
    await second.locator(".unlock").click()
    await expect(screen(second).get_by_role("button", name="Jeg tar den")).to_be_focused()
    await tap(second, "Jeg tar den")
    await expect(screen(second)).to_contain_text("Du har saken.")
    await tap(second, "Avslutt saken")
    await expect(screen(second)).to_contain_text(re.compile(rf"{reference}\s*Hvordan endte saken"))
    await tap(second, "‹ Tilbake")
    await expect(screen(second)).to_contain_text("Du har saken.")
    await duty.locator(".unlock").click()
    await expect(screen(duty)).to_contain_text("Tatt av Jonas.")
    await expect(screen(duty).get_by_role("button")).to_have_count(0)


async def to_the_receipt(page: Page, young: Locator, reference: str) -> None:
    """The short way: with the first answer no more than twelve taps, and not one letter."""
    assert 1 + await answer(young, SHORT_WAY) <= TAPS
    await expect(screen(young)).to_contain_text(reference)
    await expect(young.locator(".message")).to_have_count(1)


async def sealed_and_opened(page: Page, reference: str) -> None:
    """The database holds ciphertext for three keys; one of them opens what the young person answered."""
    await page.get_by_role("button", name="Hva databasen ser").click()
    await page.get_by_role("button", name="Vis de to blikkene").click()
    case = page.locator("#opened .case")
    await expect(case.locator(".reference")).to_have_text(reference)
    await expect(case).to_contain_text("Åpnet med nøkkelen til Kari")
    await expect(case).to_contain_text(FEARED)
    database = page.locator("#database")
    await expect(database.locator("[data-table=case_parts] .cipher")).to_have_count(1)
    await expect(database.locator("[data-table=case_keys] .cipher")).to_have_count(3)
    assert "giftet" not in (await database.text_content() or "").casefold()
    for key in ("duty", "second", "staff"):
        assert "giftet" not in (await phone(page, key).text_content() or "").casefold()


async def somebody_comes_in(page: Page, young: Locator, reference: str) -> None:
    """STOPP leaves one innocent line; /start shows an innocent face; behind it the talk can be gone on with."""
    await say(young, "STOPP")
    await expect(young.locator(".message")).to_have_count(1)
    await expect(screen(young)).to_contain_text("Huskelisten er tom.")
    await expect(screen(young).get_by_role("button")).to_have_count(0)
    await expect(young).not_to_contain_text(reference)
    await say(young, "/start")
    await expect(screen(young).get_by_role("button")).to_have_text(["Åpne"])
    await expect(young.locator(".message")).to_have_count(1)
    await expect(young).not_to_contain_text(reference)
    await tap(young, "Åpne")
    await expect(screen(young)).to_contain_text(reference)


async def all_begins_anew(page: Page, young: Locator, duty: Locator) -> None:
    """«Begynn på nytt»: no case, no message, everybody on duty again."""
    await page.get_by_role("button", name="Begynn på nytt").click()
    await expect(young.get_by_role("button", name="Start", exact=True)).to_be_visible()
    await expect(young.locator(".message")).to_have_count(0)
    await expect(page.locator("#opened")).to_contain_text("Ingen sak er levert")
    await expect(page.locator(".stepper .done")).to_have_count(0)
    await expect(duty.locator(".notice")).to_have_count(0)
    await page.get_by_role("tab", name="Vakt", exact=True).click()
    await duty.locator(".unlock").click()
    await expect(screen(duty)).to_contain_text("Du er på vakt")


async def test_two_at_once_a_teacher_and_a_young_person_by_keyboard_on_a_narrow_screen(visit: Opener) -> None:
    narrow = await visit(LIGHTEST_SCREEN)
    registering = asyncio.create_task(a_teacher_registers(await visit()))
    await by_keyboard_alone(narrow)
    await registering


async def a_teacher_registers(page: Page) -> None:
    """What a teacher registers is alerted, sealed and opened like what a young person says."""
    staff = phone(page, "staff")
    await tap(staff, "Egenerklæring sammen med en ungdom")
    await expect(screen(staff)).to_contain_text("Du melder fra for en ungdom.")
    await answer(staff, STAFF_WAY, {"med egne ord": HEARD})
    found = re.search(REFERENCE, await screen(staff).inner_text())
    assert found is not None
    case = page.locator(f"#opened .case[data-reference='{found[0]}']")
    await expect(case).to_contain_text(HEARD)
    await expect(case.locator(".level")).to_have_text("Rød")
    assert HEARD not in (await page.locator("#database").text_content() or "")
    assert HEARD not in (await page.locator(".phones").text_content() or "")


async def by_keyboard_alone(page: Page) -> None:
    """Start, an answer, STOPP; then the coordinator's phone, unlocked, and the case taken. No pointer anywhere."""
    young, duty = phone(page, "young"), phone(page, "duty")
    await go_to(page, young.get_by_role("button", name="Start", exact=True))
    await page.keyboard.press("Enter")
    await expect(screen(young).get_by_role("button", name="Ja", exact=True)).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(screen(young)).to_contain_text("112")
    await go_to(page, young.get_by_role("textbox"))
    await page.keyboard.type("stopp")
    await page.keyboard.press("Enter")
    await expect(screen(young)).to_contain_text("Huskelisten er tom.")
    await go_to(page, page.get_by_role("tab", name="Den unge"), "Shift+Tab")
    await page.keyboard.press("ArrowRight")
    await expect(duty).to_be_visible()
    await go_to(page, duty.locator(".unlock"))
    await page.keyboard.press("Enter")
    await expect(screen(duty).get_by_role("button", name="Jeg tar den")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(screen(duty)).to_contain_text("Du har saken.")
    assert await page.evaluate(OVERFLOW) == 0


async def go_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Moves the focus there, step by step."""
    await expect(target).to_be_visible()
    for _ in range(40):
        if await target.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError("the keyboard does not lead there")


async def test_the_page_is_light(page: Page) -> None:
    transferred = await page.evaluate(TRANSFERRED)
    assert len(transferred) > 10
    assert 0 < sum(transferred) <= WEIGHT
