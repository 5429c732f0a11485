"""Two replicas on PostgreSQL: two coordinators who call about one case in the same moment."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from bot.buttons import Press
from bot.harbour import Harbour
from bot.office.office import Office
from flows.effects import FileCase
from flows.model import Level
from storage import filing, flow_versions, people, readers, runs
from storage.engine import Store
from storage.keyring import Keyring
from tests.bot.havnvik import HAVNVIK
from tests.conversations.keys import key
from tests.conversations.stage import CARDS, PROCEDURES
from tests.conversations.stores import migrate
from tests.postgres import PostgresServer, postgres, postgres_url

__all__ = ["postgres", "postgres_url"]

NOW = datetime(2027, 3, 15, 9, tzinfo=UTC)
SECONDS = 20.0


@pytest.fixture
def shared(keyring: Keyring, postgres: PostgresServer) -> Iterator[Store]:
    with postgres.database(migrate) as url, Store.open(url, keyring=keyring, exclusive=True) as opened:
        opened.run(lambda db: flow_versions.pin(db, PROCEDURES["strategy_meeting"], NOW))
        yield opened


def coordinator(db: Connection, store: Store, number: int, name: str) -> int:
    person = people.meet(db, store.keyring, number, "nb", NOW)
    people.become(db, person.id, people.COORDINATOR, name, HAVNVIK.unit(), None)
    return person.id


def filed(db: Connection, store: Store) -> str:
    unit = HAVNVIK.unit()
    readers.register(db, "Kari", "coordinator", unit, key(5), NOW)
    young, said = people.meet(db, store.keyring, 99, "nb", NOW), FileCase(True, Level.RED, (), {})  # noqa: FBT003
    return filing.file(db, store.keyring, person_id=young.id, unit=unit, filed=said, talk=NOW, now=NOW).reference


def test_two_coordinators_called_at_once_and_the_case_got_two_meetings(shared: Store) -> None:
    case = shared.run(lambda db: filed(db, shared))
    first = shared.run(lambda db: coordinator(db, shared, 1, "Kari"))
    second = shared.run(lambda db: coordinator(db, shared, 2, "Siri"))
    harbour = Harbour(shared.keyring, HAVNVIK, {}, PROCEDURES, CARDS)
    pressed, beside = threading.Event(), threading.Event()

    def calls(db: Connection, who: int) -> None:
        me = people.by_id(db, shared.keyring, who)
        assert me is not None
        Office(db, harbour, me, NOW).pressed(Press("begin", ("strategy_meeting", "red", case)), 0)

    def slow(db: Connection) -> None:
        calls(db, first)
        pressed.set()
        beside.wait(0.5)  # the other does not get past us, so this waits in vain

    def quick(db: Connection) -> None:
        calls(db, second)
        beside.set()

    both = [threading.Thread(target=shared.run, args=(slow,)), threading.Thread(target=shared.run, args=(quick,))]
    both[0].start()
    assert pressed.wait(SECONDS)
    both[1].start()
    for one in both:
        one.join(SECONDS)
    assert [run.chair for run in shared.read(lambda db: runs.of_case(db, case))] == [first]
