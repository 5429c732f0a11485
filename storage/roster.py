"""Who is on duty: whoever went on and has not gone off. flows.roster decides whom a page reaches."""

from datetime import datetime

from sqlalchemy import Connection, Select, delete, or_, select

from flows.roster import Staffing
from storage import people as known
from storage.keyring import Keyring
from storage.people import ACTIVE, ADMIN, COORDINATOR, Person
from storage.tables import duty, people
from storage.upsert import insert_or_ignore

_GO_ON = insert_or_ignore(duty)


def go_on(db: Connection, person_id: int, now: datetime) -> None:
    """The person is on duty from now; again changes nothing: they keep their place in line."""
    db.execute(_GO_ON[db.dialect.name], {"person_id": person_id, "since": now})


def go_off(db: Connection, person_id: int) -> bool:
    """The person is off duty; say whether they were on."""
    return db.execute(delete(duty).where(duty.c.person_id == person_id)).rowcount > 0


def since(db: Connection, person_id: int) -> datetime | None:
    """When the person went on duty (UTC), or None."""
    return db.execute(select(duty.c.since).where(duty.c.person_id == person_id)).scalar()


def on_duty(db: Connection, keyring: Keyring, unit: str) -> list[Person]:
    """The coordinators on duty for a unit, first in line first."""
    return known.with_ids(db, keyring, _on_duty(db, unit))


def staffing(db: Connection, unit: str) -> Staffing:
    """The persons of a unit who can be written to, as `flows.roster.whom` wants them."""
    return Staffing(_on_duty(db, unit), _ids(db, COORDINATOR, unit), _ids(db, ADMIN, unit))


def next_in_line(db: Connection, unit: str, paged: tuple[int, ...] = ()) -> int | None:
    """The first on duty for a unit who is not among `paged`, or None."""
    return next((person for person in _on_duty(db, unit) if person not in paged), None)


def _on_duty(db: Connection, unit: str) -> tuple[int, ...]:
    chosen = _reachable(COORDINATOR, unit).join(duty).order_by(duty.c.since, people.c.id)
    return tuple(db.execute(chosen).scalars().all())


def _ids(db: Connection, role: str, unit: str) -> tuple[int, ...]:
    return tuple(db.execute(_reachable(role, unit).order_by(people.c.id)).scalars().all())


def _reachable(role: str, unit: str) -> Select[int]:
    serves = or_(people.c.unit == unit, people.c.unit == "")
    return select(people.c.id).where(people.c.role == role, people.c.state == ACTIVE, serves)
