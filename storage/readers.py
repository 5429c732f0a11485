"""Who can open what is sealed: public keys by unit, and the recovery key of every unit. Private keys never come here.

Cases are sealed to coordinators and recovery keys; minutes to those who took part, whatever kind of key they have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, insert, or_, select, update

from storage import envelope
from storage.keyfile import NewKey
from storage.tables import readers

COORDINATOR, RECOVERY, PARTICIPANT = "coordinator", "recovery", "participant"


@dataclass(frozen=True, slots=True)
class Registered:
    """A reader; the name ties the key to an invitation. `retired_at` is None while cases are sealed to it."""

    id: str
    name: str
    kind: str
    unit: str
    fingerprint: str
    registered_at: datetime
    retired_at: datetime | None


def register(db: Connection, name: str, kind: str, unit: str, key: NewKey, now: datetime) -> None:
    """Seal every case of the unit from now on to this key too, unless it is a participant's, who reads minutes alone.

    Raises IntegrityError for a key that is registered.

    Raises BrokenKey for what is no public key. Then seal what was held: `filing.seal_held`.
    """
    envelope.check_public_key(key.public_key)
    row = {
        "id": key.reader_id,
        "name": name,
        "kind": kind,
        "unit": "" if kind == RECOVERY else unit,
        "public_key": key.public_key,
        "fingerprint": key.fingerprint,
        "registered_at": now,
    }
    db.execute(insert(readers).values(row))


def retire(db: Connection, reader_id: str, now: datetime) -> bool:
    """Seal nothing more to this key; what was sealed to it stays readable with it. Say whether anything changed."""
    retired = update(readers).where(readers.c.id == reader_id, readers.c.retired_at.is_(None))
    return db.execute(retired.values(retired_at=now)).rowcount > 0


def for_unit(db: Connection, unit: str) -> list[envelope.Reader]:
    """The keys that a case of this unit is sealed to: its own, those of every unit, and the recovery keys."""
    of_cases = readers.c.kind != PARTICIPANT
    chosen = _active().where(of_cases, or_(readers.c.unit == unit, readers.c.unit == "")).order_by(readers.c.id)
    return [envelope.Reader(row.id, row.public_key) for row in db.execute(chosen)]


def of_people(db: Connection, names: Iterable[str]) -> list[tuple[str, envelope.Reader]]:
    """The keys that minutes for these people are sealed to, with whose each is; who has none is not among them.

    A coordinator's key serves as well as a participant's, a recovery key does not: minutes are for those who took part.
    """
    own = readers.c.name.in_(set(names)) & (readers.c.kind != RECOVERY)
    chosen = _active().add_columns(readers.c.name).where(own).order_by(readers.c.name, readers.c.id)
    return [(row.name, envelope.Reader(row.id, row.public_key)) for row in db.execute(chosen)]


def registered(db: Connection) -> list[Registered]:
    """All readers, retired ones too, in the order they were registered."""
    rows = db.execute(select(readers).order_by(readers.c.registered_at, readers.c.id))
    return [
        Registered(row.id, row.name, row.kind, row.unit, row.fingerprint, row.registered_at, row.retired_at)
        for row in rows
    ]


def _active() -> Select[str, bytes]:
    return select(readers.c.id, readers.c.public_key).where(readers.c.retired_at.is_(None))
