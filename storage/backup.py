"""A backup: all rows and the keyring under a passphrase, good only when it was restored for a test.

A passphrase box (passphrase_box.py) of JSON lines: a head, the rows, and an end that says what they come to. What was
sealed stays sealed; but with the keyring beside them the drafts are readable to whoever has the passphrase.
"""

import json
import os
import shlex
import tempfile
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, StatementError

from storage import audit, keyring_file, migrate, passphrase_box, portable, private_file
from storage.engine import Store, sqlite_address
from storage.errors import BackupBroken, FileStands, StoreNewer, StoreOccupied, StoreUnreachable
from storage.keyring import Keyring
from storage.migrations import REVISIONS
from storage.passphrase import STANDARD, Cost
from storage.portable import Sum

_Content = tuple[Sum, audit.Verdict]

_FORMAT, _VERSION = "havn-backup", 1


@dataclass(frozen=True, slots=True)
class Report:
    """What a backup holds: rows, the tables that have any, and whether its audit chain is whole."""

    rows: int
    tables: int
    audit_whole: bool


def dump(store: Store, path: Path, passphrase: str, *, cost: Cost = STANDARD) -> Report:
    """Write a backup of one moment to a file that must not exist (mode 0600), restore it for a test, and compare.

    Raises FileStands, PassphraseTooShort, MemoryShort, StoreUnreachable when the disk refuses, and BackupBroken when
    the test restore differs; whatever is raised, no file is left.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise FileStands(path=shlex.quote(str(path))) from None
    except OSError as error:
        raise StoreUnreachable(why=f"{error.strerror} at {path}") from None
    try:
        with os.fdopen(descriptor, "wb") as out:
            written = store.read(lambda db: _write(db, store.keyring, out, passphrase, cost))
            out.flush()
            os.fsync(out.fileno())
        return _tested(path, passphrase, written)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StoreUnreachable(why=f"{error.strerror} at {path}") from None
        raise


def restore(path: Path, url: str, keyring_path: Path, passphrase: str) -> Report:
    """Put a backup into an empty database, and its keyring where there is none; all of it or nothing.

    Raises FileStands, StoreOccupied, StoreNewer, BackupBroken, WrongPassphrase, Tampered and as Store.open does.
    """
    if keyring_path.exists():
        raise FileStands(path=shlex.quote(str(keyring_path)))
    with _reading(path) as file:
        box = passphrase_box.open_reader(file, passphrase)
        head, keyring = _begun(box, keyring_path)
        _keep(keyring_path, b64decode(head["keyring"]))
        try:
            with Store.open(url, keyring=keyring, exclusive=True) as store:
                total, verdict = store.run(lambda db: _read(db, keyring, head, box))
        except BaseException:
            keyring_path.unlink()
            raise
    return _report(total, verdict)


def _write(db: Connection, keyring: Keyring, out: BinaryIO, passphrase: str, cost: Cost) -> _Content:
    total = Sum()
    head = {
        "format": _FORMAT,
        "version": _VERSION,
        "schema": migrate.revision(db),
        "tables": portable.shape(),
        "keyring": b64encode(private_file.read(keyring.path)[0]).decode("ascii"),
    }
    with passphrase_box.SealingWriter(out, passphrase, cost=cost) as box:
        box.write(json.dumps(head).encode() + b"\n")
        for line in portable.lines(db, total):
            box.write(line)
        box.write(json.dumps({"end": asdict(total)}).encode() + b"\n")
    return total, audit.verify(db, keyring)


def _tested(path: Path, passphrase: str, written: _Content) -> Report:
    """Restore into a temporary database beside the file, read it back, and compare; the keyring stays in memory."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".havn-test-restore-") as folder, _reading(path) as file:
        box = passphrase_box.open_reader(file, passphrase)
        head, keyring = _begun(box, Path(os.devnull))
        with Store.open(sqlite_address(Path(folder) / "havn.db"), keyring=keyring, exclusive=True) as store:
            store.run(lambda db: _read(db, keyring, head, box))
            total = Sum()
            store.read(lambda db: deque(portable.lines(db, total), maxlen=0))
            verdict = store.read(lambda db: audit.verify(db, keyring))
    if (total, verdict) != written:
        raise BackupBroken(why="what was restored for a test is not what was written")
    return _report(total, verdict)


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise StoreUnreachable(why=f"{error.strerror} at {path}") from None
    with file:
        yield file


def _begun(box: BinaryIO, keyring_path: Path) -> tuple[dict[str, Any], Keyring]:
    """The head of a backup, and the keyring in it."""
    try:
        head = json.loads(box.readline())
        if (head["format"], head["version"]) != (_FORMAT, _VERSION):
            raise BackupBroken(why="another format")
        if head["schema"] not in REVISIONS:
            raise StoreNewer(found=head["schema"])
        return head, Keyring(keyring_path, keyring_file.read(b64decode(head["keyring"])))
    except (ValueError, KeyError, TypeError):
        raise BackupBroken(why="no readable head") from None


def _keep(keyring_path: Path, content: bytes) -> None:
    try:
        keyring_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private_file.write_new(keyring_path, content)
    except OSError as error:
        raise StoreUnreachable(why=f"{error.strerror} at {keyring_path}") from None


def _read(db: Connection, keyring: Keyring, head: dict[str, Any], box: BinaryIO) -> _Content:
    """Load everything into an empty database, in its own schema first, and check it against the backup's end."""
    standing = migrate.revision(db)
    if standing is not None and (standing != migrate.HEAD or not portable.is_empty(db)):
        raise StoreOccupied
    migrate.upgrade(db, head["schema"])
    total, end = Sum(), list[bytes]()
    try:
        portable.load(db, head["tables"], _rows(box, end), total)
        if not end or json.loads(end[0])["end"] != asdict(total):
            raise BackupBroken(why="rows are missing")
    except OperationalError:
        raise  # a full disk is no fault of the backup
    except (ValueError, KeyError, TypeError, StatementError):
        raise BackupBroken(why="a row cannot be read") from None
    migrate.upgrade(db)
    return total, audit.verify(db, keyring)


def _rows(box: BinaryIO, end: list[bytes]) -> Iterator[bytes]:
    """The lines before the end; the end itself is put aside."""
    for line in box:
        if end:
            raise BackupBroken(why="something stands after its end")
        if line.startswith(b"["):
            yield line
        else:
            end.append(line)


def _report(total: Sum, verdict: audit.Verdict) -> Report:
    return Report(sum(total.rows.values()), len(total.rows), verdict.ok)
