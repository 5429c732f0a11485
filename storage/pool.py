"""The threads that work on PostgreSQL: a transaction each, tried again when only the moment was bad."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

from storage.connect import POSTGRES_WORKERS
from storage.errors import StoreClosed, is_passing, refusal

T = TypeVar("T")

ATTEMPTS = 8


class Pool:
    """Takes works from any thread and runs several at once; each either happens whole or not at all.

    A work may be run again after a deadlock, so it touches nothing but its connection.
    """

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._threads = ThreadPoolExecutor(POSTGRES_WORKERS, thread_name_prefix="havn-store")

    def submit(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Hand in a work; its future is done when it is committed, or failed. Raises StoreClosed."""
        try:
            return self._threads.submit(self._transact, work)
        except RuntimeError:
            raise StoreClosed from None

    def close(self) -> None:
        """Finish what was handed in and end the threads; a second call does nothing."""
        self._threads.shutdown(wait=True)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        attempts_left = ATTEMPTS
        while True:
            attempts_left -= 1
            try:
                with self._engine.begin() as db:
                    return work(db)
            except Exception as error:
                if attempts_left and is_passing(error):
                    continue
                found = refusal(error, self._where)
                if found is error:
                    raise
                raise found from None
