"""Who is on duty: whoever went on and has not gone off. flows.roster decides whom a page reaches."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Select, delete, or_, select

from flows.roster import Staffing
from storage import alerts, cases, pages
from storage import people as known
from storage.keyring import Keyring
from storage.people import ACTIVE, ADMIN, COORDINATOR, Person
from storage.seal_errors import SealingRefusal
from storage.tables import duty, people
from storage.upsert import insert_or_ignore

LOG = logging.getLogger(__name__)
WOKEN = (COORDINATOR, ADMIN)
"""The roles that alerts go to."""

_GO_ON = insert_or_ignore(duty)


def go_on(db: Connection, person_id: int, now: datetime) -> None:
    """The person is on duty from now; again changes nothing: they keep their place in line."""
    if db.execute(_GO_ON[db.dialect.name], {"person_id": person_id, "since": now}).rowcount:
        hurry(db, person_id, now)


def go_off(db: Connection, person_id: int) -> bool:
    """The person is off duty; say whether they were on."""
    return db.execute(delete(duty).where(duty.c.person_id == person_id)).rowcount > 0


def hurry(db: Connection, person_id: int, now: datetime) -> None:
    """This person can be woken now: what nobody else of the unit who can be was woken for, is due at once.

    Nothing for somebody whom no alerts go to.
    """
    if not answers(db, person_id):
        return
    unit = db.execute(select(people.c.unit).where(people.c.id == person_id)).scalar()
    for seen in alerts.open_in(db, unit):
        alert, case = alerts.live(db, seen.reference), cases.by_reference(db, seen.reference)
        if alert is None or case is None or alert.answered:
            continue
        others = {*staffing(db, case.unit).everyone} - {person_id}
        if others.isdisjoint(pages.reached(db, alert.reference, alert.since)):
            alerts.save(db, replace(alert, next_action_at=now))


def since(db: Connection, person_id: int) -> datetime | None:
    """When the person went on duty (UTC), or None."""
    return db.execute(select(duty.c.since).where(duty.c.person_id == person_id)).scalar()


def on_duty(db: Connection, keyring: Keyring, unit: str) -> list[Person]:
    """The coordinators on duty for a unit, first in line first."""
    return list(opened(db, keyring, _on_duty(db, unit)).values())


def coordinators(db: Connection, keyring: Keyring, unit: str) -> list[Person]:
    """The coordinators of a unit, and those of every unit, who can be written to; by id."""
    return list(opened(db, keyring, _ids(db, COORDINATOR, unit)).values())


def staffing(db: Connection, unit: str) -> Staffing:
    """The persons of a unit who can be written to, as `flows.roster.whom` wants them."""
    elsewhere = _active(*WOKEN).where(people.c.unit.not_in(("", unit))).order_by(people.c.id)
    others = tuple(db.execute(elsewhere).scalars())
    return Staffing(_on_duty(db, unit), _ids(db, COORDINATOR, unit), _ids(db, ADMIN, unit), others)


def next_in_line(db: Connection, unit: str, paged: tuple[int, ...] = ()) -> int | None:
    """The first on duty for a unit who is not among `paged`, or None."""
    return next((person for person in _on_duty(db, unit) if person not in paged), None)


def answers(db: Connection, person_id: int) -> bool:
    """Alerts go to this person, and reach them: neither dismissed, nor away."""
    return db.execute(_active(*WOKEN).where(people.c.id == person_id)).first() is not None


def woken(db: Connection, keyring: Keyring, person_id: int) -> Person | None:
    """The person, when alerts go to them and can be written to them."""
    return opened(db, keyring, (person_id,)).get(person_id) if answers(db, person_id) else None


def opened(db: Connection, keyring: Keyring, ids: Iterable[int]) -> dict[int, Person]:
    """These persons, in the order asked for. One whose row does not open is left out, as one who cannot be reached:
    an alert must go on to the others.
    """
    found: dict[int, Person] = {}
    for one in ids:
        try:
            person = known.by_id(db, keyring, one)
        except SealingRefusal as refused:
            LOG.error("nobody is reached at row %d of people, which does not open: %s", one, type(refused).__name__)  # noqa: TRY400 - a named refusal, one line
        else:
            found |= {} if person is None else {one: person}
    return found


def unheard(db: Connection, keyring: Keyring) -> bool:
    """Whether an alert rings in a unit where it reaches nobody."""
    return not all(opened(db, keyring, staffing(db, unit).everyone) for unit in alerts.ringing_in(db))


def _on_duty(db: Connection, unit: str) -> tuple[int, ...]:
    chosen = _reachable(COORDINATOR, unit).join(duty).order_by(duty.c.since, people.c.id)
    return tuple(db.execute(chosen).scalars().all())


def _ids(db: Connection, role: str, unit: str) -> tuple[int, ...]:
    return tuple(db.execute(_reachable(role, unit).order_by(people.c.id)).scalars().all())


def _reachable(role: str, unit: str) -> Select[int]:
    return _active(role).where(or_(people.c.unit == unit, people.c.unit == ""))


def _active(*roles: str) -> Select[int]:
    return select(people.c.id).where(people.c.role.in_(roles), people.c.state == ACTIVE)
