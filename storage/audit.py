"""Who did what to which case, never what was in it; each row is chained to the one before by a MAC.

The head (count and last MAC, under a MAC of its own) stands apart, so rows dropped from the end are missed too. What
the chain cannot show is a whole database set back to an earlier day: compare the head with one noted elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, bindparam, insert, select, text
from sqlalchemy.exc import OperationalError

from storage.keyring import Keyring
from storage.prepared import Prepared
from storage.tables import audit, meta
from storage.upsert import insert_or_update

CLI, CLOCK = "cli", "clock"

_KEY = "audit"
_LOCK = 0x41554449  # "AUDI": on PostgreSQL writers of the chain come one after another
_COUNT, _MAC = 8, 32
_PURPOSE, _HEAD_PURPOSE = b"havn/audit/1/row/", b"havn/audit/1/head/"
_BATCH = 10_000

_HEAD = Prepared(select(meta.c.value).where(meta.c.key == _KEY))
_INSERT = Prepared(insert(audit))
_KEEP_HEAD = Prepared(insert_or_update(meta, ["key"], ["value"]))
_AFTER = (
    select(audit.c.id, audit.c.at, audit.c.actor, audit.c.action, audit.c.reference, audit.c.mac)
    .where(audit.c.id > bindparam("after"))
    .order_by(audit.c.id)
    .limit(_BATCH)
)
_LOCKING = text("SELECT pg_advisory_xact_lock(:lock)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the chain holds, how many rows were read, and the number of the first that is wrong or missing.

    `head` is the last MAC in hexadecimal: note it elsewhere to recognise a database that was set back.
    """

    ok: bool
    rows: int
    first_bad: int | None
    head: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, for people to read; `at` is UTC."""

    number: int
    at: datetime
    actor: str
    action: str
    reference: str | None


def person(person_id: int) -> str:
    """The actor that a person is."""
    return f"person:{person_id}"


def write(db: Connection, keyring: Keyring, actor: str, action: str, reference: str | None, now: datetime) -> None:
    """Add a row. Write it last in a transaction: on PostgreSQL other writers wait from here to the commit."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCKING, {"lock": _LOCK})
    head = _kept_head(db)
    count, last = (0, bytes(_MAC)) if head is None else _opened(head)
    number, at = count + 1, now.astimezone(UTC).isoformat()
    mac = keyring.audit_mac(_row(last, number, at, actor, action, reference))
    row = {"id": number, "at": at, "actor": actor, "action": action, "reference": reference, "mac": mac}
    _INSERT.change(db, row)
    _KEEP_HEAD.change(db, {"key": _KEY, "value": _head(keyring, number, mac)})


def verify(db: Connection, keyring: Keyring) -> Verdict:
    """Walk the whole chain, a batch in memory at a time. Give it a `store.read`, which sees one moment."""
    head = _kept_head(db)
    count, promised = (0, bytes(_MAC)) if head is None else _opened(head)
    honest = head is None or head == _head(keyring, count, promised)
    number, last = 0, bytes(_MAC)
    try:
        for stored, at, actor, action, reference, mac in _rows(db):
            number += 1
            if stored != number or mac != keyring.audit_mac(_row(last, number, at, actor, action, reference)):
                return Verdict(ok=False, rows=number, first_bad=number, head=last.hex())
            last = mac
    except OperationalError as error:
        if "decode" not in str(error.orig):
            raise
        # Somebody gave SQLite bytes that are no text: in this batch, which cannot be read.
        return Verdict(ok=False, rows=number, first_bad=number + 1, head=last.hex())
    if honest and number == count and last == promised:
        return Verdict(ok=True, rows=number, first_bad=None, head=last.hex())
    return Verdict(ok=False, rows=number, first_bad=number + 1, head=last.hex())


def newest(db: Connection, limit: int, reference: str | None = None) -> list[Entry]:
    """The last rows, newest first; of one case when `reference` is given."""
    chosen = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if reference is not None:
        chosen = chosen.where(audit.c.reference == reference)
    rows = db.execute(chosen)
    return [Entry(row.id, datetime.fromisoformat(row.at), row.actor, row.action, row.reference) for row in rows]


def _rows(db: Connection) -> Iterator[Row[int, str, str, str, str | None, bytes]]:
    after = -(1 << 62)  # a row slipped in before the first has any number
    while batch := db.execute(_AFTER, {"after": after}).all():
        yield from batch
        after = batch[-1][0]


def _row(last: bytes, number: int, at: str, actor: str, action: str, reference: str | None) -> bytes:
    """The bytes that a row's MAC covers: every text is led by its length, so no two rows give the same ones."""
    told = "-" if reference is None else f"{len(reference)}:{reference}"
    row = f"{number}:{len(at)}:{at}{len(actor)}:{actor}{len(action)}:{action}{told}"
    return _PURPOSE + last + row.encode()


def _kept_head(db: Connection) -> bytes | None:
    found = _HEAD.first(db, {})
    return None if found is None else bytes(found.value)


def _head(keyring: Keyring, count: int, mac: bytes) -> bytes:
    body = count.to_bytes(_COUNT, "big") + mac
    return body + keyring.audit_mac(_HEAD_PURPOSE + body)


def _opened(head: bytes) -> tuple[int, bytes]:
    return int.from_bytes(head[:_COUNT], "big"), head[_COUNT : _COUNT + _MAC]
