"""One arrival -> one unit of work: who is it, have we seen it, and whose conversation is it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from bot import access
from bot.arrivals import Arrival
from bot.clock import Clock
from bot.desk import Desk
from bot.harbour import Harbour
from bot.metrics import TURNS
from bot.talk import Talk
from storage import people, updates
from storage.engine import Store
from storage.people import Person

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Turns:
    """Takes arrivals from every door. When `take` returns, all that the arrival caused is committed."""

    def __init__(self, store: Store, harbour: Harbour, clock: Clock, committed: Callable[[], None]) -> None:
        """`committed` is called after each commit, so that the sender looks for work at once."""
        self._store = store
        self._harbour = harbour
        self._clock = clock
        self._committed = committed

    async def take(self, arrival: Arrival | None) -> None:
        """Work an arrival through, once however often it comes. Raises StoreRefusal when nothing could be kept."""
        if arrival is None:
            return
        began, now = time.perf_counter(), self._clock.now()
        future = self._store.submit(lambda db: self.work(db, arrival, now))
        await asyncio.shield(asyncio.wrap_future(future))
        TURNS.observe(time.perf_counter() - began)
        self._committed()

    def work(self, db: Connection, arrival: Arrival, now: datetime) -> bool:
        """The unit of work: False when this update was worked before."""
        if not updates.first_time(db, arrival.update_id, now):
            return False
        person = self._meet(db, arrival, now)
        person = access.redeem(db, self._harbour, person, arrival.event, now)
        conversation = Desk if person.role in {people.COORDINATOR, people.ADMIN} else Talk
        conversation(db, self._harbour, person, now).take(arrival.event)
        return True

    def _meet(self, db: Connection, arrival: Arrival, now: datetime) -> Person:
        offered = self._harbour.municipality.languages
        language = access.spoken(arrival.phone_language, offered)
        return people.meet(db, self._harbour.keyring, arrival.telegram_id, language, now)
