"""The peer: the same step as an asynchronous application usually writes it, on the same tables with the same keys.

One AsyncSession and one transaction a step, the ORM's identity map and unit of work, aiosqlite below. WAL and full
synchronisation as ours, and whichever of one and eight steps at once is faster.
"""

import asyncio
import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Table, delete, event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry

from flows.session import freeze, thaw
from storage import audit, outbox, sessions, tables
from storage.engine import Store
from storage.keyring import Keyring
from storage.sealed_json import open_json, seal_json
from tests.bench.storage import NOW

try:
    import aiosqlite  # noqa: F401 - SQLAlchemy imports it by name, with a message that helps less
except ImportError as missing:
    raise SystemExit("The peers are not installed: pip install --require-hashes -r requirements/bench.txt") from missing

_REGISTRY = registry(metadata=tables.metadata)


def _mapped(table: Table) -> Any:  # noqa: ANN401 - a class made here, whose attributes are the table's columns
    made = type(table.name.title(), (), {})
    _REGISTRY.map_imperatively(made, table)
    return made


Draft, Update, Waiting, Entry, Note = (
    _mapped(table) for table in (tables.sessions, tables.updates, tables.outbox, tables.audit, tables.meta)
)


class Peer:
    """Runs steps on the database file of a store that does nothing meanwhile."""

    def __init__(self, store: Store) -> None:
        self._keyring = store.keyring
        self._runner = asyncio.Runner()
        self._engine = create_async_engine(f"sqlite+aiosqlite:///{store._writing.url.database}")
        self._session = async_sessionmaker(self._engine, expire_on_commit=False)
        event.listen(self._engine.sync_engine, "connect", _prepare)
        event.listen(self._engine.sync_engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))

    def __enter__(self) -> Self:
        """Measure until the end of the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connections."""
        self._runner.run(self._engine.dispose())
        self._runner.close()

    def rate(self, ids: list[int], taps: Iterator[int], seconds: float) -> float:
        """Steps a second, the better of one and eight at once."""
        return max(self._runner.run(self._rate(ids, taps, seconds / 2, at_once)) for at_once in (1, 8))

    async def _rate(self, ids: list[int], taps: Iterator[int], seconds: float, at_once: int) -> float:
        begun = time.perf_counter()

        async def go_on() -> int:
            done = 0
            while time.perf_counter() - begun < seconds:
                tap = next(taps)
                await _step(self._session, self._keyring, ids[tap % len(ids)], tap)
                done += 1
            return done

        done = await asyncio.gather(*(go_on() for _ in range(at_once)))
        return sum(done) / (time.perf_counter() - begun)


async def _step(maker: async_sessionmaker[AsyncSession], keyring: Keyring, person: int, tap: int) -> None:
    async with maker() as db, db.begin():
        if await db.get(Update, tap) is not None:
            return
        db.add(Update(id=tap, seen_at=NOW))
        draft: Any = await db.get_one(Draft, person)
        session = thaw(open_json(keyring, draft.draft, sessions.bound(person)))
        session = replace(session, turn=session.turn + 1)
        draft.turn, draft.expires_at = session.turn, NOW + sessions.LIFE
        draft.draft = seal_json(keyring, freeze(session), sessions.bound(person))
        await _screen(db, keyring, person)
        await _audit(db, keyring, person)


async def _screen(db: AsyncSession, keyring: Keyring, person: int) -> None:
    mine = (tables.outbox.c.person_id == person) & (tables.outbox.c.replaces == f"screen:{person}")
    await db.execute(delete(Waiting).where(mine))
    token = secrets.token_hex(16)
    screen = {"text": "Hva er du redd for?", "rows": [[["Ja", "c:1"], ["Nei", "c:2"]], [["Tilbake", "b"]]]}
    row = {"token": token, "person_id": person, "kind": "screen", "priority": 2, "replaces": f"screen:{person}"}
    payload = seal_json(keyring, screen, outbox.bound(person, token))
    db.add(Waiting(**row, payload=payload, created_at=NOW, due_at=NOW, attempts=0, aside=False))


async def _audit(db: AsyncSession, keyring: Keyring, person: int) -> None:
    head: Any = (await db.execute(select(Note).where(tables.meta.c.key == "audit"))).scalar()
    count, last = (0, bytes(32)) if head is None else audit._opened(head.value)
    at, actor = NOW.isoformat(), f"person:{person}"
    mac = keyring.audit_mac(audit._row(last, count + 1, at, actor, "step", None))
    db.add(Entry(id=count + 1, at=at, actor=actor, action="step", mac=mac))
    value = audit._head(keyring, count + 1, mac)
    if head is None:
        db.add(Note(key="audit", value=value))
    else:
        head.value = value


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401 - SQLAlchemy's wrapper around aiosqlite
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in ("busy_timeout = 60000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
