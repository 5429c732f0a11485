"""All rows of a database as lines of JSON that the other engine reads as well, with nothing decrypted on the way."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, column, func, insert, select, table, text
from sqlalchemy.types import NullType, TypeEngine

from storage.columns import UtcDateTime
from storage.errors import BackupBroken
from storage.tables import metadata

BYTES, TIME, PLAIN = "bytes", "time", "plain"
_TYPES: dict[str, TypeEngine[Any]] = {BYTES: LargeBinary(), TIME: UtcDateTime(), PLAIN: NullType()}
_TOGETHER = 500


@dataclass(slots=True)
class Sum:
    """What a set of rows comes to: how many in each table, and a digest that does not depend on their order."""

    rows: dict[str, int] = field(default_factory=dict)
    digest: int = 0

    def add(self, name: str, line: bytes) -> None:
        """Count one row."""
        self.rows[name] = self.rows.get(name, 0) + 1
        self.digest = (self.digest + int.from_bytes(hashlib.sha256(line).digest(), "big")) % (1 << 256)


def shape() -> list[list[Any]]:
    """Every table with its columns and their kinds, in an order that keeps references whole."""
    return [[one.name, [[col.name, _kind(col.type)] for col in one.columns]] for one in metadata.sorted_tables]


def lines(db: Connection, total: Sum) -> Iterator[bytes]:
    """Every row as one line, table by table, adding each to `total`. Streams: a batch in memory at a time."""
    for one in metadata.sorted_tables:
        kinds = [_kind(col.type) for col in one.columns]
        chosen = select(one).order_by(*one.primary_key)
        for row in db.execution_options(yield_per=_TOGETHER).execute(chosen):
            values = [_written(kind, value) for kind, value in zip(kinds, row, strict=True)]
            line = json.dumps([one.name, *values], ensure_ascii=False, separators=(",", ":")).encode()
            total.add(one.name, line)
            yield line + b"\n"


def load(db: Connection, shapes: list[list[Any]], found: Iterable[bytes], total: Sum) -> None:
    """Insert lines into tables of these shapes, adding each to `total`. Raises BackupBroken for any other line."""
    kinds: dict[str, list[list[str]]] = {name: columns for name, columns in shapes}  # noqa: C416 - lists, not pairs
    waiting: list[dict[str, Any]] = []
    current = ""
    for line in found:
        name, *values = json.loads(line)
        if name not in kinds or len(values) != len(kinds[name]):
            raise BackupBroken(why="a row of no known table")
        if waiting and (name != current or len(waiting) == _TOGETHER):
            _insert(db, current, kinds[current], waiting)
            waiting = []
        current = name
        waiting.append({col: _read(kind, value) for (col, kind), value in zip(kinds[name], values, strict=True)})
        total.add(name, line.rstrip(b"\n"))
    if waiting:
        _insert(db, current, kinds[current], waiting)
    if db.dialect.name == "postgresql":
        _count_on(db, list(kinds))


def is_empty(db: Connection) -> bool:
    """No table has a row."""
    return not any(db.execute(select(one).limit(1)).first() for one in metadata.sorted_tables)


def _insert(db: Connection, name: str, columns: list[list[str]], rows: list[dict[str, Any]]) -> None:
    target = table(name, *(column(col, _TYPES[kind]) for col, kind in columns))
    db.execute(insert(target), rows)


def _count_on(db: Connection, names: list[str]) -> None:
    """Let PostgreSQL number new rows after the restored ones."""
    for one in (metadata.tables[name] for name in names if name in metadata.tables):
        if _numbers_itself(one):
            highest = select(func.coalesce(func.max(one.c.id), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(one.name, "id")
            db.execute(select(func.setval(sequence, highest, text("false"))))


def _numbers_itself(one: Table) -> bool:
    return one.autoincrement_column is not None and one.autoincrement_column.name == "id"


def _kind(of: Any) -> str:  # noqa: ANN401 - any column type
    if isinstance(of, LargeBinary):
        return BYTES
    return TIME if isinstance(of, UtcDateTime) else PLAIN


def _written(kind: str, value: Any) -> Any:  # noqa: ANN401 - any column's value
    if value is None or kind == PLAIN:
        return value
    return b64encode(value).decode("ascii") if kind == BYTES else value.isoformat()


def _read(kind: str, value: Any) -> Any:  # noqa: ANN401 - any column's value
    if value is None or kind == PLAIN:
        return value
    return b64decode(value, validate=True) if kind == BYTES else datetime.fromisoformat(value)
