"""One arrival -> one unit of work: who is it, have we seen it, and whose conversation is it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot import access, face
from bot.arrivals import Arrival, Blocked
from bot.chat import Chat
from bot.clock import Clock
from bot.counter import Counter
from bot.desk import Desk
from bot.harbour import Harbour
from bot.i18n import voice
from bot.metrics import TURNS
from bot.office import departing
from bot.office.joining import Joining
from bot.post import Post
from bot.talk import Talk
from storage import people, roster, updates
from storage.engine import Store
from storage.errors import StoreRefusal, StoreUnreachable
from storage.people import Person

AT_THE_DESK = frozenset({people.COORDINATOR, people.ADMIN})
"""The roles that alerts go to."""
CONVERSATIONS: dict[str, type[Talk | Counter | Desk]] = {people.YOUTH: Talk, people.STAFF: Counter}
"""Who talks with whom: whoever is not invited talks, staff stand at the counter, all others sit at the desk."""


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
        try:
            await self._commit(lambda db: self.work(db, arrival, now))
        except StoreRefusal:
            raise
        except Exception:
            # A fault of ours: nothing of it was kept. The person is told, and the update is not asked for again.
            await self._tell(arrival, now)
            raise
        TURNS.observe(time.perf_counter() - began)

    async def _tell(self, arrival: Arrival, now: datetime) -> None:
        """When the database takes not even the apology, the fault is its own: the update must come again."""
        try:
            await self._commit(lambda db: self._apologise(db, arrival, now))
        except DBAPIError as refused:
            raise StoreUnreachable(why=f"it takes nothing ({type(refused.orig).__name__})") from None

    async def _commit(self, work: Callable[[Connection], bool]) -> None:
        await asyncio.shield(asyncio.wrap_future(self._store.submit(work)))
        self._committed()

    def work(self, db: Connection, arrival: Arrival, now: datetime) -> bool:
        """The unit of work: False when this update was worked before."""
        if not updates.first_time(db, arrival.update_id, now):
            return False
        person = self._meet(db, arrival, now)
        before = self._reachable(db, person, arrival, now)
        person = access.redeem(db, self._harbour, before, arrival.event, now)
        if person.role == people.COORDINATOR != before.role:
            departing.adopt(db, self._harbour, person.id, person.unit, now)
            roster.hurry(db, person.id, now)
        if not Joining(db, self._harbour, person, now).take(arrival.event):
            conversation = CONVERSATIONS.get(person.role, Desk)
            conversation(db, self._harbour, person, now).take(arrival.event)
        return True

    def _reachable(self, db: Connection, person: Person, arrival: Arrival, now: datetime) -> Person:
        """Whoever writes or taps can be written to again, whether or not Telegram told that they are back.

        A chat that was blocked could not be tidied: it is covered then, and emptied when the person is back.
        """
        chat = Chat(db, self._harbour.keyring, person, now)
        if isinstance(arrival.event, Blocked) and arrival.event.away:
            return chat.cover()
        if person.state != people.BLOCKED:
            return person
        people.set_state(db, person.id, people.ACTIVE)
        roster.hurry(db, person.id, now)
        return chat.back(self._harbour.municipality.face.spoken(person.language).line)

    def _apologise(self, db: Connection, arrival: Arrival, now: datetime) -> bool:
        """Never silence: say that it did not work, and whom to call. Danger must not wait for us."""
        if not updates.first_time(db, arrival.update_id, now):
            return False
        person, local = self._meet(db, arrival, now), self._harbour.municipality
        drawn = face.broken(voice(person.language), local.numbers(now.astimezone(local.zone).date()))
        if person.face == people.HIDDEN:
            drawn = face.innocent(local.face.spoken(person.language))
        if person.role in AT_THE_DESK:
            Post(db, self._harbour.keyring, now).reply(person, drawn)
        else:
            Chat(db, self._harbour.keyring, person, now).draw(drawn, fresh=True)
        return True

    def _meet(self, db: Connection, arrival: Arrival, now: datetime) -> Person:
        offered = self._harbour.municipality.languages
        language = access.spoken(arrival.phone_language, offered)
        return people.meet(db, self._harbour.keyring, arrival.telegram_id, language, now)
