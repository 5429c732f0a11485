"""The minutes of a meeting, sealed to those who took part as a case is to its readers: the service cannot open them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from storage import envelope, numbers
from storage.bound import Bound
from storage.tables import run_minutes, run_minutes_keys

_LISTING = (
    select(run_minutes.c.number, run_minutes.c.filed_at)
    .where(run_minutes.c.reference == bindparam("run"))
    .order_by(run_minutes.c.number)
)
_READERS = (
    select(run_minutes_keys.c.number, run_minutes_keys.c.reader_id)
    .where(run_minutes_keys.c.reference == bindparam("run"))
    .order_by(run_minutes_keys.c.number, run_minutes_keys.c.reader_id)
)


@dataclass(frozen=True, slots=True)
class SealedMinutes:
    """One version of the minutes and its key as sealed to one reader; `opening.open_sealed` takes these as they are."""

    number: int
    filed_at: datetime
    content: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    bound: Bound


@dataclass(frozen=True, slots=True)
class Filed:
    """One version of the minutes: when it was filed (UTC), and the ids of the readers it was sealed to."""

    number: int
    filed_at: datetime
    readers: tuple[str, ...]


def file(db: Connection, reference: str, content: bytes, readers: Sequence[envelope.Reader], now: datetime) -> int:
    """Seal a version of the minutes to these readers and give its number; earlier versions stay as they were.

    Call it under the run's lock. Raises NoReaders, ReaderTwice and BrokenKey.
    """
    number = numbers.following(db, run_minutes, reference)
    sealed = envelope.seal(content, readers, bound(reference, number))
    place = {"reference": reference, "number": number}
    db.execute(insert(run_minutes), place | {"filed_at": now, "content": sealed.content})
    keys = [place | {"reader_id": key.reader, "wrapped": key.wrapped} for key in sealed.keys]
    db.execute(insert(run_minutes_keys), keys)
    return number


def sealed_for(db: Connection, reference: str, number: int | None, reader_id: str) -> SealedMinutes | None:
    """A version of the minutes (None: the latest that this reader can open), or None when none is theirs."""
    same = (run_minutes_keys.c.reference == run_minutes.c.reference) & (
        run_minutes_keys.c.number == run_minutes.c.number
    )
    chosen = select(run_minutes.c.number, run_minutes.c.filed_at, run_minutes.c.content, run_minutes_keys.c.wrapped)
    mine = chosen.join(run_minutes_keys, same).where(
        run_minutes.c.reference == reference, run_minutes_keys.c.reader_id == reader_id
    )
    if number is not None:
        mine = mine.where(run_minutes.c.number == number)
    row = db.execute(mine.order_by(run_minutes.c.number.desc()).limit(1)).first()
    if row is None:
        return None
    return SealedMinutes(row.number, row.filed_at, row.content, row.wrapped, bound(reference, row.number))


def listing(db: Connection, reference: str) -> list[Filed]:
    """The versions of the minutes of a run, by number."""
    readers: dict[int, list[str]] = {}
    for number, reader in db.execute(_READERS, {"run": reference}):
        readers.setdefault(number, []).append(reader)
    rows = db.execute(_LISTING, {"run": reference})
    return [Filed(row.number, row.filed_at, tuple(readers[row.number])) for row in rows]


def bound(reference: str, number: int) -> Bound:
    """The place of a version of the minutes."""
    return Bound("run_minutes", f"{reference}:{number}", "content")
