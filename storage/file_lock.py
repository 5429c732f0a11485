"""One process serves from a SQLite file: a lock beside it, which the kernel lifts when the process ends, however."""

import fcntl
import os
import shlex
from pathlib import Path

from storage.errors import StoreBusy, StoreUnreachable


class FileLock:
    """The exclusive lock of a database file, held from `take` until `free`."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._where = database
        self._held: int | None = None

    def take(self) -> None:
        """Take the lock or raise StoreBusy at once; StoreUnreachable when the folder cannot be written."""
        try:
            held = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnreachable(why=f"{error.strerror} beside {self._where.name}") from None
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            raise StoreBusy(where=shlex.quote(str(self._where))) from None
        self._held = held

    def free(self) -> None:
        """Let the next one in; a second call does nothing."""
        if self._held is not None:
            os.close(self._held)
            self._held = None
