"""Who agreed that something may be told to whom: a register for each recipient, each consent revocable."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from storage import numbers
from storage.tables import run_consents, run_shares

_PREFIX = "consent:"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")
_OF_RUN = select(run_consents).where(run_consents.c.reference == bindparam("run")).order_by(run_consents.c.number)


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent to tell one recipient, a role. `how` is coded (spoken, written); it holds until it is revoked."""

    number: int
    recipient: str
    how: str
    given_at: datetime
    noted_by: int
    revoked_at: datetime | None = None
    revoked_by: int | None = None

    @property
    def holds(self) -> bool:
        """Nobody has revoked it."""
        return self.revoked_at is None

    @property
    def basis(self) -> str:
        """What a share that rests on it states."""
        return basis(self.number)


def basis(number: int) -> str:
    """What a share that rests on this consent states, such as consent:3."""
    return f"{_PREFIX}{number}"


def named(basis: str) -> int | None:
    """The number of the consent that a basis names; None when it names something else."""
    number = basis.removeprefix(_PREFIX)
    return int(number) if number != basis and number.isascii() and number.isdecimal() else None


def give(db: Connection, reference: str, recipient_role: str, how: str, by: int, now: datetime) -> int:
    """Note a consent and give its number. Call it under the run's lock.

    Raises ValueError when `how` is no code: it stands in clear, and a person's words must not.
    """
    if not _CODE.fullmatch(how):
        raise ValueError("how a consent was given is a code of small letters, digits and _")
    number = numbers.following(db, run_consents, reference)
    row = {"reference": reference, "number": number, "recipient": recipient_role, "how": how}
    db.execute(insert(run_consents), row | {"given_at": now, "noted_by": by})
    return number


def revoke(db: Connection, reference: str, number: int, by: int, now: datetime) -> int:
    """Withdraw a consent and take back every share that rests on it; say how many shares.

    A second time changes nothing.
    """
    mine = (run_consents.c.reference == reference) & (run_consents.c.number == number)
    revoked = update(run_consents).where(mine, run_consents.c.revoked_at.is_(None))
    if not db.execute(revoked.values(revoked_at=now, revoked_by=by)).rowcount:
        return 0
    resting = (run_shares.c.reference == reference) & (run_shares.c.basis == basis(number))
    shares = update(run_shares).where(resting, run_shares.c.taken_back_at.is_(None))
    return db.execute(shares.values(taken_back_at=now, taken_back_by=by)).rowcount


def of_run(db: Connection, reference: str) -> list[Consent]:
    """All consents of a run, revoked ones too, by number."""
    return [_consent(row) for row in db.execute(_OF_RUN, {"run": reference})]


def one(db: Connection, reference: str, number: int, *, lock: bool = False) -> Consent | None:
    """The consent with this number, or None. With `lock` nobody revokes it until the transaction ends."""
    mine = (run_consents.c.reference == reference) & (run_consents.c.number == number)
    chosen = select(run_consents).where(mine)
    row = db.execute(chosen.with_for_update() if lock else chosen).first()
    return None if row is None else _consent(row)


def _consent(row: Row[Any]) -> Consent:
    return Consent(
        number=row.number,
        recipient=row.recipient,
        how=row.how,
        given_at=row.given_at,
        noted_by=row.noted_by,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )
