import asyncio

from playwright.async_api import Page, expect

from bot.simulator.keyboards import Button
from tests.browser.stand_in import StandIn
from tests.browser.story import Opener, phone, say, tell

COUNT = "({ animationName }) => { window.left += animationName === 'leave'; }"


async def test_a_button_turns_until_its_tap_is_answered(page: Page, stand_in: StandIn) -> None:
    young = phone(page, "young")
    await young.get_by_role("button", name="Start", exact=True).click()
    stand_in.telegram.trouble.slows(1.0, method="deleteMessage")
    button = young.get_by_role("button", name="Usikker")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await expect(young.locator(".messages")).to_contain_text("Skriv med egne ord")
    await expect(young.locator("[aria-busy=true]")).to_have_count(0)


async def test_what_is_deleted_fades_and_is_gone(visit: Opener) -> None:
    page = await visit(motion="no-preference")
    await page.evaluate(f"() => {{ window.left = 0; document.addEventListener('animationstart', {COUNT}); }}")
    young = phone(page, "young")
    await young.get_by_role("button", name="Start", exact=True).click()
    await young.get_by_role("button", name="Nei", exact=True).click()
    await expect(young.locator(".message")).to_contain_text(["Skriv med egne ord"])
    await expect(young.locator(".message")).to_have_count(1)
    assert await page.evaluate("window.left") == 2


async def test_a_locked_phone_shows_what_a_lock_screen_shows(page: Page, stand_in: StandIn) -> None:
    young = phone(page, "young")
    await young.get_by_role("button", name="Start", exact=True).click()
    await expect(young.locator(".messages")).to_contain_text("Er du trygg")
    await young.get_by_role("button", name="Lås telefonen til den unge").click()
    await expect(young.locator(".unlock")).to_be_focused()
    await expect(young.locator(".notice")).to_have_count(0)
    await stand_in.demo.people["young"].says("/start")
    await expect(young.locator(".notice.silent")).to_contain_text("uten lyd")
    await expect(young.locator(".notice")).to_contain_text("Er du trygg akkurat nå?")
    await stand_in.demo.people["young"].says("STOPP")
    await expect(young.locator(".notice")).to_have_count(1)
    await expect(young.locator(".notice")).to_contain_text("Hva lurer du på?")
    await young.locator(".unlock").click()
    await expect(young.locator(".locked")).to_be_hidden()


async def test_the_keyboard_alone_is_enough(page: Page) -> None:
    young = phone(page, "young")
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#phones")).to_be_focused()
    for _ in range(6):
        await page.keyboard.press("Tab")
        if await young.locator(".start").evaluate("element => element === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await expect(young.get_by_role("button", name="Ja", exact=True)).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(young.locator(".messages")).to_contain_text("Skriv med egne ord")
    await say(young, "Noe")
    await expect(young.get_by_role("button", name="Lever")).to_be_visible()
    await young.get_by_role("textbox").press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(young.get_by_role("button", name="Tilbake")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(phone(page, "duty").locator(".notice")).to_have_count(1)


async def test_the_menu_offers_the_bots_commands(page: Page) -> None:
    staff = phone(page, "staff")
    menu = staff.get_by_role("button", name="Kommandoer")
    await menu.click()
    await expect(menu).to_have_attribute("aria-expanded", "true")
    await staff.get_by_role("button", name="/start Begynn").click()
    await expect(menu).to_have_attribute("aria-expanded", "false")
    await expect(staff.locator(".messages")).to_contain_text("Er du trygg akkurat nå?")


async def test_rich_text_is_rendered_and_a_spoiler_waits_for_a_click(page: Page, stand_in: StandIn) -> None:
    world, chat = stand_in.telegram.world, stand_in.demo.people["staff"].chat
    text = "🌊 fet kursiv kode sitat skjult"
    marks = [("bold", 3, 3), ("italic", 7, 6), ("code", 14, 4), ("blockquote", 19, 5), ("spoiler", 25, 6)]
    entities: list[dict[str, object]] = [{"type": kind, "offset": at, "length": size} for kind, at, size in marks]
    message = world.post(chat, world.bot, text, entities)
    message.keyboard = ()
    await page.reload()
    shown = phone(page, "staff").locator(".text")
    for tag, words in (("b", "fet"), ("i", "kursiv"), ("code", "kode"), ("blockquote", "sitat")):
        await expect(shown.locator(tag)).to_have_text(words)
    spoiler = shown.locator(".spoiler")
    assert await spoiler.evaluate("element => getComputedStyle(element).color") == "rgba(0, 0, 0, 0)"
    await spoiler.click()
    await expect(spoiler).to_have_attribute("aria-expanded", "true")


async def test_a_tap_on_what_is_gone_is_nothing(page: Page, stand_in: StandIn, complaints: list[str]) -> None:
    await tell(page)
    staff = stand_in.demo.people["staff"]
    world = stand_in.telegram.world
    message = world.post(staff.chat, world.bot, "gammel")
    message.keyboard = ((Button("Borte", "x"),),)
    await page.reload()
    button = phone(page, "staff").get_by_role("button", name="Borte")
    await expect(button).to_be_visible()
    staff.chat.messages.pop(message.id)
    await button.click()
    async with asyncio.timeout(8):  # the browser itself notes that the page was answered with 409
        while not any("409" in one for one in complaints):  # noqa: ASYNC110 - a list tells nobody that it grows
            await asyncio.sleep(0.05)
    await expect(page.locator("#announcer")).not_to_contain_text("Det gikk ikke")
    complaints[:] = [one for one in complaints if "409" not in one]
