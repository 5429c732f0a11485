"""How long it takes to check an audit chain of 1,000,000 rows, whole and tampered with where it is found last.

Goal: any edit, drop or reorder found in at most 10 s. Beside it: reading the same rows without checking them.
"""

import statistics
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from bot.installation import Installation
from storage import audit
from storage.tables import audit as rows
from storage.tables import meta
from tests.bench.scene import NOW, Figure, installed

ROWS = 1_000_000
BATCH = 20_000
ROUNDS = 2


def run() -> list[Figure]:
    """Write the chain in batches, check it twice, then edit its last row, then drop it."""
    with installed() as havn:
        begun = time.perf_counter()
        for batch in _batches(havn):
            havn.store.run(batch)
        built = time.perf_counter() - begun
        whole = statistics.median(_verified(havn, ok=True) for _ in range(ROUNDS))
        read = _read(havn)
        last = rows.c.id == ROWS
        havn.store.run(lambda db: db.execute(update(rows).where(last).values(actor="person:18")))
        edited = _verified(havn, ok=False)
        havn.store.run(lambda db: db.execute(delete(rows).where(last)))
        dropped = _verified(havn, ok=False)
    return [
        (
            "audit chain of 1,000,000 rows checked, s",
            whole,
            f"{ROWS / whole:,.0f} rows/s; the chain was built in {built:.0f} s",
        ),
        ("an edit of its last row found, s", edited, "the place where it is found last"),
        ("a dropped last row found, s", dropped, "by the head, which is kept apart"),
        ("floor: the same rows read and not checked, s", read, "SQLAlchemy Core, one batch in memory at a time"),
    ]


def _batches(havn: Installation) -> Iterator[Any]:
    """The chain as `audit.write` would leave it, a batch a transaction; nothing may be written in between."""
    last, at = bytes(32), NOW.isoformat()

    def write(db: Connection, first: int) -> None:
        nonlocal last
        batch = []
        for number in range(first, min(first + BATCH, ROWS + 1)):
            told = ("person:17", "case.opened", "K7M-42P" if number % 2 else None)
            last = havn.keyring.audit_mac(audit._row(last, number, at, *told))
            batch.append(
                {"id": number, "at": at, "actor": told[0], "action": told[1], "reference": told[2], "mac": last}
            )
        db.execute(insert(rows), batch)

    for first in range(1, ROWS + 1, BATCH):
        yield lambda db, first=first: write(db, first)
    yield lambda db: db.execute(insert(meta).values(key="audit", value=audit._head(havn.keyring, ROWS, last)))


def _verified(havn: Installation, *, ok: bool) -> float:
    begun = time.perf_counter()
    verdict = havn.store.read(lambda db: audit.verify(db, havn.keyring))
    if verdict.ok is not ok:
        raise RuntimeError(f"the chain should be {'whole' if ok else 'broken'}: {verdict}")
    return time.perf_counter() - begun


def _read(havn: Installation) -> float:
    begun = time.perf_counter()
    if havn.store.read(lambda db: sum(1 for _ in audit._rows(db))) != ROWS:
        raise RuntimeError("rows are missing")
    return time.perf_counter() - begun
