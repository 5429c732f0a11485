"""Which minutes there are and who can open each: never what is in them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.tables import readers, run_minutes, run_minutes_keys


@dataclass(frozen=True, slots=True)
class Listed:
    """One version of a run's minutes: when it was filed (UTC), and the names on the keys that open it."""

    reference: str
    number: int
    filed_at: datetime
    names: tuple[str, ...]


def everywhere(db: Connection) -> list[Listed]:
    """The minutes of all runs, oldest first."""
    same = (run_minutes_keys.c.reference == run_minutes.c.reference) & (
        run_minutes_keys.c.number == run_minutes.c.number
    )
    chosen = (
        select(run_minutes.c.reference, run_minutes.c.number, run_minutes.c.filed_at, readers.c.name)
        .join(run_minutes_keys, same)
        .join(readers, readers.c.id == run_minutes_keys.c.reader_id)
        .order_by(run_minutes.c.filed_at, run_minutes.c.reference, run_minutes.c.number, readers.c.name)
    )
    found: dict[tuple[str, int, datetime], list[str]] = {}
    for row in db.execute(chosen):
        found.setdefault((row.reference, row.number, row.filed_at), []).append(row.name)
    return [Listed(*which, tuple(names)) for which, names in found.items()]
