"""Signs of life to expect. flows.checkin decides what a missing one means, this keeps."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from flows.checkin import Expected, Stage
from storage.tables import cases, checks
from storage.upsert import insert_or_update

_SCHEDULE = insert_or_update(checks, ["reference", "name"], ["due", "look_at", "stage", "met_at"])


NEAR = timedelta(days=7)
"""A sign of life may come so long before it is due, and counts."""


@dataclass(frozen=True, slots=True)
class CaseCheck:
    """An expected sign of life and the case it belongs to."""

    reference: str
    expected: Expected


def schedule(db: Connection, reference: str, name: str, due: datetime) -> None:
    """Expect a sign of life of this name at `due` (UTC), in place of an earlier time."""
    row = {"reference": reference, "name": name, "due": due, "look_at": due, "stage": None, "met_at": None}
    db.execute(_SCHEDULE[db.dialect.name], row)


def due(db: Connection, now: datetime, limit: int, lease: timedelta) -> list[CaseCheck]:
    """Take the checks that nobody met and that must be looked at now; they come again after `lease` unless settled."""
    chosen = select(checks).where(checks.c.look_at <= now).order_by(checks.c.look_at).limit(limit)
    rows = db.execute(chosen.with_for_update(skip_locked=True)).all()
    for row in rows:
        look_again(db, row.reference, row.name, row.stage, now + lease)
    return [_check(row) for row in rows]


def look_again(db: Connection, reference: str, name: str, stage: Stage | None, at: datetime | None) -> None:
    """Note how far a missing sign has come, and when to look again (None: the alert goes on alone)."""
    one = update(checks).where(checks.c.reference == reference, checks.c.name == name)
    db.execute(one.values(stage=None if stage is None else int(stage), look_at=at))


def met(db: Connection, reference: str, now: datetime) -> int:
    """The sign of life came: every check that has fallen due is met, and the next one if it is due within NEAR.

    A sign that is still far ahead is expected all the same: a word that is only tried out must not silence it. Say how
    many were met.
    """
    waiting = (checks.c.reference == reference) & checks.c.met_at.is_(None)
    ahead = select(func.min(checks.c.due)).where(waiting, checks.c.due > now, checks.c.due <= now + NEAR)
    until = db.execute(ahead).scalar() or now
    return db.execute(update(checks).where(waiting, checks.c.due <= until).values(met_at=now, look_at=None)).rowcount


def of(db: Connection, reference: str) -> list[CaseCheck]:
    """All checks of a case, the next one first."""
    rows = db.execute(select(checks).where(checks.c.reference == reference).order_by(checks.c.due, checks.c.name))
    return [_check(row) for row in rows]


def outstanding(db: Connection, unit: str) -> int:
    """How many signs of life a unit is waiting for."""
    waiting = (cases.c.unit == unit) & checks.c.met_at.is_(None)
    return db.execute(select(func.count()).select_from(checks.join(cases)).where(waiting)).scalar_one()


def _check(row: Row[Any]) -> CaseCheck:
    stage = None if row.stage is None else Stage(row.stage)
    return CaseCheck(row.reference, Expected(row.name, row.due, stage, row.met_at))
