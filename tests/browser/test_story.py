import re

from playwright.async_api import Page, expect

from tests.browser.stand_in import StandIn
from tests.browser.story import FEAR, phone, say, tell


async def test_the_whole_story_is_seen_on_four_phones(page: Page) -> None:
    await tell(page)
    duty, second = phone(page, "duty"), phone(page, "second")
    await expect(duty.locator(".notice")).to_have_text(re.compile(r"Havn.*10:00.*Ny sak H-4K7Q\nNivå: rød", re.DOTALL))
    await expect(second.locator(".notice")).to_have_count(0)

    await page.get_by_role("button", name="Flytt klokka 15 minutter fram").click()
    await expect(page.locator("#time")).to_have_text("10:15")
    await expect(second.locator(".notice")).to_contain_text("Ny sak H-4K7Q")

    await second.locator(".unlock").click()
    await second.get_by_role("button", name="Ta saken").click()
    await expect(second.locator(".messages")).to_contain_text("Jonas har saken.")
    await expect(second.locator(".toast")).to_have_text("Du har saken.")
    await duty.get_by_role("button", name="Lås opp").first.click()
    await expect(duty.locator(".messages")).to_contain_text("Jonas har saken.")

    await page.get_by_role("button", name="Hva databasen ser").click()
    await page.get_by_role("button", name="Vis de to blikkene").click()
    await expect(page.locator("#inside")).to_be_focused()
    await page.locator("#tour").get_by_role("button", name="Prøv STOPP").click()
    await page.get_by_role("button", name="Skriv STOPP som den unge").click()
    await expect(phone(page, "young").locator(".message")).to_have_count(1)
    await expect(phone(page, "young").locator(".message")).to_contain_text("Hva lurer du på?")
    await expect(page.locator(".stepper .done")).to_have_count(6)
    await expect(page.locator(".now")).to_contain_text("Du har sett hele veien.")


async def test_the_database_shows_ciphertext_and_the_key_shows_the_words(page: Page) -> None:
    await expect(page.locator("#database")).to_contain_text("Databasen er tom")
    await tell(page)
    opened = page.locator("#opened .case")
    await expect(opened).to_contain_text(FEAR)
    await expect(opened.locator(".level.red")).to_have_text("Rød")
    await expect(opened).to_contain_text("Åpnet med nøkkelen til Kari")
    envelopes = page.locator("#database details[data-table=envelopes]")
    await expect(envelopes.locator(".cipher")).to_have_count(3)
    await expect(envelopes.locator(".size").first).to_have_text(re.compile(r"^1.216 byte$"))
    assert FEAR not in await page.locator("#database").inner_text()
    for key in ("young", "duty", "second"):
        assert FEAR not in await phone(page, key).inner_text()


async def test_what_a_person_writes_is_never_markup(page: Page) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    await tell(page, hostile)
    await expect(page.locator("#opened dd").last).to_have_text(hostile)
    assert await page.locator("#opened img, #opened script, .messages img, .messages script").count() == 0


async def test_two_pages_and_a_reload_show_the_same(page: Page, stand_in: StandIn) -> None:
    await tell(page)
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(phone(other, "young").locator(".messages")).to_contain_text("H-4K7Q")
    await expect(phone(other, "duty").locator(".notice")).to_have_count(1)
    await phone(other, "duty").locator(".unlock").click()
    await phone(other, "duty").get_by_role("button", name="Ta saken").click()
    await phone(page, "duty").locator(".unlock").click()
    await expect(phone(page, "duty").locator(".messages")).to_contain_text("Kari har saken.")
    await page.reload()
    await expect(phone(page, "duty").locator(".messages")).to_contain_text("Kari har saken.")
    await expect(phone(page, "duty").locator(".locked")).to_be_hidden()
    assert stand_in.taken_by == "Kari"


async def test_to_begin_anew_empties_everything(page: Page, stand_in: StandIn) -> None:
    await tell(page)
    await phone(page, "duty").locator(".unlock").click()
    await page.get_by_role("button", name="Begynn på nytt").click()
    await expect(phone(page, "young").locator(".message")).to_have_count(0)
    await expect(phone(page, "young").get_by_role("button", name="Start", exact=True)).to_be_visible()
    await expect(phone(page, "duty").locator(".locked")).to_be_visible()
    await expect(phone(page, "duty").locator(".notice")).to_have_count(0)
    await expect(page.locator("#opened")).to_contain_text("Ingen sak er levert")
    await expect(page.locator(".stepper .done")).to_have_count(0)
    assert stand_in.restarts == 1
    await tell(page)
    await expect(phone(page, "duty").locator(".notice")).to_have_count(1)


async def test_when_the_program_is_gone_the_page_says_so(page: Page, stand_in: StandIn, complaints: list[str]) -> None:
    await expect(page.locator("#lost")).to_be_hidden()
    stand_in.demo._streams.close()
    await expect(page.locator("#lost")).to_be_visible()
    await say(phone(page, "staff"), "hei")
    complaints.clear()
