"""Numbers that count from 1 within a run, for what its people call «tiltak 3»."""

from sqlalchemy import Connection, Table, func, select


def following(db: Connection, table: Table, reference: str) -> int:
    """The number after the highest of this run; `runs.load(…, lock=True)` keeps it free until the transaction ends."""
    highest = select(func.max(table.c.number)).where(table.c.reference == reference)
    return int(db.execute(highest).scalar() or 0) + 1
