"""What the database refuses. Each text is one English line with the mend; no statement and no content stands in it."""

import shlex
import sqlite3
from typing import ClassVar

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoneFree

_FULL_STATES = frozenset({"53100"})  # PostgreSQL, appendix A: disk_full
_LOCKED_STATE = "55P03"  # lock_not_available: a replica froze while it held a row
_AGAIN_STATES = frozenset({"40001", "40P01", _LOCKED_STATE})  # serialization_failure, deadlock_detected
_OURS = (DataError, IntegrityError, ProgrammingError)
"""What PostgreSQL refuses because of what was asked. All else tells how the server fares: asked again, it may work."""
_OUR_STATES = frozenset({"25P02"})  # in_failed_sql_transaction: somebody swallowed what had failed before
_UNREACHABLE_CLASSES = frozenset({"3D"})  # invalid_catalog_name: counted as asked wrongly, but the database is away
_READ_ONLY_STATE = "25006"  # read_only_sql_transaction: a replica since the failover, or a disk that is nearly full
_UNREACHABLE_CODES = {
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_IOERR: "the disk failed",
    sqlite3.SQLITE_NOTADB: "it is no SQLite database",
    sqlite3.SQLITE_PERM: "its rights forbid it",
    sqlite3.SQLITE_READONLY: "it may only be read",
}


class StoreRefusal(Exception):
    """The database did not do what was asked, and nothing of it is half done. Catch it at a door and print its text."""

    says: ClassVar[str]

    def __init__(self, **about: object) -> None:
        super().__init__(self.says.format(**about))


class StoreBusy(StoreRefusal):
    """Another process serves from this database file, or holds it locked."""

    says = "The database {where} is used by another program. Stop the other one, then try again."


class StoreNewer(StoreRefusal):
    """The database was migrated by a newer version than this one."""

    says = "The database is from a newer version of Havn (schema {found}). Install that version, or restore a backup."


class StoreOlder(StoreRefusal):
    """The database lacks tables that this version uses: nobody has migrated it yet."""

    says = "The database is not prepared for this version. Start havn run once, which migrates it."


class StoreFull(StoreRefusal):
    """The disk is full. What was asked is not written, not even in part."""

    says = "The disk of the database is full; nothing was written. Free some space, then try again."


class StoreUnreachable(StoreRefusal):
    """The database cannot be opened, or the connection to it broke."""

    says = "The database cannot be used: {why}. Check HAVN_DATABASE_URL and that the server or disk is there."


class StoreOccupied(StoreRefusal):
    """A restore was asked for into a database that has content."""

    says = "The database is not empty and is not written over. Restore into a new one."


class FileStands(StoreRefusal):
    """A file would have been written over."""

    says = "The file {path} exists and is not written over. Choose another name, or move it away."


class StoreClosed(StoreRefusal):
    """Work was handed in after the store was closed."""

    says = "The database is closed. Start the service again."


class BackupBroken(StoreRefusal):
    """A backup does not hold what its end says it holds."""

    says = "The backup is damaged or from another version ({why}). Use another copy."


def is_passing(error: BaseException) -> bool:
    """Say whether the same work may succeed at once when tried again: a deadlock or a serialization failure."""
    return isinstance(error, DBAPIError) and _state(error) in _AGAIN_STATES


def refusal(error: BaseException, where: str) -> BaseException:
    """Give the refusal that a driver's error stands for, or the error itself; `where` names the database, in short."""
    if isinstance(error, NoneFree):
        return StoreUnreachable(why="all connections are in use")
    if not isinstance(error, DBAPIError):
        return error
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return StoreFull()
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return StoreBusy(where=shlex.quote(where))
        return StoreUnreachable(why=_UNREACHABLE_CODES[code]) if code in _UNREACHABLE_CODES else error
    state = _state(error)
    if state in _FULL_STATES:
        return StoreFull()
    if state == _LOCKED_STATE:
        return StoreBusy(where=shlex.quote(where))
    if _is_ours(error, state):
        return error
    if state == _READ_ONLY_STATE:
        return StoreUnreachable(why="it may only be read")
    return StoreUnreachable(why=f"PostgreSQL does not answer, or fails (state {state or 'none'})")


def _is_ours(error: DBAPIError, state: str) -> bool:
    """Whether PostgreSQL would refuse the same work again, because of what is asked in it."""
    if error.connection_invalidated or state[:2] in _UNREACHABLE_CLASSES:
        return False
    return isinstance(error, _OURS) or state in _OUR_STATES


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")
