"""Counts without persons: nothing here leads back to a case, and small counts are not told."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.tables import statistics
from storage.upsert import insert_or_add

# A smaller count may point to a person in a small municipality.
SMALLEST = 5

_ADD = insert_or_add(statistics, ["period", "what", "cell"], statistics.c.count)


@dataclass(frozen=True, slots=True)
class Cell:
    """One count; None stands for a number that is not told because it, or its neighbour, is small."""

    cell: str
    count: int | None


def count(db: Connection, period: str, what: str, cell: str, by: int = 1) -> None:
    """Add to a counter: `period` such as 2026-11, `what` such as cases, `cell` such as red."""
    db.execute(_ADD[db.dialect.name], {"period": period, "what": what, "cell": cell, "count": by})


def told(db: Connection, period: str, what: str, smallest: int = SMALLEST) -> list[Cell]:
    """The cells of one table, by name. Counts below `smallest` are withheld, and never just one of several.

    If a single cell were withheld, a total published elsewhere would give it away; so the smallest other one goes too.
    """
    chosen = select(statistics.c.cell, statistics.c.count)
    chosen = chosen.where(statistics.c.period == period, statistics.c.what == what).order_by(statistics.c.cell)
    counts = {cell: number for cell, number in db.execute(chosen)}  # noqa: C416 - rows, and mypy knows their types so
    withheld = {cell for cell, number in counts.items() if number < smallest}
    if len(withheld) == 1 and len(counts) > 1:
        others = {cell: number for cell, number in counts.items() if cell not in withheld}
        withheld.add(min(others, key=lambda cell: (others[cell], cell)))
    return [Cell(cell, None if cell in withheld else number) for cell, number in counts.items()]
