"""How staff come in: a code for one person, once, within 24 hours. Only its hash is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from storage import people
from storage.codes import ALPHABET, LONGEST, SHORTEST, fresh, hashed
from storage.tables import invitations

__all__ = ["ALPHABET", "LIFE", "LONGEST", "SHORTEST", "Invitation", "find", "invite", "open_until", "prune", "redeem"]

LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code gives the one who redeems it."""

    role: str
    name: str
    unit: str
    agency: str = ""


def invite(
    db: Connection, role: str, name: str, unit: str, now: datetime, *, invited_by: int | None = None, agency: str = ""
) -> str:
    """A new code such as 7QK2-M4XT-0WPN, shown once and valid for LIFE."""
    code = fresh()
    given = {"role": role, "name": name, "unit": unit, "agency": agency or None}
    row = {"code": _hash(code), "invited_by": invited_by, "invited_at": now, "expires_at": now + LIFE}
    db.execute(insert(invitations).values(given | row))
    return code


def find(db: Connection, code: str, now: datetime) -> Invitation | None:
    """The invitation of a code that can be redeemed now; None when it is unknown, used or too old."""
    row = db.execute(select(invitations).where(_live(code, now))).first()
    return None if row is None else Invitation(row.role, row.name, row.unit, row.agency or "")


def redeem(db: Connection, code: str, person_id: int, now: datetime) -> Invitation | None:
    """Give the person the role, name and unit of the code; None when it is unknown, used or too old.

    A code is read as people write it: small letters, spaces, O for 0, I and L for 1.
    """
    mine = update(invitations).where(_live(code, now))
    fields = (
        invitations.c.role,
        invitations.c.name,
        invitations.c.unit,
        invitations.c.agency,
        invitations.c.invited_by,
    )
    row = db.execute(mine.values(redeemed_at=now, redeemed_by=person_id).returning(*fields)).first()
    if row is None:
        return None
    people.become(db, person_id, row.role, row.name, row.unit, row.invited_by, row.agency or "")
    return Invitation(row.role, row.name, row.unit, row.agency or "")


def open_until(db: Connection, now: datetime) -> list[tuple[Invitation, datetime]]:
    """The invitations that nobody has redeemed yet, with their ends (UTC), the next to end first."""
    waiting = invitations.c.redeemed_at.is_(None) & (invitations.c.expires_at > now)
    rows = db.execute(select(invitations).where(waiting).order_by(invitations.c.expires_at))
    return [(Invitation(row.role, row.name, row.unit, row.agency or ""), row.expires_at) for row in rows]


def prune(db: Connection, now: datetime) -> int:
    """Delete the invitations that can no longer be redeemed; say how many."""
    over = or_(invitations.c.expires_at <= now, invitations.c.redeemed_at.is_not(None))
    return db.execute(delete(invitations).where(over)).rowcount


def _live(code: str, now: datetime) -> ColumnElement[bool]:
    return (invitations.c.code == _hash(code)) & invitations.c.redeemed_at.is_(None) & (invitations.c.expires_at > now)


def _hash(code: str) -> bytes:
    return hashed("invitation", code)
