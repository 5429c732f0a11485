"""What axe finds on a page."""

from importlib.resources import files

from playwright.async_api import Page

_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
_SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def violations(page: Page) -> list[str]:
    """What axe finds, by every rule it has: WCAG 2.0 to 2.2, levels A and AA, and good practice."""
    await page.evaluate(_AXE)
    await page.evaluate(_SETTLED)  # The shortest transition takes a frame, and half a colour has no contrast.
    found = await page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert len(found["passes"]) > 20
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]
