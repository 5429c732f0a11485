from __future__ import annotations

from sqlalchemy import Connection, func, select

from flows.effects import Ask, Block, Finish, Turn
from flows.session import FreeText
from storage import blocked, people, recorder
from storage.engine import Store
from storage.keyring import Keyring
from storage.recorder import Recorded
from storage.tables import blocked as rows
from tests.storage.scene import LADDERS, MINUTE, NOW, alarm, doing, filing, turn, youth

NAMES = FreeText("Onkel Reza Testesen")


def words(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(rows)).scalar_one()


def record(store: Store, keyring: Keyring, person_id: int, taken: Turn, minutes: int) -> Recorded:
    def work(db: Connection) -> Recorded:
        person = people.by_id(db, keyring, person_id)
        assert person is not None
        return recorder.record(db, keyring, person, taken, unit="midt", ladders=LADDERS, now=NOW + minutes * MINUTE)

    return store.run(work)


def test_those_named_are_kept_out_of_the_case_from_the_early_filing_on(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    early = record(store, keyring, person.id, turn(alarm(), filing(final=False), Block(NAMES), Ask("fear")), 0)
    assert early.case is not None
    reference = early.case.reference
    assert store.read(words) == 3
    record(store, keyring, person.id, turn(alarm(), filing(), Block(NAMES), Finish(), Ask("receipt")), 2)
    assert store.read(words) == 3
    for name, kept_out in (("Reza Prøve", True), ("Kari Prøve", False)):
        assert store.read(doing(blocked.is_blocked, keyring, [reference], name)) is kept_out


def test_without_a_case_nobody_is_kept_out_of_it(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    assert record(store, keyring, person.id, turn(Block(NAMES), Ask("fear")), 0).case is None
    assert store.read(words) == 0
