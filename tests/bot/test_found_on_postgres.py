"""What was lost, and what ended, when PostgreSQL could not write: after a failover, or with a disk nearly full."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.scheduler import Scheduler
from bot.sender import Sender
from bot.telegram.courier import TelegramCourier
from storage import outbox
from storage.errors import StoreUnreachable
from tests.bot.outgoing import soon
from tests.bot.staged import alert, red, says, staged
from tests.conversations.scene import Scene
from tests.conversations.stage import AtOnce, Stage
from tests.postgres import PostgresServer


@contextmanager
def read_only(server: PostgresServer, url: str) -> Iterator[None]:
    """The database can only be read, as on a replica."""
    name = url.partition("@/")[2].partition("?")[0]
    server._run("ALTER DATABASE {} SET default_transaction_read_only = on", name)
    server.disconnect_all(url)
    try:
        yield
    finally:
        server._run("ALTER DATABASE {} RESET default_transaction_read_only", name)
        server.disconnect_all(url)


async def test_update_that_could_not_be_written_was_told_to_telegram_as_worked(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    with postgres.database() as url:
        async with staged(tmp_path, "duty", url=url) as stage:
            await says(stage, "young", "/start")
            await stage.users["young"].tap("Nei", within=0)
            raw = stage.api.updates.pending.pop(0).update
            with read_only(postgres, url), pytest.raises(StoreUnreachable, match="it may only be read"):
                await stage.feed.take(raw)
            assert Scene(stage).cases() == []
            await stage.feed.take(raw)
            await stage.settle()
            assert stage.users["duty"].sees(Scene(stage).case().reference)


async def test_sender_and_scheduler_ended_when_nothing_could_be_written(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    with postgres.database() as url:
        async with staged(tmp_path, "duty", "second", url=url) as stage:
            reference = await red(stage)
            courier = TelegramCourier(stage.bot, stage.store, stage.harbour, stage.clock.now)
            sender = Sender(stage.store, stage.harbour, courier, stage.clock, AtOnce())
            scheduler = Scheduler(stage.store, stage.harbour, stage.clock, sender.wake)
            with read_only(postgres, url):
                stage.clock.move(stage.clock.now() + timedelta(minutes=15))
                running = [asyncio.create_task(one.run()) for one in (sender, scheduler)]
                await asyncio.sleep(1.2)
                assert [one.done() for one in running] == [False, False]
            await soon(lambda: alert(stage, reference).rung == 1 and stage.store.read(outbox.depth).waiting == 0)
            sender.stop()
            scheduler.stop()
            await asyncio.gather(*running)


async def test_update_was_dropped_when_the_database_took_not_even_the_apology(stage: Stage) -> None:
    """An error that is not known as the database's own, such as a table that a failover left behind."""
    await stage.come_in("young", "youth")
    await stage.users["young"].send("/start")
    raw = stage.api.updates.pending.pop(0).update
    stage.store.run(lambda db: db.execute(text("ALTER TABLE outbox RENAME TO elsewhere")))
    with pytest.raises(StoreUnreachable, match="it takes nothing"):
        await stage.feed.take(raw)
    stage.store.run(lambda db: db.execute(text("ALTER TABLE elsewhere RENAME TO outbox")))
    await stage.feed.take(raw)
    await stage.deliver()
    assert stage.users["young"].sees("Er du trygg nå?")


@pytest.mark.parametrize(
    ("state", "passes"),
    [
        ("25006", True),  # read_only_sql_transaction
        ("54000", True),  # program_limit_exceeded
        ("58030", True),  # io_error
        ("58P01", True),  # undefined_file
        ("XX000", True),  # internal_error
        ("XX001", True),  # data_corrupted
        ("22003", False),  # numeric_value_out_of_range
        ("23505", False),  # unique_violation
        ("25P02", False),  # in_failed_sql_transaction
        ("42703", False),  # undefined_column
    ],
)
async def test_what_fails_in_postgresql_itself_was_taken_for_a_fault_of_ours(
    tmp_path: Path, postgres: PostgresServer, state: str, *, passes: bool
) -> None:
    def fails(db: Connection) -> None:
        db.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"))

    with postgres.database() as url:
        async with staged(tmp_path, url=url) as stage:
            with pytest.raises(StoreUnreachable if passes else DBAPIError):
                stage.store.run(fails)
