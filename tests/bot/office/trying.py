"""What a button would do: pressed inside a transaction that is undone, so that hundreds can be tried in a moment."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select

from bot.arrivals import Tapped
from bot.buttons import read
from bot.desk import Desk
from bot.turn import CONVERSATIONS
from storage import outbox, people, run_tables
from storage.people import Person
from tests.bot.office.gathered import Meeting

TABLES = (
    run_tables.runs, run_tables.run_members, run_tables.run_marks, run_tables.run_log, run_tables.run_measures,
    run_tables.run_information, run_tables.run_shares, run_tables.run_consents, run_tables.run_invitations,
    run_tables.run_minutes,
)  # fmt: skip
HELD = frozenset({"changed_at", "version"})
"""Columns that say nothing about what is done in a run."""
Rows = dict[str, set[tuple[object, ...]]]


@dataclass(frozen=True)
class Tried:
    """What came of a button: the tables that were changed, and all that was to be sent to whoever pressed it."""

    changed: frozenset[str]
    said: str


class Undone(Exception):
    """Nothing of it is kept."""


def tries(meeting: Meeting, name: str, data: str) -> Tried:
    """Have somebody press a button with this data, and undo it."""
    stage, person = meeting.stage, meeting.stage.person(name)
    found: list[Tried] = []

    def work(db: Connection) -> None:
        before = _rows(db)
        fresh = people.by_id(db, stage.store.keyring, person.id)
        assert fresh is not None
        given = Tapped(read(data), 1)
        CONVERSATIONS.get(fresh.role, Desk)(db, stage.harbour, fresh, stage.clock.now()).take(given)
        after = _rows(db)
        changed = frozenset(table for table, rows in after.items() if rows != before[table])
        found.append(Tried(changed, _said(meeting, db, fresh)))
        raise Undone

    try:
        stage.store.run(work)
    except Undone:
        return found[0]
    raise AssertionError("a work that raises was kept")


def _rows(db: Connection) -> Rows:
    found: Rows = {}
    for table in TABLES:
        columns = [column for column in table.columns if column.name not in HELD]
        found[table.name] = {tuple(row) for row in db.execute(select(*columns))}
    return found


def _said(meeting: Meeting, db: Connection, person: Person) -> str:
    waiting = outbox.take(db, meeting.stage.store.keyring, meeting.stage.clock.now(), 100, timedelta(seconds=5))
    return "\n".join(str(one.message.payload) for one in waiting if one.message.person_id == person.id)
