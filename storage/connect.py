"""How each database is connected to. Errors never show parameters: they may be a person's words on their way in."""

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.pool import QueuePool

from storage.errors import StoreUnreachable

if TYPE_CHECKING:  # a command on SQLite answers sooner without it
    from psycopg import Connection as PsycopgConnection

# Durable at every commit; nothing deleted stays in the file; nothing spills into temporary files.
SQLITE_SETTINGS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
    "PRAGMA journal_size_limit = 0",
)
# A replica that froze in the middle of a transaction must not hold its rows: its work is taken over within 5 s.
POSTGRES_SETTINGS = (
    "SET idle_in_transaction_session_timeout = '5s'",
    "SET lock_timeout = '5s'",
    "SET statement_timeout = '30s'",
    "SET TIME ZONE 'UTC'",
)
POSTGRES_DEFAULTS = {"connect_timeout": 5, "application_name": "havn"}
POSTGRES_WORKERS = 8
SQLITE_READERS = 4


def sqlite_file(url: URL) -> Path:
    """Give the file of an address, made with mode 0600 in a folder made with mode 0700, or raise StoreUnreachable."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StoreUnreachable(why="a SQLite address names a file, as in sqlite:///data/havn.db")
    path = Path(url.database)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StoreUnreachable(why=f"{error.strerror} at {path}") from None
    return path


def sqlite_writer(url: URL) -> Engine:
    """An engine with the one connection that writes; its transactions take the write lock when they begin."""
    return _sqlite(url, connections=1, begin="BEGIN IMMEDIATE")


def sqlite_reader(url: URL) -> Engine:
    """An engine whose connections refuse to write; a transaction sees one moment of the database."""
    return _sqlite(url, connections=SQLITE_READERS, begin="BEGIN", extra=("PRAGMA query_only = ON",))


def postgres(url: URL) -> Engine:
    """An engine with a connection for each worker; a stale one is found and replaced before it is used."""
    unsaid = {key: value for key, value in POSTGRES_DEFAULTS.items() if key not in url.query}
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=POSTGRES_WORKERS,
        max_overflow=4,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args=unsaid,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: "PsycopgConnection", record: object) -> None:  # noqa: ARG001 - as SQLAlchemy calls it
        with connection.cursor() as cursor:
            for setting in POSTGRES_SETTINGS:
                cursor.execute(setting)
        connection.commit()

    event.listen(engine, "handle_error", _hush)
    return engine


def _hush(context: ExceptionContext) -> None:
    """Take the server's own words out of an error: they quote the row that failed. Class, state and names stay."""
    original = context.original_exception
    state, told = getattr(original, "sqlstate", None), getattr(original, "diag", None)
    if state and told:
        names = (type(original).__name__, state, told.table_name, told.constraint_name)
        original.args = (" ".join(name for name in names if name),)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = original.args


def _sqlite(url: URL, *, connections: int, begin: str, extra: tuple[str, ...] = ()) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={"check_same_thread": False, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001 - as SQLAlchemy calls it
        connection.isolation_level = None  # we say BEGIN ourselves: the driver's own comes too late for SAVEPOINT
        for setting in (*SQLITE_SETTINGS, *extra):
            connection.execute(setting).close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
