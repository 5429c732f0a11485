"""What happened in a run, line by line: who did what when, and their reason where one was asked for. Only added to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from flows.session import FreeText
from storage.bound import Bound
from storage.keyring import Keyring
from storage.tables import run_log

_WRITE = insert(run_log)
_SAID = update(run_log).where(run_log.c.id == bindparam("line"))
_READ = select(run_log).where(run_log.c.reference == bindparam("run")).order_by(run_log.c.id)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line. `person` is None for what happened by itself; `words` is None when none were said or they are gone."""

    at: datetime
    action: str
    person: int | None
    task: str = ""
    words: FreeText | None = None


def write(  # noqa: PLR0913 - what a line says, each by its own name
    db: Connection,
    keyring: Keyring,
    reference: str,
    action: str,
    person: int | None,
    now: datetime,
    *,
    task: str = "",
    words: FreeText | None = None,
) -> None:
    """Add a line. `action` is a code such as untick; what a person wrote goes into `words` alone."""
    line = {"reference": reference, "at": now, "action": action, "person_id": person, "task": task}
    added = db.execute(_WRITE, line).inserted_primary_key
    if words is not None and added is not None:
        sealed = keyring.encrypt(words.encode(), bound=bound(added.id))
        db.execute(_SAID, {"line": added.id, "words": sealed})


def read(db: Connection, keyring: Keyring, reference: str) -> list[LogLine]:
    """The lines of a run, oldest first."""
    return [
        LogLine(row.at, row.action, row.person_id, row.task, _words(keyring, row.id, row.words))
        for row in db.execute(_READ, {"run": reference})
    ]


def forget_words(db: Connection, reference: str) -> int:
    """Wipe what people wrote in the log of a run; the lines stay. Say how many had words."""
    said = (run_log.c.reference == reference) & run_log.c.words.is_not(None)
    return db.execute(update(run_log).where(said).values(words=None)).rowcount


def bound(line: int) -> Bound:
    """The place of the words of a line."""
    return Bound("run_log", str(line), "words")


def _words(keyring: Keyring, line: int, sealed: bytes | None) -> FreeText | None:
    return None if sealed is None else FreeText(keyring.decrypt(sealed, bound=bound(line)).decode())
