import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.story import Opener, phone, tell

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (900, 1000), (320, 640)])
async def test_axe_finds_nothing(visit: Opener, size: tuple[int, int], scheme: str) -> None:
    page = await visit(size, scheme)
    assert await violations(page) == []
    await tell(page)
    await expect(page.locator("#opened .case")).to_be_visible()
    await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert await violations(page) == []
    if size[0] >= 700:
        for key in ("duty", "second"):
            await phone(page, key).locator(".unlock").click()
        assert await violations(page) == []


@pytest.mark.parametrize("width", [320, 700, 900, 1200, 1920])
async def test_nothing_hangs_over_the_edge(visit: Opener, width: int) -> None:
    page = await visit((width, 800))
    await tell(page)
    assert await page.evaluate(OVERFLOW) == 0


async def test_on_a_narrow_screen_the_phones_stand_behind_tabs(visit: Opener) -> None:
    page = await visit((320, 640))
    tabs = page.get_by_role("tab")
    await expect(tabs).to_have_text(["Den unge", "Vakt", "Bakvakt", "Ansatt"])
    await expect(phone(page, "duty")).to_be_hidden()
    await tell(page)
    await expect(tabs.nth(1).locator(".badge")).to_have_text("1")
    await tabs.nth(0).focus()
    await page.keyboard.press("ArrowRight")
    await expect(tabs.nth(1)).to_be_focused()
    await expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(phone(page, "duty")).to_be_visible()
    await expect(phone(page, "young")).to_be_hidden()
    await phone(page, "duty").locator(".unlock").click()
    await expect(tabs.nth(1).locator(".badge")).to_be_empty()
    await page.set_viewport_size({"width": 1440, "height": 900})
    await expect(phone(page, "young")).to_be_visible()
    await expect(page.locator(".tabs")).to_be_hidden()


async def test_light_and_dark_follow_the_system_until_somebody_chooses(visit: Opener) -> None:
    page = await visit(scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    toggle = page.get_by_role("button", name="Mørk")
    await expect(toggle).to_have_attribute("aria-pressed", "true")
    dark = await page.evaluate(background)
    await toggle.click()
    await expect(toggle).to_have_attribute("aria-pressed", "false")
    await expect(page.locator("body")).not_to_have_css("background-color", dark)
    light = await page.evaluate(background)
    await page.reload()
    assert await page.evaluate(background) == light
    await page.emulate_media(color_scheme="light")
    assert await page.evaluate(background) == light


async def test_whoever_wants_calm_gets_calm(visit: Opener) -> None:
    page = await visit(motion="reduce")
    await tell(page)
    moving = "document.getAnimations().filter(each => each.effect.getComputedTiming().duration > 1).length"
    assert await page.evaluate(moving) == 0


async def test_focus_is_always_seen(page: Page) -> None:
    ring = "getComputedStyle(document.activeElement).outlineStyle"
    seen = 0
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement === document.body"):
            break
        assert await page.evaluate(ring) == "solid", await page.evaluate("document.activeElement.outerHTML")
        seen += 1
    assert seen > 20


async def test_news_is_told_to_those_who_do_not_see_it(page: Page) -> None:
    await tell(page)
    await expect(page.locator("#announcer")).to_contain_text("Vakt: Ny sak H-4K7Q")
    await page.get_by_role("button", name="Flytt klokka 14 døgn fram").click()
    await expect(page.locator("#announcer")).to_contain_text("Bakvakt: Ny sak H-4K7Q")
