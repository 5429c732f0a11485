"""When a delivery fails: again when its time has come, by whoever is alive, and nothing stops the others."""

import asyncio
import logging
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from bot.delivery import Afterwards, Never, NobodyThere, NotNow
from bot.pace import Pace
from bot.sender import LEASE, STRANGE_TIMES, Sender
from storage import outbox, tables
from storage.engine import Store
from storage.errors import StoreFull
from storage.outbox import Waiting
from tests.bot.outgoing import Notebook, aside, put, send, somebody, soon, waits
from tests.conversations.stage import Stage

DANGER, ALERT, REPLY, REST = range(4)


async def test_retry_after_is_obeyed_in_that_chat_and_others_go_on(stage: Stage) -> None:
    anna, berit = somebody(stage), somebody(stage)
    put(stage, "anna", anna)
    put(stage, "berit", berit)
    refusals = iter([NotNow("TelegramRetryAfter", 0.4, crowded=True)])
    courier = Notebook(lambda waiting: next(refusals, None) if waiting.message.person_id == anna else None)
    sender = Sender(stage.store, stage.harbour, courier, stage.clock, Pace(1000, 0.0))
    running = asyncio.create_task(sender.run())
    await soon(lambda: "berit" in courier.names)
    await asyncio.sleep(0.1)
    stage.clock.move(stage.clock.now() + timedelta(seconds=1))
    await soon(lambda: courier.names.count("anna") == 2)
    sender.stop()
    await running
    first, second = (at for name, _, at in courier.tried if name == "anna")
    assert second - first >= 0.39
    assert courier.names.count("berit") == 1


async def test_a_telegram_that_is_gone_stops_everybody_for_a_moment(stage: Stage) -> None:
    for number in range(5):
        put(stage, f"{number}", somebody(stage))
    courier = Notebook(lambda _: NotNow("TelegramServerError", 1.0))
    await send(stage, courier, lambda: len(courier.tried) >= 1)
    assert len(courier.tried) <= 2
    assert waits(stage) == 5


async def test_a_long_pause_does_not_hold_the_end(stage: Stage) -> None:
    anna, berit = somebody(stage), somebody(stage)
    put(stage, "anna", anna)
    put(stage, "berit", berit)
    courier = Notebook(lambda _: NotNow("TelegramRetryAfter", 600.0, crowded=True))
    began = time.monotonic()
    await send(stage, courier, lambda: len(courier.tried) == 2)
    assert time.monotonic() - began < 3
    assert waits(stage) == 2


async def test_what_was_not_taken_goes_again_when_its_time_has_come(stage: Stage) -> None:
    put(stage, "once more", somebody(stage))
    refusals = iter([NotNow("TelegramServerError", 5.0)])
    courier = Notebook(lambda _: next(refusals, None))
    await send(stage, courier, lambda: len(courier.tried) == 1)
    assert (waits(stage), courier.written) == (1, [])
    stage.clock.move(stage.clock.now() + timedelta(seconds=5))
    await send(stage, courier, lambda: waits(stage) == 0)
    assert len(courier.tried) == 2
    assert len(courier.written) == 1


async def test_a_poison_message_is_set_aside_and_the_others_go(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    put(stage, "poison", somebody(stage))
    put(stage, "good", somebody(stage))
    courier = Notebook(
        lambda waiting: Never("TelegramBadRequest") if waiting.message.payload["name"] == "poison" else None
    )
    await send(stage, courier, lambda: waits(stage) == 0)
    assert (aside(stage), len(courier.written)) == (1, 1)
    assert "can never be delivered: TelegramBadRequest" in caplog.text


async def test_nobody_there_ends_it_without_setting_it_aside(stage: Stage) -> None:
    put(stage, "to nobody", somebody(stage))
    await send(stage, Notebook(lambda _: NobodyThere()), lambda: waits(stage) == 0)
    assert aside(stage) == 0


async def test_a_fault_of_ours_is_tried_again_and_then_set_aside_by_its_class_alone(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    put(stage, "strange", somebody(stage))
    put(stage, "good", somebody(stage))
    courier = Notebook(
        lambda waiting: KeyError("noe hemmelig") if waiting.message.payload["name"] == "strange" else None
    )
    await send(stage, courier, lambda: len(courier.tried) >= 2)
    assert (waits(stage), aside(stage)) == (1, 0)
    last = STRANGE_TIMES - 1
    stage.store.run(lambda db: db.execute(update(tables.outbox).values(attempts=last, due_at=stage.clock.now())))
    await send(stage, courier, lambda: waits(stage) == 0)
    assert aside(stage) == 1
    assert "KeyError" in caplog.text
    assert "hemmelig" not in caplog.text


async def test_what_follows_may_fail_and_the_message_still_goes_once(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    class Careless(Notebook):
        async def deliver(self, waiting: Waiting) -> Afterwards:
            await super().deliver(waiting)
            return _break

    put(stage, "once", somebody(stage))
    courier = Careless()
    await send(stage, courier, lambda: waits(stage) == 0)
    await asyncio.sleep(0.05)
    assert courier.names == ["once"]
    assert "hemmelig" not in caplog.text


def _break(db: Connection, now: datetime) -> None:
    raise ValueError("noe hemmelig")


async def test_a_dead_senders_message_is_taken_over_when_its_lease_is_over(stage: Stage) -> None:
    put(stage, "held", somebody(stage))
    now, keyring = stage.clock.now(), stage.store.keyring
    assert stage.store.run(lambda db: outbox.take(db, keyring, now, 1, LEASE))
    courier = Notebook()
    sender = Sender(stage.store, stage.harbour, courier, stage.clock, Pace(1000, 0.0))
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0.4)
    assert courier.tried == []
    stage.clock.move(now + LEASE)
    sender.wake()
    await soon(lambda: courier.tried)
    sender.stop()
    await running
    assert courier.names == ["held"]


async def test_a_slow_delivery_keeps_its_lease(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sender.RENEW_SECONDS", 0.05)
    put(stage, "slow", somebody(stage))
    courier = Notebook(slow=0.5)
    sender = Sender(stage.store, stage.harbour, courier, stage.clock, Pace(1000, 0.0))
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0.15)
    stage.clock.move(stage.clock.now() + LEASE - timedelta(seconds=1))
    await asyncio.sleep(0.15)
    stage.clock.move(stage.clock.now() + timedelta(seconds=2))
    now, keyring = stage.clock.now(), stage.store.keyring
    assert stage.store.run(lambda db: outbox.take(db, keyring, now, 1, LEASE)) == []
    sender.stop()
    await running
    assert courier.names == ["slow"]
    assert waits(stage) == 0


async def test_a_delivery_that_hangs_is_given_up_and_tried_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sender.DELIVERY_SECONDS", 0.05)
    put(stage, "hangs", somebody(stage))
    courier = Notebook(slow=60)
    await send(stage, courier, lambda: bool(courier.tried))
    assert waits(stage) == 1


async def test_a_full_disk_loses_nothing_and_is_told_in_one_line(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put(stage, "waits", somebody(stage))
    whole, refused = Store.submit, iter([True])

    def full_at_first(store: Store, work: object) -> object:
        if next(refused, False):
            raise StoreFull
        return whole(store, work)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "submit", full_at_first)
    courier = Notebook()
    await send(stage, courier, lambda: waits(stage) == 0)
    assert courier.names == ["waits"]
    lines = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [(line.getMessage().count("\n"), line.exc_info) for line in lines] == [(0, None)]


async def test_a_row_that_cannot_be_read_does_not_silence_the_others(stage: Stage) -> None:
    damaged, other = somebody(stage), somebody(stage)
    put(stage, "damaged", damaged, ALERT)
    put(stage, "good", other)
    stage.store.run(
        lambda db: db.execute(
            update(tables.outbox).where(tables.outbox.c.person_id == damaged).values(payload=b"damaged")
        )
    )
    courier = Notebook()
    await send(stage, courier, lambda: "good" in courier.names)
    assert aside(stage) == 1
