"""The outbox is emptied: the most urgent first, at the pace that Telegram allows, and to its end."""

import asyncio

import pytest

from bot.pace import Pace
from bot.sender import Sender
from tests.bot.outgoing import Notebook, put, send, somebody, soon, waits
from tests.conversations.stage import Stage

DANGER, ALERT, REPLY, REST = range(4)


async def test_the_most_urgent_goes_first_whenever_it_came(stage: Stage) -> None:
    for name, priority in (("rest", REST), ("reply", REPLY), ("alert", ALERT), ("danger", DANGER)):
        put(stage, name, somebody(stage), priority)
    courier = Notebook()
    await send(stage, courier, lambda: waits(stage) == 0)
    assert courier.names == ["danger", "alert", "reply", "rest"]


async def test_an_alert_overtakes_a_hundred_that_waited_longer(stage: Stage) -> None:
    for number in range(100):
        put(stage, f"reply {number}", somebody(stage))
    courier = Notebook()
    sender = Sender(stage.store, stage.harbour, courier, stage.clock, Pace(200, 0.0))
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0.1)
    put(stage, "alert", somebody(stage), ALERT)
    before = len(courier.tried)
    sender.wake()
    await soon(lambda: "alert" in courier.names)
    sender.stop()
    await running
    assert 0 < before < 90
    assert courier.names.index("alert") <= before + 3


async def test_one_person_gets_messages_in_order_and_others_do_not_wait_for_it(stage: Stage) -> None:
    anna, berit = somebody(stage), somebody(stage)
    for number in range(3):
        put(stage, f"anna {number}", anna)
    put(stage, "berit", berit)
    courier = Notebook()
    await send(stage, courier, lambda: waits(stage) == 0, Pace(1000, 0.2))
    when = {name: at for name, _, at in courier.tried}
    assert [name for name in courier.names if name != "berit"] == ["anna 0", "anna 1", "anna 2"]
    assert when["berit"] < when["anna 1"]
    assert when["anna 1"] - when["anna 0"] >= 0.19
    assert when["anna 2"] - when["anna 1"] >= 0.19


async def test_a_deletion_does_not_wait_for_the_chats_second(stage: Stage) -> None:
    anna = somebody(stage)
    put(stage, "screen", anna)
    put(stage, "deletion", anna, DANGER, kind="delete")
    courier = Notebook()
    await send(stage, courier, lambda: waits(stage) == 0, Pace(1000, 0.5))
    when = {name: at for name, _, at in courier.tried}
    assert abs(when["screen"] - when["deletion"]) < 0.4


async def test_the_whole_pace_is_kept(stage: Stage) -> None:
    for number in range(12):
        put(stage, f"{number}", somebody(stage))
    courier = Notebook()
    await send(stage, courier, lambda: waits(stage) == 0, Pace(50, 0.0))
    times = sorted(at for _, _, at in courier.tried)
    assert times[-1] - times[0] >= 10 / 50 * 0.95  # one may be taken while the one before it is being counted


async def test_stopping_finishes_what_is_under_way_and_begins_nothing(stage: Stage) -> None:
    for number in range(5):
        put(stage, f"{number}", somebody(stage))
    courier = Notebook(slow=0.2)
    await send(stage, courier, lambda: courier.tried, Pace(5, 0.0))
    assert len(courier.written) == len(courier.tried)
    assert waits(stage) == 5 - len(courier.tried)


async def test_no_more_than_so_many_are_under_way_together(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sender.UNDER_WAY", 2)
    for number in range(4):
        put(stage, f"{number}", somebody(stage))
    courier = Notebook(slow=0.2)
    await send(stage, courier, lambda: waits(stage) == 0)
    times = sorted(at for _, _, at in courier.tried)
    assert times[2] - times[0] >= 0.15
