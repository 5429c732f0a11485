"""The store: one way in for everything that reads or writes the database, the same for SQLite and PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from storage import connect, migrate
from storage.errors import StoreUnreachable, refusal
from storage.file_lock import FileLock
from storage.keyring import Keyring
from storage.pool import Pool
from storage.writer import Writer

T = TypeVar("T")


class Store:
    """An open database. `submit`, `run` and `read` take a work: a function of a connection in a transaction.

    A work never commits, and may run again after a deadlock, so it touches nothing but its connection. Threads may
    share a store.
    """

    def __init__(self, writing: Engine, reading: Engine, keyring: Keyring, lock: FileLock | None, where: str) -> None:
        """Take engines that are ready; `open` is the usual way."""
        self.keyring = keyring
        self.dialect = writing.dialect.name
        self._reading = reading
        self._writing = writing
        self._lock = lock
        self._where = where
        self._works: Writer | Pool = (Writer if self.dialect == "sqlite" else Pool)(writing, where)

    @classmethod
    def open(cls, url: str, *, keyring: Keyring, exclusive: bool) -> Self:
        """Open a database, whose file is made when it is missing (0600, in a folder 0700); `migrate` makes the tables.

        `exclusive` keeps every other exclusive opener of the same SQLite file out; on PostgreSQL replicas are welcome.
        Raises StoreBusy, StoreNewer and StoreUnreachable.
        """
        try:
            address = make_url(url)
        except ArgumentError:
            raise StoreUnreachable(why="its address is no SQLAlchemy address") from None
        if address.drivername in {"sqlite", "sqlite+pysqlite"}:
            path = connect.sqlite_file(address)
            lock = FileLock(path) if exclusive else None
            if lock:
                lock.take()
            store = cls(connect.sqlite_writer(address), connect.sqlite_reader(address), keyring, lock, str(path))
        elif address.drivername == "postgresql+psycopg":
            engine = connect.postgres(address)
            store = cls(engine, engine, keyring, None, address.database or "")
        else:
            raise StoreUnreachable(why="its address begins neither with sqlite:/// nor with postgresql+psycopg://")
        try:
            store.read(migrate.revision)
        except BaseException:
            store.close()
            raise
        return store

    def migrate(self) -> bool:
        """Bring the tables to this version, whole or not at all; say whether anything changed. Raises StoreNewer."""
        return self.run(migrate.upgrade)

    def submit(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Hand in a work that writes; when its future is done, it is durable.

        The future may raise what the work raised, or StoreFull, StoreBusy and StoreUnreachable; then nothing of the
        work is written (unless PostgreSQL went away in the very commit: whoever repeats must be able to). Raises
        StoreClosed.
        """
        return self._works.submit(work)

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do a work that writes, and wait for it. Raises as `submit` and its future do."""
        return self.submit(work).result()

    def read(self, work: Callable[[Connection], T]) -> T:
        """Do a work that only reads, in this thread, beside whatever is being written. Raises as `run` does."""
        try:
            with self._reading.connect() as db:
                if self.dialect == "postgresql":
                    db.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
                return work(db)
        except Exception as error:
            found = refusal(error, self._where)
            if found is error:
                raise
            raise found from None

    def close(self) -> None:
        """Finish what was handed in and let go of the database; a second call does nothing."""
        self._works.close()
        self._reading.dispose()
        self._writing.dispose()
        if self._lock:
            self._lock.free()

    def __enter__(self) -> Self:
        """Stay open until the end of the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        self.close()


def sqlite_address(path: Path) -> str:
    """Give the address of a SQLite file."""
    return f"sqlite:///{path}"
