"""Owns the clock: what falls due is a row, found here and done in a transaction of its own by any replica."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from bot import chores
from bot.clock import Clock
from bot.harbour import Harbour
from bot.logs import place
from bot.metrics import HELD, ON_DUTY, OVERDUE, SET_ASIDE, UNACKNOWLEDGED, WAITING
from bot.office import live
from bot.paging import Paging
from storage import alerts, checks, jobs
from storage.engine import Store
from storage.errors import StoreRefusal
from storage.jobs import Job

T = TypeVar("T")
LOG = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often rows that fall due are looked for; no timer is later than this while the program runs."""
AUDIT_EVERY = timedelta(seconds=60)
LEASE = timedelta(seconds=5)
TOGETHER = 50


class Scheduler:
    """Looks for what is due until it is stopped. `committed` is called when that left something to send."""

    def __init__(self, store: Store, harbour: Harbour, clock: Clock, committed: Callable[[], None]) -> None:
        self._store = store
        self._harbour = harbour
        self._clock = clock
        self._committed = committed
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Start nothing new."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until stopped."""
        next_audit = self._clock.now()
        while not self._stopping.is_set():
            try:
                while await self._round():
                    self._committed()
                left = next_audit - self._clock.now()
                if not timedelta() < left <= AUDIT_EVERY:  # its time has come, or the clock was set back
                    await self._do(lambda db, now: chores.audit_timers(db, self._harbour, now))
                    await self.measure()
                    next_audit = self._clock.now() + AUDIT_EVERY
            except StoreRefusal as refused:
                LOG.error("due work waits: %s", refused)  # noqa: TRY400 - a named refusal, one line
            await self._rest()

    async def _round(self) -> bool:
        """Do what is due now; say whether there was anything."""
        done = [
            await self._do(lambda db, now: escalate(db, self._harbour, now)),
            await self._do(lambda db, now: look_for_signs(db, self._harbour, now)),
            await self._do(lambda db, now: do_jobs(db, self._harbour, now)),
            await self._do(lambda db, now: live.refresh(db, self._harbour, now)),
        ]
        return any(done)

    async def _do(self, work: Callable[[Connection, datetime], T]) -> T:
        now = self._clock.now()
        return await asyncio.wrap_future(self._store.submit(lambda db: work(db, now)))

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), LOOK_SECONDS)
        except TimeoutError:
            return

    async def measure(self) -> None:
        """Bring the figures up to date."""
        now = self._clock.now()
        found = await asyncio.to_thread(self._store.read, lambda db: chores.figures(db, self._harbour, now))
        WAITING.set(found.waiting)
        SET_ASIDE.set(found.set_aside)
        OVERDUE.set(found.overdue_seconds)
        ON_DUTY.set(found.on_duty)
        HELD.set(found.held)
        for level, count in found.unacknowledged.items():
            UNACKNOWLEDGED.labels(level.key).set(count)


def escalate(db: Connection, harbour: Harbour, now: datetime) -> int:
    """Every alert about which something must be done now; the number of them."""
    due = alerts.due(db, now, TOGETHER, LEASE)
    for alert in due:
        _apart(db, "an alert", lambda alert=alert: Paging(db, harbour, now).escalate(alert))  # type: ignore[misc]
    return len(due)


def look_for_signs(db: Connection, harbour: Harbour, now: datetime) -> int:
    """Every sign of life that should have come; the number of them."""
    due = checks.due(db, now, TOGETHER, LEASE)
    for check in due:
        _apart(db, "a sign of life", lambda one=check: chores.sign_is_missing(db, harbour, one, now))  # type: ignore[misc]
    return len(due)


def do_jobs(db: Connection, harbour: Harbour, now: datetime) -> int:
    """Every other job that is due; the number of them."""
    due = jobs.take(db, now, TOGETHER, LEASE)
    for job in due:
        _apart(db, "a job", lambda job=job: _do_job(db, harbour, job, now))  # type: ignore[misc]
    return len(due)


def _do_job(db: Connection, harbour: Harbour, job: Job, now: datetime) -> None:
    jobs.done(db, job)
    chores.do(db, harbour, job, now)


def _apart(db: Connection, what: str, work: Callable[[], None]) -> None:
    """Do one of several things that are due. A fault of ours in it is undone alone, and tried again after the lease:
    what is wrong with one case must not silence the alerts of all others.
    """
    try:
        with db.begin_nested():
            work()
    except (StoreRefusal, OperationalError, InterfaceError):
        raise
    except Exception as broken:  # noqa: BLE001 - whatever it is, the others go on
        LOG.error("%s that is due fails: %s at %s", what, type(broken).__name__, place(broken))  # noqa: TRY400
