"""What falls due, as rows. A job is taken under a lease, so that a dead replica's work is taken over."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from storage.prepared import Prepared
from storage.tables import jobs
from storage.upsert import insert_or_update

_PUT = Prepared(insert_or_update(jobs, ["kind", "key"], ["due", "payload", "leased_until"]))


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do at `due` (UTC); `payload` holds references and counters only, for it is stored in clear."""

    id: int
    kind: str
    key: str
    due: datetime
    payload: dict[str, Any]


def put(db: Connection, kind: str, due: datetime, key: str, payload: dict[str, Any] | None = None) -> None:
    """Have something done at `due`; a job of the same kind and key is moved there, and its payload replaced."""
    job = {"kind": kind, "key": key, "due": due, "payload": json.dumps(payload or {}), "leased_until": None}
    _PUT.change(db, job)


def payload(db: Connection, kind: str, key: str) -> dict[str, Any] | None:
    """What the job of this kind and key carries; None when there is none."""
    found = db.execute(select(jobs.c.payload).where(jobs.c.kind == kind, jobs.c.key == key)).scalar()
    return None if found is None else dict(json.loads(found))


def of_kind(db: Connection, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """The keys of all jobs of a kind with what they carry, the first due first."""
    chosen = select(jobs.c.key, jobs.c.payload).where(jobs.c.kind == kind).order_by(jobs.c.due, jobs.c.id)
    return [(row.key, json.loads(row.payload)) for row in db.execute(chosen)]


def take(db: Connection, now: datetime, limit: int, lease: timedelta) -> list[Job]:
    """Take what is due and nobody else has, the longest overdue first; it is ours until `now + lease`."""
    # A lease longer than ours was taken before the clock was set back.
    free = or_(jobs.c.leased_until.is_(None), jobs.c.leased_until <= now, jobs.c.leased_until > now + 2 * lease)
    due = select(jobs).where(jobs.c.due <= now, free).order_by(jobs.c.due, jobs.c.id).limit(limit)
    rows = db.execute(due.with_for_update(skip_locked=True)).all()
    if rows:
        taken = update(jobs).where(jobs.c.id.in_([row.id for row in rows])).values(leased_until=now + lease)
        db.execute(taken)
    return [Job(row.id, row.kind, row.key, row.due, json.loads(row.payload)) for row in rows]


def pull_forward(db: Connection, kind: str, latest: datetime) -> int:
    """Have the jobs of a kind that are due later than `latest` done then; say how many there were."""
    return db.execute(update(jobs).where(jobs.c.kind == kind, jobs.c.due > latest).values(due=latest)).rowcount


def done(db: Connection, job: Job) -> bool:
    """Delete a job that is done, unless it was put anew for another time meanwhile; say whether it was there."""
    return db.execute(delete(jobs).where(jobs.c.id == job.id, jobs.c.due == job.due)).rowcount > 0


def cancel(db: Connection, kind: str, key: str) -> bool:
    """Delete a job that need not be done; say whether it was there."""
    return db.execute(delete(jobs).where(jobs.c.kind == kind, jobs.c.key == key)).rowcount > 0


def overdue(db: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many jobs are due, and since when the first has been."""
    row = db.execute(select(func.count(), func.min(jobs.c.due)).where(jobs.c.due <= now)).one()
    return row[0], row[1]
