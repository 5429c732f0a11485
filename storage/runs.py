"""Procedures under way: the run itself, who takes part and what is ticked.

Whoever changes a run loads it with `lock=True` and saves it in the same transaction, so that two people's changes come
one after the other. A tick is a row of its own and is never written over.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from flows.procedures.model import Procedure
from flows.procedures.references import WORDS
from flows.procedures.references import reference as named
from flows.procedures.run import Mark, Member, Run, State
from storage import flow_versions, run_rows
from storage.run_tables import run_marks, run_members, runs
from storage.upsert import insert_or_ignore, insert_or_update

# A reference has the shortest number that is free after this many tries, so the usual ones stay short.
HIGHEST = (99, 999, 9999)
TRIES = 30

_NOT_CLOSED = runs.c.state != State.CLOSED.value
_TAKEN = select(runs.c.reference).where(runs.c.reference == bindparam("run"))
_SAVE = update(runs).where(runs.c.reference == bindparam("run"))
_JOIN = insert_or_update(
    run_members, ["reference", "person_id"], ["place", "role", "joined_at", "basis", "anonymous", "left_at"]
)
_MARK = insert_or_ignore(run_marks)
_UNMARK = delete(run_marks).where(
    run_marks.c.reference == bindparam("run"),
    run_marks.c.task == bindparam("of_task"),
    run_marks.c.role == bindparam("of_role"),
)


def start(db: Connection, procedure: Procedure, run: Run) -> None:
    """Keep a run that has just begun, and pin its procedure's version. Raises IntegrityError for one that is there."""
    flow_versions.pin(db, procedure, run.started_at)
    began = {
        "reference": run.reference,
        "procedure": run.procedure,
        "called_by": run.called_by,
        "started_at": run.started_at,
    }
    db.execute(insert(runs), began | run_rows.changing(run))
    _keep_members(db, run, ())
    for given in run.marks.values():
        for one in given.values():
            mark(db, run.reference, one)


def new_reference(db: Connection) -> str:
    """A neutral name that no run has, such as Furu-27, at random. Raises RuntimeError when all of them are taken."""
    for highest in HIGHEST:
        for _ in range(TRIES):
            name = named(secrets.choice(WORDS), 1 + secrets.randbelow(highest))
            if db.execute(_TAKEN, {"run": name}).first() is None:
                return name
    raise RuntimeError("no free reference was found")


def load(db: Connection, reference: str, *, lock: bool = False) -> Run | None:
    """The run as it is now, or None. With `lock` it is ours to change until the transaction ends."""
    return run_rows.one(db, reference, lock=lock)


def save(db: Connection, run: Run) -> None:
    """Keep the run and those who take part as they are now; ticks are kept by `mark` and `unmark`.

    Raises IntegrityError when the run's version is another now and was not pinned.
    """
    db.execute(_SAVE, {"run": run.reference} | run_rows.changing(run))
    _keep_members(db, run, run_rows.members_of(db, run.reference))


def carry(db: Connection, procedure: Procedure, run: Run) -> None:
    """Keep a run that came along to another version: every tick under its task's present name."""
    flow_versions.pin(db, procedure, run.changed_at)
    save(db, run)
    db.execute(delete(run_marks).where(run_marks.c.reference == run.reference))
    for given in run.marks.values():
        for one in given.values():
            mark(db, run.reference, one)


def mark(db: Connection, reference: str, mark: Mark) -> bool:
    """Keep a tick; say whether it is new. The first of a task and role stands, whoever comes after."""
    row = {
        "reference": reference,
        "task": mark.task,
        "role": mark.role,
        "person_id": mark.by,
        "at": mark.at,
        "choice": mark.choice,
    }
    return db.execute(_MARK[db.dialect.name], row).rowcount > 0


def unmark(db: Connection, reference: str, task: str, role: str) -> bool:
    """Take a tick away; say whether it was there."""
    return db.execute(_UNMARK, {"run": reference, "of_task": task, "of_role": role}).rowcount > 0


def of_case(db: Connection, case_reference: str) -> list[Run]:
    """All runs that belong to a case, closed ones too, in the order they began."""
    return run_rows.several(db, _begun(select(runs).where(runs.c.case_reference == case_reference)))


def of_person(db: Connection, person_id: int) -> list[Run]:
    """The runs that the person takes part in now and that are not closed, in the order they began."""
    present = (run_members.c.person_id == person_id) & run_members.c.left_at.is_(None)
    return run_rows.several(db, _begun(select(runs).join(run_members).where(present, _NOT_CLOSED)))


def over_for(db: Connection, person_id: int, limit: int) -> list[Run]:
    """The runs that were closed while the person took part, the latest first."""
    present = (run_members.c.person_id == person_id) & run_members.c.left_at.is_(None)
    chosen = select(runs).join(run_members).where(present, runs.c.state == State.CLOSED.value)
    return run_rows.several(db, chosen.order_by(runs.c.closed_at.desc(), runs.c.reference).limit(limit))


def in_unit(db: Connection, unit: str | None = None) -> list[Run]:
    """The runs of a unit (None: of all) that are not closed, the most urgent and oldest first."""
    chosen = select(runs).where(_NOT_CLOSED).order_by(runs.c.level.desc(), runs.c.started_at, runs.c.reference)
    return run_rows.several(db, chosen if unit is None else chosen.where(runs.c.unit == unit))


def open_by(db: Connection, procedure: str, by: int, since: datetime) -> Run | None:
    """The newest run of this procedure that the person began at `since` or later and that is not closed, or None."""
    same = (runs.c.called_by == by) & (runs.c.procedure == procedure) & (runs.c.started_at >= since)
    chosen = select(runs).where(same, _NOT_CLOSED).order_by(runs.c.started_at.desc()).limit(1)
    return next(iter(run_rows.several(db, chosen)), None)


def _begun(chosen: Select[Any]) -> Select[Any]:
    return chosen.order_by(runs.c.started_at, runs.c.reference)


def _keep_members(db: Connection, run: Run, before: Sequence[Member]) -> None:
    """Write those who are not as they were, or not in the place that they had."""
    now = tuple(run.members.values())
    changed = [
        run_rows.member_row(run.reference, place, one)
        for place, one in enumerate(now)
        if place >= len(before) or before[place] != one
    ]
    if changed:
        db.execute(_JOIN[db.dialect.name], changed)
