"""The one thread that writes to SQLite. What waits is committed together, each work in a SAVEPOINT of its own.

The works of a commit share its sync, and each is on disk before its future is done.
"""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.errors import StoreClosed, refusal

T = TypeVar("T")

TOGETHER = 64
IDLE_SECONDS = 0.5
# Under constant load the journal is emptied after this many commits: deleted ciphertext does not linger in it.
COMMITS_A_JOURNAL = 2000


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Any]
    future: "Future[Any]" = field(default_factory=Future)


class _TransactionFell(Exception):
    """SQLite rolled the whole transaction back because of one work (a full disk may do that)."""


class Writer:
    """Takes works from any thread and runs them one after another; each either happens whole or not at all.

    A work may be run twice when another one spoils the common transaction, so it touches nothing but its connection.
    """

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._commits = 0
        self._thread = threading.Thread(target=self._serve, name="havn-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Hand in a work; its future is done when it is on disk, or failed. Raises StoreClosed."""
        job = _Job(work)
        with self._closing:
            if self._closed:
                raise StoreClosed
            self._waiting.put(job)
        return job.future

    def close(self) -> None:
        """Finish what was handed in, empty the journal and end the thread; a second call does nothing."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _serve(self) -> None:
        open_for_more = True
        while open_for_more:
            jobs, open_for_more = self._next()
            if jobs:
                (self._commit_together if len(jobs) > 1 else self._commit_each)(jobs)
                self._commits += 1
            if self._commits and (not jobs or self._commits >= COMMITS_A_JOURNAL):
                self._empty_journal()

    def _next(self) -> tuple[list[_Job], bool]:
        """Give what waits, up to TOGETHER works (none after an idle moment), and whether more may come."""
        jobs: list[_Job] = []
        try:
            job = self._waiting.get(timeout=IDLE_SECONDS if self._commits else None)
            while job is not None:
                if job.future.set_running_or_notify_cancel():
                    jobs.append(job)
                if len(jobs) == TOGETHER:
                    return jobs, True
                job = self._waiting.get_nowait()
        except Empty:
            return jobs, True
        return jobs, False

    def _commit_together(self, jobs: list[_Job]) -> None:
        try:
            with self._engine.begin() as db:
                outcomes = [self._attempt(db, job) for job in jobs]
        except BaseException:  # noqa: BLE001 - whatever happened, somebody waits for each future
            self._commit_each(jobs)
            return
        for job, (result, failure) in zip(jobs, outcomes, strict=True):
            if failure is None:
                job.future.set_result(result)
            else:
                job.future.set_exception(failure)

    def _attempt(self, db: Connection, job: _Job) -> tuple[Any, BaseException | None]:
        # Said to the driver itself: SQLAlchemy compiles its SAVEPOINT anew each time, for a tenth of a step.
        driver = cast("sqlite3.Connection", db.connection.dbapi_connection)
        driver.execute("SAVEPOINT work")
        try:
            result = job.work(db)
            driver.execute("RELEASE work")
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the future
            if not driver.in_transaction:
                raise _TransactionFell from None
            driver.execute("ROLLBACK TO work")
            driver.execute("RELEASE work")
            return None, refusal(error, self._where)
        return result, None

    def _commit_each(self, jobs: list[_Job]) -> None:
        """Run each work in a transaction of its own: only those that cannot be written fail."""
        for job in jobs:
            try:
                with self._engine.begin() as db:
                    result = job.work(db)
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the future
                job.future.set_exception(refusal(error, self._where))
            else:
                job.future.set_result(result)

    def _empty_journal(self) -> None:
        """Move the journal into the database and cut it to nothing, unless a reader still needs it; then later."""
        self._commits = 1
        with suppress(SQLAlchemyError, sqlite3.Error), closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 0")  # the next work must not wait for a slow reader
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._commits = int((cursor.fetchone() or [1])[0])
            cursor.execute("PRAGMA busy_timeout = 5000")
            cursor.close()
