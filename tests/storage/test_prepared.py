from datetime import timedelta

import pytest
from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.engine import Store
from storage.prepared import Prepared
from storage.tables import sessions, statistics, updates
from storage.upsert import insert_or_ignore
from tests.storage.scene import CANARY, NOW, doing

SEE = Prepared(insert_or_ignore(updates))
PUT = Prepared(insert(updates))
FIND = Prepared(select(updates.c.id, updates.c.seen_at).where(updates.c.id == bindparam("update")))
SEVENTH = Prepared(select(updates.c.seen_at).where(updates.c.id == 7, updates.c.seen_at <= bindparam("now")))
FORGET = Prepared(delete(updates).where(updates.c.seen_at < bindparam("before")))


def test_a_row_comes_back_as_it_was_written_and_as_core_reads_it(store: Store) -> None:
    def work(db: Connection) -> None:
        assert SEE.change(db, {"id": 7, "seen_at": NOW}) == 1
        assert SEE.change(db, {"id": 7, "seen_at": NOW + timedelta(days=1)}) == 0
        found = FIND.first(db, {"update": 7})
        assert (found.id, found.seen_at) == tuple(found) == (7, NOW)
        assert tuple(db.execute(select(updates)).one()) == (7, NOW)
        assert FIND.first(db, {"update": 8}) is None

    store.run(work)
    assert store.read(lambda db: FIND.first(db, {"update": 7})).seen_at == NOW


def test_a_value_that_stands_in_the_statement_is_kept_beside_those_that_change(store: Store) -> None:
    store.run(lambda db: PUT.change(db, {"id": 7, "seen_at": NOW}))
    for moment, seen in ((NOW, True), (NOW - timedelta(seconds=1), False), (NOW + timedelta(seconds=1), True)):
        assert (store.run(doing(SEVENTH.first, {"now": moment})) is not None) is seen


def test_rows_that_were_deleted_are_counted(store: Store) -> None:
    for number in range(5):
        store.run(doing(PUT.change, {"id": number, "seen_at": NOW + timedelta(days=number)}))
    assert store.run(lambda db: FORGET.change(db, {"before": NOW + timedelta(days=3)})) == 3
    assert store.run(lambda db: FORGET.change(db, {"before": NOW + timedelta(days=3)})) == 0


def test_a_read_that_begins_with_it_sees_one_moment(store: Store) -> None:
    def reading(db: Connection) -> None:
        assert FIND.first(db, {"update": 1}) is None
        store.run(lambda other: PUT.change(other, {"id": 1, "seen_at": NOW}))
        assert FIND.first(db, {"update": 1}) is None

    store.read(reading)
    assert store.read(lambda db: FIND.first(db, {"update": 1})) is not None


def test_what_is_refused_is_refused_as_core_does_and_undone_with_its_work(store: Store) -> None:
    def work(db: Connection) -> None:
        PUT.change(db, {"id": 2, "seen_at": NOW})
        PUT.change(db, {"id": 1, "seen_at": NOW})

    store.run(lambda db: PUT.change(db, {"id": 1, "seen_at": NOW}))
    together = [store.submit(work) for _ in range(10)]
    assert all(isinstance(future.exception(20), IntegrityError) for future in together)
    assert store.run(lambda db: FIND.first(db, {"update": 2})) is None


def test_the_driver_refuses_with_cores_errors_and_shows_no_value(lite: Store) -> None:
    put = Prepared(insert(sessions))
    row = {"person_id": 1, "version": CANARY, "turn": 1, "draft": CANARY.encode(), "expires_at": NOW}
    with pytest.raises(IntegrityError) as refused:
        lite.run(lambda db: (SEE.change(db, {"id": 1, "seen_at": NOW}), put.change(db, row)))
    assert isinstance(refused.value, DBAPIError)
    assert CANARY not in f"{refused.value} {refused.value!r} {refused.value.orig!r} {refused.value.__cause__!r}"
    assert lite.run(lambda db: FIND.first(db, {"update": 1})) is None


def test_an_unaware_time_and_other_names_are_refused(lite: Store) -> None:
    count = Prepared(insert(statistics))
    full = {"period": "2027", "what": "a", "cell": "b", "count": 1}
    lite.run(lambda db: count.change(db, full))
    with pytest.raises(ValueError, match="other values"):
        lite.run(lambda db: count.change(db, full | {"more": 1}))
    with pytest.raises(KeyError):
        lite.run(lambda db: count.change(db, {"period": "2028", "what": "a", "cell": "b", "sum": 1}))
    with pytest.raises(ValueError, match="without a zone"):
        lite.run(lambda db: FORGET.change(db, {"before": NOW.replace(tzinfo=None)}))
