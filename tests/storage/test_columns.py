from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from flows.model import Level
from storage import cases, jobs
from storage.engine import Store
from storage.keyring import Keyring
from storage.tables import cases as rows
from storage.tables import updates
from tests.storage.scene import NOW


def test_times_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    oslo = datetime(2027, 10, 31, 2, 30, 0, 123456, ZoneInfo("Europe/Oslo"), fold=1)  # the second 02:30 of that night
    store.run(lambda db: jobs.put(db, "fade", oslo, "1"))
    (job,) = store.run(lambda db: jobs.take(db, datetime(2028, 1, 1, tzinfo=UTC), 1, NOW - NOW))
    assert job.due == datetime(2027, 10, 31, 1, 30, 0, 123456, UTC)
    assert job.due.tzinfo is UTC


def test_naive_time_is_refused(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="give an aware datetime"):
        store.run(lambda db: db.execute(insert(updates).values(id=1, seen_at=naive)))


def test_levels_sort_by_urgency(store: Store, keyring: Keyring) -> None:
    def file(reference: str, level: Level) -> None:
        row = {"reference": reference, "unit": "midt", "level": level, "state": "received", "final": True}
        times = {"talk": NOW, "created_at": NOW, "changed_at": NOW, "verified": False}
        store.run(lambda db: db.execute(insert(rows).values(row | times)))

    for level in (Level.YELLOW, Level.RED, Level.BLUE, Level.ORANGE):
        file(level.key, level)
    assert [case.level for case in store.read(cases.listing)] == sorted(Level, reverse=True)
    assert store.read(lambda db: db.execute(select(rows.c.level)).scalars().first()) is Level.YELLOW
