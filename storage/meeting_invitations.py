"""How people come into a meeting: a code for one person in one role, once, within 24 hours.

Only the code's hash is kept, and the name that the inviter wrote is under the keyring. Whoever redeems a code is let in
or turned away by a person, unless the caller knows them: what happened and when is all that is kept here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from flows.session import FreeText
from storage.bound import Bound
from storage.codes import fresh, hashed
from storage.invitations import LIFE
from storage.keyring import Keyring
from storage.tables import run_invitations

_NOT_REDEEMED = run_invitations.c.redeemed_at.is_(None)
_NOT_WITHDRAWN = run_invitations.c.withdrawn_at.is_(None)
_NOT_ANSWERED = run_invitations.c.admitted_at.is_(None) & run_invitations.c.refused_at.is_(None)
_LIVE = (
    (run_invitations.c.code == bindparam("hashed"))
    & _NOT_REDEEMED
    & _NOT_WITHDRAWN
    & (run_invitations.c.expires_at > bindparam("now"))
)
_FIND = select(run_invitations).where(_LIVE)
_BY_ID = select(run_invitations).where(run_invitations.c.id == bindparam("which"))
_OF_RUN = select(run_invitations).where(run_invitations.c.reference == bindparam("run")).order_by(run_invitations.c.id)


@dataclass(frozen=True, slots=True)
class MeetingInvitation:
    """An invitation to take part in a run in a role. All times are UTC, and None until it happened.

    `name` is whom the inviter meant; None when it was not asked for, or was forgotten.
    """

    id: int
    reference: str
    role: str
    name: FreeText | None = field(repr=False)
    invited_by: int
    invited_at: datetime
    expires_at: datetime
    redeemed_by: int | None = None
    redeemed_at: datetime | None = None
    admitted_at: datetime | None = None
    refused_at: datetime | None = None
    withdrawn_at: datetime | None = None


def invite(
    db: Connection, keyring: Keyring, reference: str, role: str, name: str, invited_by: int, now: datetime
) -> str:
    """A new code such as 7QK2-M4XT-0WPN for one person, shown once and valid for LIFE."""
    code = fresh()
    row = {
        "code": _hash(code),
        "reference": reference,
        "role": role,
        "name": keyring.encrypt(name.encode(), bound=bound(_hash(code))),
        "invited_by": invited_by,
        "invited_at": now,
        "expires_at": now + LIFE,
    }
    db.execute(insert(run_invitations), row)
    return code


def find(db: Connection, code: str, now: datetime) -> MeetingInvitation | None:
    """The invitation of a code that can be redeemed now, without its name; None when it is unknown, used or over."""
    row = db.execute(_FIND, {"hashed": _hash(code), "now": now}).first()
    return None if row is None else _invitation(row)


def redeem(db: Connection, keyring: Keyring, code: str, person_id: int, now: datetime) -> MeetingInvitation | None:
    """Use a code up for this person; None when it is unknown, used, withdrawn or too old. They are not let in yet."""
    mine = update(run_invitations).where(_LIVE).values(redeemed_by=person_id, redeemed_at=bindparam("now"))
    row = db.execute(mine.returning(run_invitations), {"hashed": _hash(code), "now": now}).first()
    return None if row is None else _invitation(row, keyring)


def by_id(db: Connection, keyring: Keyring, invitation: int) -> MeetingInvitation | None:
    """The invitation with this number, or None."""
    row = db.execute(_BY_ID, {"which": invitation}).first()
    return None if row is None else _invitation(row, keyring)


def admit(db: Connection, invitation: int, now: datetime) -> bool:
    """Note that whoever redeemed it was let in; False when nobody waits for an answer to it."""
    return _answered(db, invitation, {"admitted_at": now})


def refuse(db: Connection, invitation: int, now: datetime) -> bool:
    """Note that whoever redeemed it was turned away; False when nobody waits for an answer to it."""
    return _answered(db, invitation, {"refused_at": now})


def withdraw(db: Connection, invitation: int, now: datetime) -> bool:
    """Make an invitation worthless that nobody was let in on; False when it is too late or it was withdrawn before."""
    mine = update(run_invitations).where(run_invitations.c.id == invitation, _NOT_WITHDRAWN, _NOT_ANSWERED)
    return db.execute(mine.values(withdrawn_at=now)).rowcount > 0


def open_of(db: Connection, keyring: Keyring, reference: str, now: datetime) -> list[MeetingInvitation]:
    """The invitations to a run that can be redeemed now or whose redeemer waits to be let in, oldest first."""
    free = (run_invitations.c.expires_at > now) | run_invitations.c.redeemed_at.is_not(None)
    chosen = _OF_RUN.where(free, _NOT_WITHDRAWN, _NOT_ANSWERED)
    return [_invitation(row, keyring) for row in db.execute(chosen, {"run": reference})]


def knocking(db: Connection, keyring: Keyring, reference: str) -> list[MeetingInvitation]:
    """The invitations to a run that somebody redeemed who was neither let in nor turned away, oldest first."""
    waiting = run_invitations.c.redeemed_at.is_not(None) & _NOT_WITHDRAWN & _NOT_ANSWERED
    return [_invitation(row, keyring) for row in db.execute(_OF_RUN.where(waiting), {"run": reference})]


def forget_words(db: Connection, reference: str) -> int:
    """Wipe the names in the invitations to a run; say how many there were."""
    named = (run_invitations.c.reference == reference) & run_invitations.c.name.is_not(None)
    return db.execute(update(run_invitations).where(named).values(name=None)).rowcount


def bound(hashed: bytes) -> Bound:
    """The place of the name in the invitation with this hash."""
    return Bound("run_invitations", hashed.hex(), "name")


def _answered(db: Connection, invitation: int, answer: dict[str, datetime]) -> bool:
    waiting = run_invitations.c.redeemed_at.is_not(None) & _NOT_WITHDRAWN & _NOT_ANSWERED
    mine = update(run_invitations).where(run_invitations.c.id == invitation, waiting)
    return db.execute(mine.values(answer)).rowcount > 0


def _hash(code: str) -> bytes:
    return hashed("meeting", code)


def _invitation(row: Row[Any], keyring: Keyring | None = None) -> MeetingInvitation:
    name = None
    if keyring is not None and row.name is not None:
        name = FreeText(keyring.decrypt(row.name, bound=bound(row.code)).decode())
    return MeetingInvitation(
        row.id,
        row.reference,
        row.role,
        name,
        row.invited_by,
        row.invited_at,
        row.expires_at,
        row.redeemed_by,
        row.redeemed_at,
        row.admitted_at,
        row.refused_at,
        row.withdrawn_at,
    )
