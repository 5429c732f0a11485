"""The outbox -> the world: the most urgent first, at the pace that Telegram allows, again and again until it is taken.

Delivery is at least once: a crash between sending and marking repeats a message.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from bot.clock import Clock
from bot.delivery import LONGEST_PAUSE, Afterwards, Courier, Never, NobodyThere, NotNow, counts_in_chat
from bot.harbour import Harbour
from bot.metrics import ALERT_DELAY, CALLS
from bot.pace import Pace
from bot.undelivered import nobody_there, set_aside
from storage import outbox
from storage.engine import Store
from storage.errors import StoreRefusal
from storage.outbox import Waiting

LOG = logging.getLogger(__name__)
T = TypeVar("T")
Otherwise = Callable[[Connection, datetime], object]

LEASE = timedelta(seconds=5)
"""A message that a dead or frozen sender held is taken over after this; a live one renews its lease."""
RENEW_SECONDS = 1.5
AT_ONCE = 1
"""How many messages are taken at a time: one, when it may go, so that an alert never waits behind ordinary ones."""
UNDER_WAY = 64
"""How many deliveries may be under way together."""
LOOK_SECONDS = 0.25
"""How often the outbox is looked at when nobody says that there is something in it."""
DELIVERY_SECONDS = 30.0
ENDING_SECONDS = 8.0
STRANGE_TIMES = 20
"""A message whose delivery fails so often in a way that nobody expected is set aside."""


class Sender:
    """Empties the outbox. `wake` it after a commit; `stop` it and wait for `run` to end."""

    def __init__(
        self, store: Store, harbour: Harbour, courier: Courier, clock: Clock, pace: Pace | None = None
    ) -> None:
        self._store = store
        self._harbour = harbour
        self._courier = courier
        self._clock = clock
        self._pace = pace or Pace()
        self._news = asyncio.Event()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._stopping = False
        self._ended = asyncio.Event()
        self._last_taken = float("-inf")

    def wake(self) -> None:
        """There is something in the outbox."""
        self._news.set()

    def stop(self) -> None:
        """Take nothing more; what is under way is finished."""
        self._stopping = True
        self._ended.set()
        self._news.set()

    async def run(self) -> None:
        """Send until stopped."""
        renewing = asyncio.create_task(self._renew())
        while not self._stopping:
            self._news.clear()
            taken = await self._take()
            for waiting in taken:
                self._start(waiting)
            if not taken:
                await self._rest()
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=ENDING_SECONDS)
        renewing.cancel()

    async def _take(self) -> list[Waiting]:
        if delay := self._pace.wait(time.monotonic()):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), delay)
        if self._stopping:
            return []
        room = min(AT_ONCE, UNDER_WAY - len(self._under_way))
        if room <= 0:
            await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)
            return []
        busy = self._pace.busy(time.monotonic())
        taken = await self._do(lambda db, now: outbox.take(db, self._harbour.keyring, now, room, LEASE, busy=busy))
        # A clock that jumps ends a lease too early; what is under way here is not begun again.
        return [waiting for waiting in taken or [] if waiting.id not in self._under_way]

    async def _renew(self) -> None:
        """Telegram may be slow: what is under way stays ours for as long as this program is alive."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if held := list(self._under_way):
                await self._do(lambda db, now, held=held: outbox.renew(db, held, now + LEASE))  # type: ignore[misc]

    async def _do(self, work: Callable[[Connection, datetime], T]) -> T | None:
        """One transaction; None when the database does not take it just now."""
        now = self._clock.now()
        try:
            return await asyncio.wrap_future(self._store.submit(lambda db: work(db, now)))
        except StoreRefusal as refused:
            LOG.error("the outbox cannot be used: %s", refused)  # noqa: TRY400 - a named refusal, one line
            await asyncio.sleep(LOOK_SECONDS)
            return None

    async def _rest(self) -> None:
        free = self._pace.first_free(time.monotonic())
        seconds = LOOK_SECONDS if free is None else min(LOOK_SECONDS, free)
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return

    def _start(self, waiting: Waiting) -> None:
        task = asyncio.create_task(self._send(waiting))
        self._under_way[waiting.id] = task
        task.add_done_callback(lambda _: self._under_way.pop(waiting.id, None))

    async def _send(self, waiting: Waiting) -> None:
        message = waiting.message
        if counts_in_chat(message.kind):
            await asyncio.sleep(max(0.0, self._pace.chat_free_at(message.person_id) - time.monotonic()))
        self._pace.sent(message.person_id, time.monotonic(), counts_in_chat=counts_in_chat(message.kind))
        try:
            async with asyncio.timeout(DELIVERY_SECONDS):
                afterwards = await self._courier.deliver(waiting)
        except NotNow as refused:
            await self._later(waiting, refused)
        except TimeoutError:
            await self._later(waiting, NotNow("TimeoutError", 1.0))
        except NobodyThere:
            await self._settle(
                waiting,
                "nobody there",
                lambda db, now: nobody_there(db, self._harbour, waiting, now),
                lambda db, _: outbox.sent(db, waiting.id),
            )
        except Never as refused:
            await self._give_up(waiting, refused.reason)
        except Exception as strange:  # noqa: BLE001 - a fault of ours in one message must not stop the others
            await self._strange(waiting, type(strange).__name__)
        else:
            self._last_taken = time.monotonic()
            await self._settle(
                waiting,
                "sent",
                lambda db, now: _delivered(db, waiting, afterwards, now),
                lambda db, _: outbox.sent(db, waiting.id),
            )
            self._count(waiting)

    def _count(self, waiting: Waiting) -> None:
        if waiting.message.kind == "page":
            ALERT_DELAY.observe(max(0.0, (self._clock.now() - waiting.created_at).total_seconds()))

    async def _later(self, waiting: Waiting, refused: NotNow) -> None:
        """Put it back. Telegram being gone stops everybody for a moment, so that the most urgent goes first again;
        one message that fails while others are taken stops nobody else.
        """
        now = time.monotonic()
        if refused.crowded:
            self._pace.refused(waiting.message.person_id, now, refused.seconds)
        elif refused.seconds <= LONGEST_PAUSE and now - self._last_taken > LONGEST_PAUSE:
            self._pace.pause(now, refused.seconds)
        wait = timedelta(seconds=refused.seconds)
        await self._settle(waiting, "not now", lambda db, now: outbox.retry(db, waiting.id, now + wait, refused.reason))

    async def _strange(self, waiting: Waiting, reason: str) -> None:
        LOG.error("a %s message failed in an unexpected way: %s", waiting.message.kind, reason)
        if waiting.attempts < STRANGE_TIMES:
            await self._later(waiting, NotNow(reason, LONGEST_PAUSE + 1))
        else:
            await self._give_up(waiting, reason)

    async def _give_up(self, waiting: Waiting, reason: str) -> None:
        LOG.error("a %s message can never be delivered: %s", waiting.message.kind, reason)
        await self._settle(
            waiting,
            "never",
            lambda db, now: set_aside(db, self._harbour, waiting, reason, now),
            lambda db, _: outbox.set_aside(db, waiting.id, reason),
        )

    async def _settle(
        self, waiting: Waiting, outcome: str, afterwards: Afterwards, otherwise: Otherwise | None = None
    ) -> None:
        """Write down how it ended. When the database does not take that, the lease runs out and it goes again; a fault
        of ours in what follows must not send it again and again, so that `otherwise` alone is written then.
        """
        CALLS.labels(waiting.message.kind, outcome).inc()
        try:
            await self._do(afterwards)
        except Exception as strange:  # noqa: BLE001 - what became of the message stands, whatever we failed to note
            kind = waiting.message.kind
            LOG.error("what follows from a %s message (%s) fails: %s", kind, outcome, type(strange).__name__)  # noqa: TRY400
            if otherwise is not None:
                await self._do(otherwise)
        self._news.set()


def _delivered(db: Connection, waiting: Waiting, afterwards: Afterwards, now: datetime) -> None:
    outbox.sent(db, waiting.id)
    afterwards(db, now)
