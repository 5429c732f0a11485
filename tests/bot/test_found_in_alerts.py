"""How an alert could be lost, doubled without end, or believed to be in somebody's hands."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import chores, paging
from bot.scheduler import Scheduler
from flows.alert import Alert
from storage import alerts, outbox, pages
from tests.bot.staged import alert, forges, red, says, staged, taps
from tests.conversations.scene import Scene


class AheadClock:
    """The machine's own clock, wrong by so much."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def test_page_that_can_never_be_delivered_was_sent_to_the_same_person_without_end(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        stage.api.refuse(400, method="sendMessage", chat=stage.users["duty"].id)
        reference = await red(stage)  # settles: before, this never came to rest
        live = alert(stage, reference)
        assert live.next_action_at is not None
        reached = stage.store.read(lambda db: pages.reached(db, reference, live.since))
        assert stage.person("second").id in reached
        assert stage.store.read(outbox.depth).aside <= 4


async def test_one_alert_that_cannot_be_worked_silenced_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    escalate = paging.Paging.escalate
    async with staged(tmp_path, "duty", "second") as stage:
        first = await red(stage)
        await taps(stage, "duty", "Jeg tar den")
        await taps(stage, "young", "✕ Skjul alt")
        await stage.pass_time(timedelta(minutes=1))
        await says(stage, "young", "/start")
        await taps(stage, "young", "Åpne", "Jeg vil fortelle mer", "Nei")
        second = Scene(stage).case().reference
        assert first != second

        def broken(self: paging.Paging, one: Alert) -> None:
            if one.reference == first:
                raise RuntimeError("words that nobody may read")
            escalate(self, one)

        monkeypatch.setattr(paging.Paging, "escalate", broken)
        with caplog.at_level(logging.ERROR, logger="bot"):
            stage.clock.move(stage.clock.now() + timedelta(minutes=61))
            assert await stage.scheduler._round()
        assert alert(stage, second).rung > 0
        assert alert(stage, first).rung < 0
        assert "RuntimeError" in caplog.text
        assert "nobody may read" not in caplog.text


async def test_administrator_was_told_to_be_on_duty_and_was_never_called(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await says(stage, "admin", "/vakt")
        shown = stage.users["admin"].from_bot()[-1]
        assert "Ingen er på vakt" in shown.text
        assert "Du er på vakt" not in shown.text
        assert "Gå på vakt" not in [button.text for button in shown.buttons]
        await forges(stage, "admin", "on", shown.id)
        assert "Du er på vakt" not in stage.users["admin"].screen()


async def test_nobody_could_take_over_from_a_colleague_who_had_fallen_silent(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den")
        await forges(stage, "second", f"take:{reference}", 1)
        assert alert(stage, reference).acknowledged_by == stage.person("duty").id
        await stage.pass_time(timedelta(minutes=76))
        await taps(stage, "second", "Jeg tar den")
        live = alert(stage, reference)
        assert live.acknowledged_by == stage.person("second").id
        assert live.next_action_at is not None
        assert Scene(stage).case().owner_id == stage.person("second").id
        await forges(stage, "duty", f"contact:{reference}", 1)
        assert alert(stage, reference).contacted_at is None


async def test_many_messages_to_one_who_blocked_the_bot_woke_the_others_each_time(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        await red(stage)
        scene = Scene(stage)
        stage.api.block(stage.users["duty"])
        for _ in range(3):
            await stage.users["duty"].send("/saker")
        await stage.collect()
        scene.begin_step()
        await stage.settle()
        assert scene.rang().count("second") == 1
        assert sum("kan ikke varsles lenger" in one.text for one in stage.users["admin"].from_bot()) == 1


async def test_clock_that_was_set_back_stopped_the_auditor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged(tmp_path) as stage:
        clock, audits = AheadClock(timedelta(days=30)), 0

        def count(*_: object) -> int:
            nonlocal audits
            audits += 1
            return 0

        monkeypatch.setattr(chores, "audit_timers", count)
        scheduler, seen = Scheduler(stage.store, stage.harbour, clock, lambda: None), []

        async def rest() -> None:
            seen.append(audits)
            clock.ahead = timedelta()
            if len(seen) == 3:
                scheduler.stop()

        monkeypatch.setattr(scheduler, "_rest", rest)
        await asyncio.wait_for(scheduler.run(), 10)
        assert seen == [1, 2, 2]


async def test_alert_that_was_missed_on_the_last_rung_is_not_hurried(tmp_path: Path) -> None:
    from flows import alert as alert_life  # noqa: PLC0415 - the function `alert` is the row's

    async with staged(tmp_path, "duty") as stage:
        reference = await red(stage)
        await stage.pass_time(timedelta(minutes=50))
        last, ladders = alert(stage, reference), stage.local.ladders
        assert alert_life.missed(last, ladders, stage.clock.now()) == last
        stage.store.run(lambda db: alerts.save(db, last))
