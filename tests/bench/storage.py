"""How many durable, encrypted, audited steps of a talk SQLite takes, beside the usual asynchronous way in the same run.

Goal: at least 1,500 steps a second, and 5 times the peer. Also: how fast the audit chain is checked (goal: 1,000,000
rows in 10 s). `python -m tests.bench.storage` prints figures; the peer needs requirements/bench.txt.
"""

import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert

from flows.model import Flow, Level
from flows.session import Answer, FreeText, Session
from storage import audit, flow_versions, outbox, people, sessions, updates
from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from storage.outbox import Message
from storage.tables import audit as audit_rows
from storage.tables import meta

NOW = datetime(2027, 3, 15, 9, 30, tzinfo=UTC)
FLOW = Flow("declaration", "Egenerklæring", "youth", "safe_now", {}, "f" * 64, "")
PEOPLE = 300
ROUNDS = 5
SECONDS = 2.0
AT_ONCE = 200
CHAIN = 200_000


def run() -> list[tuple[str, float, str]]:
    """Measure in turns, and give name, figure (median of 5 rounds) and what it stands beside."""
    from tests.bench import storage_peer  # noqa: PLC0415 - the peer is installed only for measuring

    with prepared() as (store, ids), prepared() as (other, other_ids), storage_peer.Peer(other) as peer:
        ours: list[float] = []
        alone: list[float] = []
        theirs: list[float] = []
        taps = iter(range(10**9))
        for _ in range(ROUNDS):
            ours.append(_together(store, ids, taps))
            alone.append(_one_by_one(store, ids, taps))
            theirs.append(peer.rate(other_ids, taps, SECONDS))
        whole = store.read(lambda db: audit.verify(db, store.keyring))
    if not whole.ok:
        raise RuntimeError("the audit chain that was measured is broken")
    steps, single, usual = (statistics.median(found) for found in (ours, alone, theirs))
    return [
        (
            "durable encrypted audited steps/s, SQLite",
            steps,
            f"every commit synced, {PEOPLE} talks; goal 1,500 and 5 times the peer; it is {steps / usual:.1f} times",
        ),
        ("the same, one step at a time", single, "nothing to commit together"),
        ("peer: the same step, async SQLAlchemy with aiosqlite", usual, "ORM, synced too; its best of 1 and 8 at once"),
        _chain(),
    ]


@contextmanager
def prepared() -> Iterator[tuple[Store, list[int]]]:
    """A database in a temporary folder, with people who have a talk under way."""
    with tempfile.TemporaryDirectory(prefix="havn-bench-") as folder:
        keyring = Keyring.load_or_create(Path(folder) / "keyring.json", NOW)
        with Store.open(sqlite_address(Path(folder) / "havn.db"), keyring=keyring, exclusive=True) as store:
            store.migrate()
            yield store, store.run(lambda db: [_met(db, keyring, number) for number in range(PEOPLE)])


def talk() -> Session:
    """A talk in its middle: twenty answers, two of them in the person's own words."""
    answers = {f"step_{number}": Answer(("yes",)) for number in range(18)}
    answers |= {name: Answer((), FreeText("Et svar med noen egne ord i.")) for name in ("fear", "family")}
    trail = list(answers)
    return Session("declaration", FLOW.version, "fear", NOW, NOW, answers=answers, trail=trail, level=Level.YELLOW)


def _met(db: Connection, keyring: Keyring, number: int) -> int:
    flow_versions.pin(db, FLOW, NOW)
    person = people.meet(db, keyring, 5_000_000_000 + number, "nb", NOW)
    sessions.save(db, keyring, person.id, talk(), NOW)
    return person.id


def _step(keyring: Keyring, person: int, tap: int) -> Callable[[Connection], None]:
    """What a tap writes: the update, the session read and written, the screen that follows, the audit log."""

    def work(db: Connection) -> None:
        if not updates.first_time(db, tap, NOW):
            return
        session = sessions.load(db, keyring, person)
        if session is None:
            raise LookupError("a talk was lost")
        sessions.save(db, keyring, person, replace(session, turn=session.turn + 1), NOW)
        screen = {"text": "Hva er du redd for?", "rows": [[["Ja", "c:1"], ["Nei", "c:2"]], [["Tilbake", "b"]]]}
        outbox.put(db, keyring, Message("screen", person, 2, screen, f"screen:{person}"), NOW)
        audit.write(db, keyring, f"person:{person}", "step", None, NOW)

    return work


def _together(store: Store, ids: list[int], taps: Iterator[int]) -> float:
    under_way: deque[Future[None]] = deque()
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < SECONDS:
        tap = next(taps)
        under_way.append(store.submit(_step(store.keyring, ids[tap % len(ids)], tap)))
        if len(under_way) >= AT_ONCE:
            under_way.popleft().result()
            done += 1
    for future in under_way:
        future.result()
    return (done + len(under_way)) / (time.perf_counter() - begun)


def _one_by_one(store: Store, ids: list[int], taps: Iterator[int]) -> float:
    begun, done = time.perf_counter(), 0
    while (taken := time.perf_counter() - begun) < SECONDS:
        tap = next(taps)
        store.run(_step(store.keyring, ids[tap % len(ids)], tap))
        done += 1
    return done / taken


def _chain() -> tuple[str, float, str]:
    """Write a long chain at once, and time how it is checked."""
    with prepared() as (store, _):
        store.run(lambda db: _long(db, store.keyring))
        found: list[float] = []
        for _ in range(3):
            begun = time.perf_counter()
            verdict = store.read(lambda db: audit.verify(db, store.keyring))
            found.append(time.perf_counter() - begun)
            if not verdict.ok or verdict.rows != CHAIN:
                raise RuntimeError("the long chain is broken")
    seconds = statistics.median(found) * 1_000_000 / CHAIN
    return "seconds to check an audit chain of 1,000,000 rows", seconds, f"measured on {CHAIN:,}; goal 10"


def _long(db: Connection, keyring: Keyring) -> None:
    last, at, rows = bytes(32), NOW.isoformat(), []
    for number in range(1, CHAIN + 1):
        row = ("person:17", "case.opened", "K7M-42P" if number % 2 else None)
        last = keyring.audit_mac(audit._row(last, number, at, *row))
        rows.append({"id": number, "at": at, "actor": row[0], "action": row[1], "reference": row[2], "mac": last})
    db.execute(insert(audit_rows), rows)
    db.execute(insert(meta).values(key="audit", value=audit._head(keyring, CHAIN, last)))


if __name__ == "__main__":
    for what, figure, beside in run():
        print(f"{figure:>12,.1f}  {what}  ({beside})")
