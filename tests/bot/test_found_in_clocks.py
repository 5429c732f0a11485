"""What waited far too long: for a clock that had been set back, and for two chats that Telegram slowed down."""

import asyncio
import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot import chores
from bot.delivery import NotNow
from bot.pace import Pace
from bot.sender import Sender
from storage import jobs, people, tables
from storage.outbox import Waiting
from tests.bot.outgoing import Notebook, put, somebody, soon
from tests.bot.staged import says, staged
from tests.conversations.stage import Stage


def due(stage: Stage, kind: str) -> datetime:
    found = select(tables.jobs.c.due).where(tables.jobs.c.kind == kind)
    moment = stage.store.read(lambda db: db.execute(found).scalar_one())
    assert isinstance(moment, datetime)
    return moment


async def test_screen_stayed_open_for_as_long_as_the_clock_had_been_ahead(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        stage.clock._now -= timedelta(days=1)
        now = stage.clock.now()
        stage.store.run(lambda db: chores.audit_timers(db, stage.harbour, now))
        stage.clock.move(now + timedelta(minutes=59))
        await stage.settle()
        assert stage.person("young").face == people.OPEN
        stage.clock.move(now + timedelta(minutes=60))
        await stage.settle()
        assert stage.person("young").face == people.HIDDEN
        assert [one.text for one in stage.users["young"].from_bot()] == ["Huskelisten er tom."]


async def test_house_was_not_kept_for_as_long_as_the_clock_had_been_ahead(stage: Stage) -> None:
    await stage.settle()
    stage.clock._now -= timedelta(days=30)
    now = stage.clock.now()
    stage.store.run(lambda db: chores.audit_timers(db, stage.harbour, now))
    assert due(stage, chores.EXPIRE) == now + chores.EXPIRE_EVERY
    assert due(stage, chores.PRUNE) == now + chores.PRUNE_EVERY


async def test_what_waits_no_longer_than_it_may_is_left_alone(stage: Stage) -> None:
    now = stage.clock.now()
    for kind, ahead in chores.LONGEST.items():
        stage.store.run(lambda db, kind=kind, ahead=ahead: jobs.put(db, kind, now + ahead, ""))  # type: ignore[misc]
    stage.store.run(lambda db: jobs.put(db, "run", now + timedelta(days=90), ""))
    stage.store.run(lambda db: chores.audit_timers(db, stage.harbour, now))
    assert {kind: due(stage, kind) - now for kind in chores.LONGEST} == chores.LONGEST
    assert due(stage, "run") == now + timedelta(days=90)


async def test_two_slow_chats_held_a_red_alert(stage: Stage) -> None:
    slow, quick = (somebody(stage), somebody(stage)), somebody(stage)

    def ends(waiting: Waiting) -> Exception | None:
        is_slow = waiting.message.person_id in slow
        return NotNow("TelegramRetryAfter", 60.0, crowded=True) if is_slow else None

    book = Notebook(ends)
    for person in slow:
        put(stage, "ordinary", person)
    pace = Pace()
    sender = Sender(stage.store, stage.harbour, book, stage.clock, pace)
    running = asyncio.create_task(sender.run())
    await soon(lambda: pace.wait(time.monotonic()) > 1)
    await asyncio.sleep(0.5)  # the sender has begun to wait
    put(stage, "red alert", quick, -1)
    sender.wake()
    await soon(lambda: "red alert" in book.names)
    sender.stop()
    await asyncio.wait_for(running, 10)
