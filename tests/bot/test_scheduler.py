"""The clock's own work: what falls due is done, whoever fails, and an alert never falls silent."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Connection, func, select, update

from bot import chores, scheduler
from bot.paging import Paging
from bot.scheduler import Scheduler
from flows.alert import Alert
from flows.model import Level
from storage import alerts, audit, cases, jobs, people, tables, updates
from storage.engine import Store
from storage.errors import StoreFull
from tests.bot.outgoing import soon
from tests.conversations.stage import Stage


@pytest.fixture
async def alarmed(stage: Stage) -> str:
    """A red alert that the coordinator on duty has not taken; the reference of its case."""
    for name, role in (("duty", people.COORDINATOR), ("admin", people.ADMIN), ("young", people.YOUTH)):
        await stage.come_in(name, role)
    await stage.users["duty"].send("/vakt")
    await stage.users["young"].send("/start")
    await stage.collect()
    await stage.deliver()
    await stage.users["young"].tap("Nei", within=0)
    await stage.collect()
    await stage.settle()
    return stage.store.read(cases.listing)[0].reference


def live(stage: Stage, reference: str) -> Alert:
    found = stage.store.run(lambda db: alerts.live(db, reference))
    assert found is not None
    return found


def figure(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def count(stage: Stage, table: str) -> int:
    chosen = select(func.count()).select_from(tables.metadata.tables[table])
    return stage.store.read(lambda db: db.execute(chosen).scalar_one())


async def test_the_loop_finds_what_falls_due_and_says_that_there_is_something_to_send(
    stage: Stage, alarmed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "LOOK_SECONDS", 0.02)
    committed: list[int] = []
    made = Scheduler(stage.store, stage.harbour, stage.clock, lambda: committed.append(1))
    running = asyncio.create_task(made.run())
    await asyncio.sleep(0.1)
    assert committed == []
    stage.clock.move(stage.clock.now() + timedelta(minutes=15))
    await soon(lambda: committed)
    made.stop()
    async with asyncio.timeout(3):
        await running
    assert live(stage, alarmed).rung == 1


async def test_a_refusing_database_is_waited_for(
    stage: Stage, alarmed: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(scheduler, "LOOK_SECONDS", 0.02)
    refusals, whole = iter([True, True]), Store.submit

    def full_at_first(store: Store, work: Callable[[Connection], object]) -> object:
        if next(refusals, False):
            raise StoreFull
        return whole(store, work)

    stage.clock.move(stage.clock.now() + timedelta(minutes=15))
    with monkeypatch.context() as disk:
        disk.setattr(Store, "submit", full_at_first)
        committed: list[int] = []
        made = Scheduler(stage.store, stage.harbour, stage.clock, lambda: committed.append(1))
        running = asyncio.create_task(made.run())
        await soon(lambda: committed)
        made.stop()
        await running
    assert live(stage, alarmed).rung == 1
    waited = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert waited == [f"due work waits: {StoreFull()}"] * 2


async def test_one_alert_that_fails_does_not_silence_the_others(
    stage: Stage, alarmed: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.come_in("other", people.YOUTH)
    await stage.users["other"].send("/start")
    await stage.collect()
    await stage.deliver()
    await stage.users["other"].tap("Nei", within=0)
    await stage.collect()
    await stage.settle()
    whole = Paging.escalate

    def fails_for_one(paging: Paging, alert: Alert) -> None:
        whole(paging, alert)
        if alert.reference == alarmed:
            raise ValueError("noe hemmelig")

    monkeypatch.setattr(Paging, "escalate", fails_for_one)
    stage.clock.move(stage.clock.now() + timedelta(minutes=15))
    await stage.scheduler._round()
    rungs = {case.reference: live(stage, case.reference).rung for case in stage.store.read(cases.listing)}
    assert rungs.pop(alarmed) == 0
    assert list(rungs.values()) == [1]
    assert "ValueError" in caplog.text
    assert "hemmelig" not in caplog.text


async def test_an_alert_that_waits_for_nothing_rings_again(
    stage: Stage, alarmed: str, caplog: pytest.LogCaptureFixture
) -> None:
    stage.store.run(lambda db: db.execute(update(tables.alerts).values(next_action_at=None)))
    now = stage.clock.now()
    assert stage.store.run(lambda db: chores.audit_timers(db, stage.harbour, now)) == 1
    assert live(stage, alarmed).next_action_at == now
    assert alarmed in caplog.text
    assert stage.store.read(lambda db: audit.newest(db, 1))[0].action == "alert.silent"
    assert stage.store.run(lambda db: chores.audit_timers(db, stage.harbour, now)) == 0


async def test_the_figures_tell_how_things_stand(stage: Stage, alarmed: str) -> None:
    await stage.scheduler.measure()
    assert figure("havn_alerts_unacknowledged", level="red") == 1
    assert figure("havn_alerts_unacknowledged", level="blue") == 0
    assert figure("havn_coordinators_on_duty") == 1
    assert figure("havn_declarations_held") == 1
    stage.clock.move(stage.clock.now() + timedelta(minutes=7))
    await stage.scheduler.measure()
    assert figure("havn_due_work_overdue_seconds") == 120
    await stage.users["duty"].tap("Jeg tar den", within=0)
    await stage.collect()
    await stage.settle()
    await stage.scheduler.measure()
    assert figure("havn_alerts_unacknowledged", level="red") == 0


async def test_the_house_is_kept(stage: Stage, alarmed: str) -> None:
    known, shown = count(stage, "updates"), count(stage, "screens")
    assert (known > 0, shown > 0) == (True, True)
    stage.clock.move(stage.clock.now() + timedelta(days=2))
    await stage.scheduler._round()
    assert (count(stage, "updates"), count(stage, "screens")) == (known, shown)
    stage.clock.move(stage.clock.now() + timedelta(days=29))
    await stage.scheduler._round()
    assert (count(stage, "updates"), count(stage, "screens"), count(stage, "sessions")) == (0, 0, 0)
    kept = stage.store.read(lambda db: [row.kind for row in db.execute(select(tables.jobs.c.kind))])
    assert sorted(kept) == [chores.EXPIRE, chores.PRUNE]


async def test_a_job_of_another_version_waits_for_that(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    now = stage.clock.now()
    stage.store.run(lambda db: jobs.put(db, "of another version", now, ""))
    await stage.scheduler._round()
    assert "of another version" in caplog.text
    mine = select(tables.jobs.c.due).where(tables.jobs.c.kind == "of another version")
    assert stage.store.read(lambda db: db.execute(mine).scalars().all()) == [now + chores.PRUNE_EVERY]


async def test_a_screen_of_somebody_unknown_or_hidden_does_not_fade(stage: Stage, alarmed: str) -> None:
    young, now = stage.person("young"), stage.clock.now()
    stage.store.run(lambda db: people.set_face(db, young.id, people.HIDDEN))
    before = count(stage, "outbox")
    stage.store.run(lambda db: chores.fade(db, stage.harbour, young.id, now))
    stage.store.run(lambda db: chores.fade(db, stage.harbour, 4711, now))
    assert count(stage, "outbox") == before


async def test_an_alert_of_each_level_is_counted_by_its_level(stage: Stage, alarmed: str) -> None:
    now = stage.clock.now()
    found = stage.store.read(lambda db: chores.figures(db, stage.harbour, now))
    assert found.unacknowledged == {Level.RED: 1, Level.ORANGE: 0, Level.YELLOW: 0, Level.BLUE: 0}


def test_an_update_is_remembered_for_longer_than_telegram_repeats_it(stage: Stage) -> None:
    now = stage.clock.now()
    stage.store.run(lambda db: updates.first_time(db, 1, now))
    stage.store.run(lambda db: updates.prune(db, now + timedelta(hours=24) - chores.REMEMBER_UPDATES))
    assert count(stage, "updates") == 1
