"""Cases, as far as they may be known without opening them: unit, level, state, times and who has them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from flows import case as life_of_case
from flows.case import Outcome, State
from flows.model import Level
from storage.tables import cases

_NOT_CLOSED = cases.c.state != State.CLOSED.value


@dataclass(frozen=True, slots=True)
class Case:
    """A case. `person_id` declared it in the talk that began at `talk`; `final` is False when danger filed it early."""

    reference: str
    unit: str
    level: Level
    state: State
    final: bool
    created_at: datetime
    changed_at: datetime
    talk: datetime
    person_id: int | None = None
    owner_id: int | None = None
    follow_up_at: datetime | None = None
    outcome: Outcome | None = None
    verified: bool = False


def by_reference(db: Connection, reference: str, *, lock: bool = False) -> Case | None:
    """The case with this reference, or None. With `lock` it is ours until the transaction ends."""
    chosen = select(cases).where(cases.c.reference == reference)
    row = db.execute(chosen.with_for_update() if lock else chosen).first()
    return None if row is None else case_of(row)


def open_of(db: Connection, person_id: int) -> Case | None:
    """The person's newest case that is not closed, or None."""
    chosen = select(cases).where(cases.c.person_id == person_id, _NOT_CLOSED)
    row = db.execute(chosen.order_by(cases.c.created_at.desc()).limit(1)).first()
    return None if row is None else case_of(row)


def of_talk(db: Connection, person_id: int, talk: datetime) -> Case | None:
    """The case that the talk which began at `talk` has filed, or None. It is ours to change."""
    chosen = select(cases).where(cases.c.person_id == person_id, cases.c.talk == talk)
    row = db.execute(chosen.with_for_update()).first()
    return None if row is None else case_of(row)


def listing(db: Connection, unit: str | None = None, *, include_closed: bool = False) -> list[Case]:
    """The cases of a unit (None: of all), the most urgent and oldest first."""
    chosen = select(cases).order_by(cases.c.level.desc(), cases.c.created_at)
    if unit is not None:
        chosen = chosen.where(cases.c.unit == unit)
    if not include_closed:
        chosen = chosen.where(_NOT_CLOSED)
    return [case_of(row) for row in db.execute(chosen)]


def life(db: Connection, reference: str) -> life_of_case.Case:
    """The case as `flows.case` decides on it, ours to change. Raises NoResultFound for an unknown reference."""
    row = db.execute(select(cases).where(cases.c.reference == reference).with_for_update()).one()
    found = case_of(row)
    return life_of_case.Case(found.reference, found.level, found.state, found.owner_id, found.outcome, found.verified)


def save_life(db: Connection, life: life_of_case.Case, now: datetime) -> None:
    """Keep what `flows.case` decided."""
    decided = {
        "level": life.level,
        "state": life.state.value,
        "owner_id": life.owner,
        "outcome": None if life.outcome is None else life.outcome.value,
        "verified": life.verified,
        "changed_at": now,
    }
    db.execute(update(cases).where(cases.c.reference == life.reference).values(decided))


def follow_up(db: Connection, reference: str, at: datetime | None) -> None:
    """Note when somebody should look at the case again (UTC), or that nobody need."""
    db.execute(update(cases).where(cases.c.reference == reference).values(follow_up_at=at))


def case_of(row: Row[Any]) -> Case:
    """A row of the table as a case."""
    return Case(
        reference=row.reference,
        unit=row.unit,
        level=row.level,
        state=State(row.state),
        final=row.final,
        created_at=row.created_at,
        changed_at=row.changed_at,
        talk=row.talk,
        person_id=row.person_id,
        owner_id=row.owner_id,
        follow_up_at=row.follow_up_at,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        verified=row.verified,
    )
