"""Statements that every step runs, compiled once; on SQLite they go straight to the driver, in the same transaction.

What SQLAlchemy does around such a statement takes ten times as long as SQLite takes for it.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Delete, Insert, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Statement = Select[Any] | Insert | Delete
_Process = Callable[[Any], Any] | None


class Prepared:
    """A statement, or one a dialect. Its values have the same names each time, and none of them is a list."""

    __slots__ = ("_lite", "_statement")

    def __init__(self, statement: Statement | Mapping[str, Insert]) -> None:
        self._statement = statement
        self._lite: _Lite | None = None

    def first(self, db: Connection, values: Values) -> Any:  # noqa: ANN401 - a row of any shape
        """The first row that is found, its columns by name and in order, or None. Raises as `db.execute` does."""
        driver = _driver(db)
        if driver is None:
            return db.execute(self._said(db), values).first()
        lite = self._lite or self._compiled(db, values)
        row = lite.execute(driver, values).fetchone()
        return None if row is None else lite.row(row)

    def change(self, db: Connection, values: Values) -> int:
        """Write, and give the number of rows that it came to. Raises as `db.execute` does."""
        driver = _driver(db)
        if driver is None:
            return db.execute(self._said(db), values).rowcount
        return (self._lite or self._compiled(db, values)).execute(driver, values).rowcount

    def _said(self, db: Connection) -> Statement:
        return self._statement[db.dialect.name] if isinstance(self._statement, Mapping) else self._statement

    def _compiled(self, db: Connection, values: Values) -> "_Lite":
        self._lite = _Lite(self._said(db), db.dialect, values)
        return self._lite


class _Lite:
    """A statement in SQLite's words, and what its values and columns go through on their way in and out."""

    __slots__ = ("_columns", "_names", "_row", "_sql", "_values")

    def __init__(self, said: Statement, dialect: Dialect, values: Values) -> None:
        keys = list(values) if isinstance(said, Insert) else None
        compiled = said.compile(dialect=dialect, column_keys=keys)
        fixed = compiled.params
        self._sql, self._names = str(compiled), len(values)
        self._values: list[tuple[str, _Process, Any]] = []
        for name in compiled.positiontup or ():
            process = _inward(compiled.binds[name].type, dialect)
            told = None if name in values else process(fixed[name]) if process else fixed[name]
            self._values.append((name if name in values else "", process, told))
        columns: Sequence[Any] = tuple(said.selected_columns) if isinstance(said, Select) else ()
        self._columns: list[_Process] = [_outward(one.type, dialect) for one in columns]
        self._row: Any = namedtuple("Row", [one.key for one in columns])  # type: ignore[misc] # noqa: PYI024

    def execute(self, driver: sqlite3.Connection, values: Values) -> sqlite3.Cursor:
        """Run it with these values. Raises KeyError and ValueError when they have other names than the first ones."""
        if len(values) != self._names:
            raise ValueError("a prepared statement was given other values than the first time")
        given = [
            fixed if not name else process(values[name]) if process else values[name]
            for name, process, fixed in self._values
        ]
        try:
            return driver.execute(self._sql, given)
        except sqlite3.Error as error:
            raise DBAPIError.instance(self._sql, None, error, sqlite3.Error, hide_parameters=True) from error

    def row(self, found: Sequence[Any]) -> Any:  # noqa: ANN401 - a row of any shape
        """The columns as Python's values, by name."""
        pairs = zip(self._columns, found, strict=True)
        return self._row._make(process(value) if process else value for process, value in pairs)


def _driver(db: Connection) -> sqlite3.Connection | None:
    """SQLite's connection once a transaction has begun: SQLAlchemy begins it with the first statement of its own."""
    if db.dialect.name != "sqlite":
        return None
    driver = cast("sqlite3.Connection", db.connection.dbapi_connection)
    return driver if driver.in_transaction else None


def _inward(kind: TypeEngine[Any], dialect: Dialect) -> _Process:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _outward(kind: TypeEngine[Any], dialect: Dialect) -> _Process:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
