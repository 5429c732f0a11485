"""A page that is being sent in the very moment when somebody else takes the case."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from storage import outbox, people
from storage.outbox import Waiting
from tests.conversations.stage import Stage

LEASE = timedelta(seconds=5)


@pytest.fixture
async def under_way(stage: Stage) -> Waiting:
    """The second's page, in the hands of a sender that is about to send it; the first has just taken the case."""
    for name, role in (("duty", people.COORDINATOR), ("second", people.COORDINATOR), ("young", people.YOUTH)):
        await stage.come_in(name, role)
    for name, words in (("duty", "/vakt"), ("second", "/vakt"), ("young", "/start"), ("young", "nei")):
        await stage.users[name].send(words)
        await stage.collect()
        await stage.settle()
    stage.clock.move(stage.clock.now() + timedelta(minutes=15))
    await stage.scheduler._round()
    held = stage.store.run(lambda db: taken(stage, db))
    await stage.users["duty"].tap("Jeg tar den", within=0)
    await stage.collect()
    return held


def taken(stage: Stage, db: Connection) -> Waiting:
    waiting = outbox.take(db, stage.store.keyring, stage.clock.now(), 10, LEASE)
    return next(one for one in waiting if one.message.person_id == stage.person("second").id)


def second(stage: Stage) -> list[str]:
    """What stands in the second's pages."""
    return [one.text for one in stage.users["second"].from_bot() if "RØD" in one.text]


async def test_it_is_changed_as_soon_as_it_stands_there(stage: Stage, under_way: Waiting) -> None:
    await stage.sender._send(under_way)
    assert second(stage)[0].endswith("15 min")
    await stage.pass_time(timedelta(seconds=10))
    assert len(second(stage)) == 1
    assert "Tatt av Duty." in second(stage)[0]
    assert stage.users["second"].from_bot()[-1].buttons == []


async def test_when_its_sending_fails_the_change_waits_for_it(stage: Stage, under_way: Waiting) -> None:
    again = stage.clock.now() + timedelta(seconds=7)
    stage.store.run(lambda db: outbox.retry(db, under_way.id, again, "TelegramServerError"))
    await stage.deliver()
    assert second(stage) == []
    await stage.pass_time(timedelta(minutes=2))
    assert len(second(stage)) == 1
    assert "Tatt av Duty." in second(stage)[0]


async def test_when_it_can_never_be_sent_the_change_is_given_up(stage: Stage, under_way: Waiting) -> None:
    stage.store.run(lambda db: outbox.set_aside(db, under_way.id, "TelegramBadRequest"))
    await stage.pass_time(timedelta(minutes=20))
    assert second(stage) == []
    assert stage.store.read(outbox.depth).waiting == 0
