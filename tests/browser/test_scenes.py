"""The page's scenes: each has its phones, an invitation goes from one phone to another, minutes and procedures show."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.stand_in import StandIn
from tests.browser.story import Opener, phone

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CODE = "ABCD-EFGH-1234"
NAMES = {
    "declaration": ["Den unge", "Vakt", "Bakvakt", "Ansatt"],
    "meeting": ["Koordinator", "Barnevern", "Politi", "Skole"],
}


async def choose(page: Page, scene: str) -> None:
    """Follows the link of a scene."""
    await page.get_by_role("navigation").get_by_role("link", name=scene).click()


def invites(stand_in: StandIn, key: str, text: str) -> None:
    """The bot shows somebody a link to pass on."""
    world = stand_in.telegram.world
    world.post(stand_in.demo.people[key].chat, world.bot, text)


def is_filed(stand_in: StandIn) -> None:
    """A meeting has minutes."""
    keys = [{"name": "Ingrid", "opens": True}, {"name": "Jonas", "opens": False}]
    stand_in.filed = [
        {
            "reference": "Furu-27",
            "sealed": b"\x07" * 900,
            "keys": keys,
            "opened_by": "Ingrid",
            "text": "Fakta\n  Steg 12",
        }
    ]
    stand_in.demo._views.stir()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (900, 1000), (320, 640)])
async def test_axe_finds_nothing_in_any_scene(
    visit: Opener, stand_in: StandIn, size: tuple[int, int], scheme: str
) -> None:
    invites(stand_in, "duty", f"Invitasjon til Politi\nhttps://t.me/havn_demo_bot?start={CODE}")
    page = await visit(size, scheme)
    await choose(page, "Strategimøtet")
    is_filed(stand_in)
    await expect(page.locator("#opened .minutes")).to_be_visible()
    if size[0] < 700:
        await page.get_by_role("tab", name="Politi").click()
    await expect(phone(page, "police").locator(".invited button")).to_be_visible()
    assert await violations(page) == []
    assert await page.evaluate(OVERFLOW) == 0
    await choose(page, "Prosedyrene")
    await expect(page.locator(".picture img")).to_be_visible()
    assert await violations(page) == []
    assert await page.evaluate(OVERFLOW) == 0


async def test_each_scene_has_its_phones_and_the_same_people_hold_them(page: Page) -> None:
    names = page.locator(".phone h3")
    await expect(names).to_have_text(NAMES["declaration"])
    await choose(page, "Strategimøtet")
    await expect(names).to_have_text(NAMES["meeting"])
    await expect(page.get_by_role("link", name="Strategimøtet")).to_have_attribute("aria-current", "page")
    await expect(phone(page, "duty").locator(".who p")).to_contain_text("Kari")
    await expect(phone(page, "duty").locator(".locked")).to_be_hidden()
    await page.reload()
    await expect(names).to_have_text(NAMES["meeting"])
    await choose(page, "Egenerklæringen")
    await expect(names).to_have_text(NAMES["declaration"])
    await expect(phone(page, "duty").locator(".locked")).to_be_visible()


async def test_an_invitation_is_opened_on_another_phone_and_then_on_no_third(page: Page, stand_in: StandIn) -> None:
    await choose(page, "Strategimøtet")
    text = f"Invitasjon til Politi\n\nGi den til Amir selv:\nhttps://t.me/havn_demo_bot?start={CODE}"
    invites(stand_in, "duty", text)
    await page.reload()
    for key in ("welfare", "police", "staff"):
        await expect(phone(page, key).locator(".invited button")).to_have_text(
            "Åpne invitasjonen fra Kari: Invitasjon til Politi"
        )
    await expect(phone(page, "duty").locator(".invited")).to_be_hidden()
    stand_in.telegram.world.remove(stand_in.demo.people["duty"].screen[-1])
    await expect(phone(page, "duty").locator(".message")).to_have_count(0)
    button = phone(page, "police").get_by_role("button", name="Åpne invitasjonen")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(phone(page, "police").locator(".messages")).to_contain_text("Er du trygg akkurat nå?")
    assert stand_in.started == [f"/start {CODE}"]
    for key in ("welfare", "police", "staff"):
        await expect(phone(page, key).locator(".invited")).to_be_hidden()


async def test_the_minutes_are_shown_with_the_keys_that_were_tried(page: Page, stand_in: StandIn) -> None:
    await choose(page, "Strategimøtet")
    await expect(page.locator("#opened")).to_contain_text("ikke ført noe referat")
    is_filed(stand_in)
    card = page.locator("#opened .case")
    await expect(card.locator(".cipher")).to_contain_text("900 byte")
    await expect(card.locator(".opens")).to_have_text(["Nøkkelen til Ingrid åpner"])
    await expect(card.locator(".stays-shut")).to_have_text(["Nøkkelen til Jonas åpner ikke"])
    await expect(card.locator(".minutes")).to_have_text("Fakta\n  Steg 12")
    async with page.context.expect_page() as opening:
        await card.get_by_role("link", name="Åpne som tekst").click()
    other = await opening.value
    await expect(other.locator("body")).to_have_text("Referat Furu-27")


async def test_every_procedure_has_its_picture(page: Page) -> None:
    await choose(page, "Prosedyrene")
    await expect(page.locator("#phones")).to_be_hidden()
    links = page.locator(".flow-list a")
    await expect(links).to_have_count(2)
    await expect(page.locator(".flow-shown h3")).to_have_text("Strategimøte")
    await links.nth(1).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".flow-shown h3")).to_have_text("P2 · Bekymringsmelding")
    await expect(page.locator(".flow-shown")).to_contain_text("Kontrollen er gått ut på dato.")
    picture = page.get_by_role("img", name="Prosedyren «Bekymringsmelding» som bilde")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("each => each.decode().then(() => each.naturalWidth)") == 2000
    await page.reload()
    await expect(page.locator(".flow-shown h3")).to_have_text("P2 · Bekymringsmelding")
