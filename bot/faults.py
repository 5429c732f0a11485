"""Which faults are expected, and the one line that says what to do about each. Anything else is a bug."""

from __future__ import annotations

import errno

from bot.cli import Stop
from bot.municipality import MunicipalityError
from bot.settings import SettingsError
from flows.fault import ContentError
from flows.refusal import Refusal
from storage.errors import StoreRefusal
from storage.seal_errors import SealingRefusal

NAMED = (Stop, SettingsError, MunicipalityError, ContentError, Refusal, StoreRefusal, SealingRefusal)


def expected(trouble: BaseException) -> str | None:
    """The line for the person who typed the command, or None."""
    if isinstance(trouble, NAMED):
        return " ".join(str(trouble).split())
    if isinstance(trouble, OSError):
        return _of_the_system(trouble)
    return None


def _of_the_system(trouble: OSError) -> str:
    where = f" ({trouble.filename})" if trouble.filename else ""
    match trouble.errno:
        case errno.EADDRINUSE:
            return "The port is in use. Stop the other program, or set HAVN_PORT to another one."
        case errno.ENOSPC | errno.EDQUOT:
            return f"The disk is full{where}; nothing was written. Free some space, then try again."
        case errno.EACCES | errno.EPERM:
            return f"The rights forbid it{where}. Run as the user who owns HAVN_DATA, or mend the rights."
        case errno.ENOENT:
            return f"There is no such file or folder{where}."
        case _:
            return f"The system refused{where}: {trouble.strerror or type(trouble).__name__}."
