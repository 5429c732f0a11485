"""The demo: the whole story on one page, by the program itself, and begun anew as often as somebody likes."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest

from bot import demo_keys
from bot.demo import Stage
from bot.settings import Settings
from storage import readers
from tests.bot_api.process import free_port

WITHIN = 15.0


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A demo that is being shown."""
    made = Stage(Settings.read({"HAVN_PORT": str(free_port())}), None)
    showing = asyncio.create_task(made.serve())
    await made.demo.people["second"].sees("På vakt nå: Kari, Jonas.", WITHIN)
    yield made
    assert made._app is not None
    made._app.stopping.set()
    async with asyncio.timeout(WITHIN):
        await showing


async def declare(stage: Stage) -> None:
    """The young person is not safe."""
    young = stage.demo.people["young"]
    await young.says("/start")
    asked = await young.sees("Er du trygg akkurat nå?", WITHIN)
    await young.taps("Nei", asked)
    await young.sees("112", WITHIN)


async def page(stage: Stage, path: str) -> tuple[int, Any]:
    """A page of the demo's own server."""
    address = f"http://127.0.0.1:{stage._settings.port}{path}"
    async with aiohttp.ClientSession() as web, web.get(address) as answer:
        return answer.status, await answer.json()


async def test_a_declaration_rings_escalates_is_taken_and_opened(stage: Stage) -> None:
    await declare(stage)
    duty, second = stage.demo.people["duty"], stage.demo.people["second"]
    rung = await duty.sees("🔴 RØD", WITHIN)
    assert not [one for one in second.screen if "RØD" in one.text]
    stage.clock.advance(timedelta(minutes=15))
    await second.sees("15 min", WITHIN)
    rung = await duty.sees("15 min", WITHIN)
    await duty.taps("Jeg tar den", rung)
    await second.sees("Tatt av Kari.", WITHIN)
    rows = {str(table["table"]): table["rows"] for table in await stage.database()}
    assert "flow_versions" not in rows
    [view] = await stage.opened()
    assert str(view["reference"]) in str(rows["cases"])
    assert view["opened_by"] == "Kari"
    said = [part["answer"] for part in view["parts"]]  # type: ignore[attr-defined]
    assert "Ikke trygg nå" in said
    assert "Nei" in said
    assert await stage.opened() == [view]


async def test_every_procedure_is_listed_and_drawn(stage: Stage) -> None:
    found = {str(one["name"]): one for one in await stage.procedures()}
    assert next(iter(found)) == "declaration"
    assert list(found).index("strategy_meeting") < list(found).index("duty_to_avert")
    codes = [f"P{number}" for number in range(1, 14)]
    assert [one["code"] for one in found.values()][-len(codes) :] == codes
    assert found["strategy_meeting"]["steps"] == 28
    for name in found:
        picture = await stage.drawing(name)
        assert picture is not None
        assert picture.type == "image/svg+xml"
        assert picture.content.startswith(b"<svg ")
    assert await stage.drawing("nothing") is None


async def test_who_may_come_to_a_meeting_has_a_key_that_opens_no_case(stage: Stage) -> None:
    await declare(stage)
    assert stage._app is not None
    registered = stage._app.havn.store.read(readers.registered)
    assert {one.name: one.kind for one in registered} == demo_keys.READERS
    rows = {str(table["table"]): cast("list[list[object]]", table["rows"]) for table in await stage.database()}
    sealed_to = {row[2] for row in rows["case_keys"]}
    assert sealed_to == {one.id for one in registered if one.kind != "participant"}


async def test_minutes_open_for_who_took_part_and_for_nobody_else(stage: Stage) -> None:
    kari = stage.demo.people["duty"]
    await kari.says("/meny")
    for seen, button in (
        ("Ingenting haster.", "Start en prosedyre"), ("Velg en prosedyre", "Strategimøte"), ("haster det?", "🔴 RØD"),
        ("Startet som", "Referat"), ("Kan åpne et nytt: Kari", "Lag referat nr. 1"),
    ):  # fmt: skip
        await kari.taps(button, await kari.sees(seen, WITHIN))
    await kari.sees("Referat nr. 1 er laget og lukket.", WITHIN)
    [made] = await stage.minutes()
    reference = str(made["reference"])
    keys = cast("list[dict[str, object]]", made["keys"])
    assert [one["name"] for one in keys if one["opens"]] == ["Kari"]
    assert len(keys) == len(demo_keys.READERS)
    assert made["opened_by"] == "Kari"
    assert f"Referat – {reference}" in str(made["text"])
    assert reference.encode() not in cast("bytes", made["sealed"])
    assert await stage.minutes() == [made]
    plain, paper = await stage.document(reference, "txt"), await stage.document(reference, "pdf")
    assert plain is not None
    assert plain.content.decode() == made["text"]
    assert paper is not None
    assert paper.content.startswith(b"%PDF-")
    assert await stage.document("Furu-9999", "pdf") is None


async def test_it_begins_anew_with_nothing_in_it(stage: Stage) -> None:
    await declare(stage)
    await stage.restart()
    assert await stage.opened() == []
    assert await page(stage, "/readyz") == (200, {"ready": True, "faults": []})


async def test_it_says_when_it_is_ready() -> None:
    begun = Stage(Settings.read({"HAVN_PORT": str(free_port())}), None)
    assert await begun._faults() == ["The demo is beginning."]
    assert await begun.database() == []
    assert await begun.opened() == await begun.minutes() == await begun.procedures() == []
    assert await begun.drawing("declaration") is await begun.document("Furu-27", "pdf") is None


async def test_data_that_is_kept_is_there_the_next_time(tmp_path: Path) -> None:
    for expected in (0, 1):
        made = Stage(Settings.read({"HAVN_PORT": str(free_port())}), tmp_path / "data")
        showing = asyncio.create_task(made.serve())
        await made.demo.people["second"].sees("På vakt nå: Kari", WITHIN)
        assert len(await made.opened()) == expected
        if not expected:
            await declare(made)
        assert made._app is not None
        made._app.stopping.set()
        async with asyncio.timeout(WITHIN):
            await showing


async def test_told_to_end_as_soon_as_the_page_answers_it_ends_in_order() -> None:
    """Who sees the page may ask it to end, also while the coordinators are still being invited."""
    port = free_port()
    environ = {"PATH": os.environ["PATH"], "HAVN_PORT": str(port)}
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "demo", env=environ, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(4 * WITHIN), aiohttp.ClientSession() as web:
            while True:
                try:
                    async with web.get(f"http://127.0.0.1:{port}/healthz"):
                        break
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0)
            demo.send_signal(signal.SIGTERM)
            assert await demo.wait() == 0
    finally:
        if demo.returncode is None:
            demo.kill()
            await demo.wait()
