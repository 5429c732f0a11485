"""The outbox -> the world: the most urgent first, at the pace that Telegram allows, again and again until it is taken.

Delivery is at least once: a crash between sending and marking repeats a message.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta

from bot.clock import Clock
from bot.delivery import Afterwards, Courier, Never, NobodyThere, NotNow, counts_in_chat
from bot.harbour import Harbour
from bot.metrics import ALERT_DELAY, CALLS, SET_ASIDE, WAITING
from bot.pace import Pace
from bot.undelivered import nobody_there, set_aside
from storage import outbox
from storage.engine import Store
from storage.errors import StoreRefusal
from storage.outbox import Waiting

LOG = logging.getLogger(__name__)

LEASE = timedelta(seconds=5)
"""A message that a dead sender held is taken over after this; no delivery may take longer."""
AT_ONCE = 3
"""How many messages are taken at a time: few, so that an alert never waits behind many ordinary ones."""
UNDER_WAY = 16
"""How many deliveries may be under way together."""
LOOK_SECONDS = 0.25
"""How often the outbox is looked at when nobody says that there is something in it."""
DELIVERY_SECONDS = 4.0


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
        self._under_way: set[asyncio.Task[None]] = set()
        self._stopping = False

    def wake(self) -> None:
        """There is something in the outbox."""
        self._news.set()

    def stop(self) -> None:
        """Take nothing more; what is under way is finished."""
        self._stopping = True
        self._news.set()

    async def run(self) -> None:
        """Send until stopped."""
        while not self._stopping:
            self._news.clear()
            taken = await self._take()
            for waiting in taken:
                self._start(waiting)
            if not taken:
                await self._rest()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=DELIVERY_SECONDS)

    async def _take(self) -> list[Waiting]:
        delay = self._pace.wait(time.monotonic())
        if delay:
            await asyncio.sleep(delay)
        room = min(AT_ONCE, UNDER_WAY - len(self._under_way))
        if room <= 0:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return []
        now, busy = self._clock.now(), self._pace.busy(time.monotonic())
        work = self._store.submit(lambda db: outbox.take(db, self._harbour.keyring, now, room, LEASE, busy=busy))
        try:
            return await asyncio.wrap_future(work)
        except StoreRefusal as refused:
            LOG.error("the outbox cannot be read: %s", refused)  # noqa: TRY400 - a named refusal, one line
            await asyncio.sleep(1)
            return []

    async def _rest(self) -> None:
        free = self._pace.first_free(time.monotonic())
        seconds = LOOK_SECONDS if free is None else min(LOOK_SECONDS, free)
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return

    def _start(self, waiting: Waiting) -> None:
        task = asyncio.create_task(self._send(waiting))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

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
            CALLS.labels(message.kind, "nobody there").inc()
            await self._settle(waiting, lambda db, now: nobody_there(db, self._harbour, waiting, now))
        except Never as refused:
            reason = refused.reason
            CALLS.labels(message.kind, "never").inc()
            LOG.error("a %s message can never be delivered: %s", message.kind, reason)  # noqa: TRY400 - no text
            await self._settle(waiting, lambda db, now: set_aside(db, self._harbour, waiting, reason, now))
        else:
            self._count(waiting)
            await self._settle(waiting, afterwards, sent=True)

    def _count(self, waiting: Waiting) -> None:
        CALLS.labels(waiting.message.kind, "sent").inc()
        if waiting.message.kind == "page":
            ALERT_DELAY.observe(max(0.0, (self._clock.now() - waiting.created_at).total_seconds()))

    async def _later(self, waiting: Waiting, refused: NotNow) -> None:
        """Put it back. Telegram being gone stops everybody for a moment, so that the most urgent goes first again."""
        CALLS.labels(waiting.message.kind, "not now").inc()
        now = time.monotonic()
        if refused.crowded:
            self._pace.refused(waiting.message.person_id, now, refused.seconds)
        elif refused.seconds <= 1:
            self._pace.pause(now, min(5.0, 0.25 * 2 ** min(waiting.attempts, 5)))
        at = self._clock.now() + timedelta(seconds=refused.seconds)
        await self._settle(waiting, lambda db, _: outbox.retry(db, waiting.id, at, refused.reason))

    async def _settle(self, waiting: Waiting, afterwards: Afterwards, *, sent: bool = False) -> None:
        now = self._clock.now()

        def work(db):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - Store's own signature
            if sent:
                outbox.sent(db, waiting.id)
            afterwards(db, now)

        try:
            await asyncio.wrap_future(self._store.submit(work))
        except StoreRefusal as refused:
            # The lease runs out and the message goes again: twice is better than never.
            LOG.error("a delivery could not be written down: %s", refused)  # noqa: TRY400 - a named refusal, one line
        self._news.set()

    def measure(self, depth: outbox.Depth) -> None:
        """Show how much waits."""
        WAITING.set(depth.waiting)
        SET_ASIDE.set(depth.aside)
