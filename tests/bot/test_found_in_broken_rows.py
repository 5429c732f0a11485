"""How one row that could not be read silenced everybody's alerts."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.delivery import Never, NobodyThere
from storage import outbox, tables
from tests.bot.broken_rows import damage
from tests.bot.outgoing import Notebook, aside, put, send, somebody, waits
from tests.bot.staged import alert, red, says, staged, taps


async def test_one_coordinators_broken_row_undid_what_a_young_person_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        row = damage(stage, "duty")
        assert await red(stage)
        assert stage.users["second"].sees("RØD")
        assert f"row {row} of people, which does not open: " in caplog.text


async def test_one_coordinators_broken_row_stopped_the_alert_from_climbing(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        damage(stage, "duty")
        await stage.pass_time(timedelta(minutes=6))
        assert stage.users["second"].sees("RØD")
        await taps(stage, "second", "Jeg tar den", "Gi videre")  # drawn without the one who is not read
        assert alert(stage, reference).acknowledged_by == stage.person("second").id


async def test_one_coordinators_broken_row_took_the_first_screen_from_all(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        damage(stage, "duty")
        await says(stage, "second", "/start")
        assert "På vakt nå: Second." in stage.users["second"].from_bot()[-1].text


async def test_alert_of_a_kind_that_only_a_newer_version_knows_ended_the_scheduler(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        await red(stage)
        stage.store.run(lambda db: db.execute(update(tables.alerts).values(kind="newer")))
        await stage.pass_time(timedelta(minutes=16))
        assert stage.users["second"].sees("RØD")


@pytest.mark.parametrize("never", [True, False])
async def test_page_was_sent_without_end_when_an_administrators_row_did_not_open(
    tmp_path: Path, *, never: bool
) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        damage(stage, "admin")
        if never:
            stage.api.refuse(400, method="sendMessage", chat=stage.users["duty"].id)
        else:
            stage.api.block(stage.users["duty"])
        await red(stage)  # settles
        assert stage.store.read(outbox.depth).waiting == 0
        await stage.pass_time(timedelta(minutes=16))
        assert stage.users["second"].sees("RØD")


@pytest.mark.parametrize(
    ("ending", "what_follows", "set_aside"),
    [(NobodyThere(), "nobody_there", 0), (Never("TelegramBadRequest"), "set_aside", 1)],
)
async def test_message_went_again_and_again_when_what_follows_from_it_failed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    ending: Exception,
    what_follows: str,
    set_aside: int,
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("noe hemmelig")

    monkeypatch.setattr(f"bot.sender.{what_follows}", broken)
    async with staged(tmp_path) as stage:
        put(stage, "once", somebody(stage))
        await send(stage, Notebook(lambda _: ending), lambda: waits(stage) == 0)
        assert aside(stage) == set_aside
    assert "fails: ValueError" in caplog.text
    assert "hemmelig" not in caplog.text
