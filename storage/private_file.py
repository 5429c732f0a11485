"""Small files that hold keys: written whole or not at all, for their owner alone."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY = 0o600
LARGEST = 1 << 20
"""Bytes. A key file has a few kilobytes; more than this is something else, and is not read into memory."""


class NotSmallFile(ValueError):
    """The path leads to no regular file, or to one larger than any key file."""


def read(path: Path) -> tuple[bytes, bool]:
    """Read a small regular file, and say whether group or others have any right to it.

    Rights and content come from one open file: it cannot be exchanged between. Raises OSError and NotSmallFile.
    """
    with open(path, "rb", opener=_at_once) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            raise NotSmallFile
        return file.read(LARGEST), bool(status.st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def write_new(path: Path, content: bytes) -> None:
    """Write a file, mode 0600, that must not exist, and return when the disk has it and its name.

    Raises FileExistsError and OSError; nothing is left behind when it fails.
    """
    file_descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNER_ONLY)
    try:
        with os.fdopen(file_descriptor, "wb") as file:
            os.fchmod(file.fileno(), OWNER_ONLY)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except BaseException:
        path.unlink()
        raise


def replace(path: Path, content: bytes) -> None:
    """Put a file, mode 0600, in the place of `path`: a reader or a crash meets the old one or the new, never a part.

    Call it under `locked(path)`, since the name of the temporary file is fixed: what a crash left there is swept away.
    """
    target = path.resolve()  # a link stays a link
    temporary = target.with_name(f".{target.name}.new")
    temporary.unlink(missing_ok=True)
    write_new(temporary, content)
    try:
        temporary.replace(target)
    except BaseException:
        temporary.unlink()
        raise
    _sync_folder(target.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file beside `path` against other processes and threads that change it. Waits its turn."""
    beside = path.with_name(path.name + ".lock")
    file_descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    try:
        fcntl.flock(file_descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file_descriptor)


def _at_once(path: str, flags: int) -> int:
    """Open without waiting: a named pipe would wait for ever for its writer."""
    return os.open(path, flags | os.O_NONBLOCK)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    file_descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file_descriptor)
    finally:
        os.close(file_descriptor)
