"""How the phone of somebody who was dismissed went on knowing of cases, and kept their alerts from others."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.commands import dismiss
from bot.paging import Paging
from flows.alert import Cause
from flows.effects import FileCase
from flows.model import Level
from storage import calls, filing, people
from tests.bot.broken_rows import damage, role_of
from tests.bot.staged import alert, red, says, staged, taps
from tests.bot_api.calls import Call
from tests.conversations.stage import Stage


def dismissed(stage: Stage, name: str = "Duty") -> None:
    now = stage.clock.now()
    stage.store.run(lambda db: dismiss._dismiss(db, stage.harbour, name, now))


def rung(stage: Stage, name: str, since: int) -> list[Call]:
    """The messages that rang on somebody's phone since so many calls."""
    mine = [call for call in stage.api.calls[since:] if call.chat == stage.users[name].id]
    return [call for call in mine if call.method == "sendMessage" and not call.params.get("disable_notification")]


async def test_pages_stayed_on_a_dismissed_phone_and_told_who_took_the_case(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        assert stage.users["duty"].sees(reference)
        dismissed(stage)
        await stage.settle()
        assert not stage.users["duty"].sees(reference)
        await taps(stage, "second", "Jeg tar den")
        assert not stage.users["duty"].sees(reference)
        assert not stage.users["duty"].sees("Second")


async def test_page_of_a_closed_case_stayed_on_a_dismissed_phone(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den", "Avslutt saken", "Annet")
        stage.clock.move(stage.clock.now() + timedelta(hours=50))  # Telegram deletes it no more
        dismissed(stage)
        await stage.settle()
        assert not any(reference in shown.text and "RØD" in shown.text for shown in stage.users["duty"].from_bot())


async def test_page_that_waited_rang_on_the_dismissed_phone_and_on_no_other(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        await says(stage, "young", "/start")
        await stage.users["young"].tap("Nei", within=0)
        await stage.collect()  # the page is in the outbox
        before = len(stage.api.calls)
        dismissed(stage)
        await stage.settle()
        assert not rung(stage, "duty", before)
        assert rung(stage, "second", before)


async def test_yellow_alert_that_only_a_dismissed_phone_knew_of_rang_nowhere_for_hours(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        await says(stage, "young", "/start")
        young, now = stage.person("young").id, stage.clock.now()
        stage.store.run(lambda db: _yellow(db, stage, young, now))
        await stage.settle()
        before = len(stage.api.calls)
        dismissed(stage)
        await stage.settle()
        assert rung(stage, "second", before)


def _yellow(db: Connection, stage: Stage, young: int, now: datetime) -> None:
    keyring, ladders, unit = stage.harbour.keyring, stage.local.ladders, stage.local.unit()
    filed = FileCase(final=True, level=Level.YELLOW, reasons=(), parts={})
    case = filing.file(db, keyring, person_id=young, unit=unit, filed=filed, talk=now, now=now)
    call = calls.Call(case.reference, Cause.FILED, Level.YELLOW, "test")
    Paging(db, stage.harbour, now).carry_out(*calls.make(db, keyring, call, ladders, now))


async def test_second_account_of_who_was_dismissed_was_woken_instead(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den")
        second = stage.person("second").id
        unit = stage.local.unit()
        stage.store.run(lambda db: people.become(db, second, people.COORDINATOR, "Duty", unit, None))
        before = len(stage.api.calls)
        dismissed(stage)
        await stage.settle()
        assert not rung(stage, "second", before)
        assert rung(stage, "admin", before)
        assert alert(stage, reference).acknowledged_by is None


async def test_somebody_whose_row_does_not_open_can_be_dismissed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        await red(stage)
        row = damage(stage, "duty")
        dismissed(stage)
        await stage.settle()
        assert "does not open" in caplog.text
        assert role_of(stage, row) == people.YOUTH
