"""Who can open cases: public keys by unit, and the recovery key of every unit. Private keys never come here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, insert, or_, select, update

from storage import envelope
from storage.keyfile import NewKey
from storage.tables import readers

COORDINATOR, RECOVERY = "coordinator", "recovery"


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
    """Seal every case of the unit from now on to this key too. Raises IntegrityError for a key that is registered.

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
    chosen = _active().where(or_(readers.c.unit == unit, readers.c.unit == "")).order_by(readers.c.id)
    return [envelope.Reader(row.id, row.public_key) for row in db.execute(chosen)]


def registered(db: Connection) -> list[Registered]:
    """All readers, retired ones too, in the order they were registered."""
    rows = db.execute(select(readers).order_by(readers.c.registered_at, readers.c.id))
    return [
        Registered(row.id, row.name, row.kind, row.unit, row.fingerprint, row.registered_at, row.retired_at)
        for row in rows
    ]


def _active() -> Select[str, bytes]:
    return select(readers.c.id, readers.c.public_key).where(readers.c.retired_at.is_(None))
