"""The updates that wait for the bot: numbered, kept 24 hours, handed out until the bot confirms them."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.simulator.calls import Fields
from bot.simulator.refusals import conflict

KEPT: Final = timedelta(hours=24)
"""How long Telegram keeps an update that nobody collects."""

_OPT_IN: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_LONGEST_POLL: Final = 50.0


@dataclass(frozen=True, slots=True)
class Update:
    """Something that happened, as it will be told to the bot."""

    id: int
    kind: str
    content: Fields = field(repr=False)
    at: datetime

    def as_json(self) -> Fields:
        """The update as the Bot API shows it."""
        return {"update_id": self.id, self.kind: self.content}


class UpdateQueue:
    """The queue and the one long poll that may wait at it; `now` dates what comes in."""

    def __init__(self, now: Callable[[], datetime], first: int = 100_000_001) -> None:
        self._now = now
        self._next = first
        self._waiting: deque[Update] = deque()
        self._poll: asyncio.Future[None] | None = None
        self._closed = False
        self.allowed: frozenset[str] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, kind: str, content: Fields) -> None:
        """Queues an update, unless the bot asked not to be told of its kind."""
        wanted = kind not in _OPT_IN if self.allowed is None else kind in self.allowed
        if not wanted:
            return
        self._waiting.append(Update(self._next, kind, content, self._now()))
        self._next += 1
        self._wake()

    def repeat(self, update_id: int, kind: str, content: Fields) -> None:
        """Queues an update under a number that was used before: Telegram may deliver twice."""
        self._waiting.append(Update(update_id, kind, content, self._now()))
        self._wake()

    def allow(self, kinds: Iterable[str]) -> None:
        """Sets the kinds of update the bot wants; none means Telegram's own choice."""
        self.allowed = frozenset(kinds) or None

    def peek(self) -> Update | None:
        """The oldest update that waits, None when there is none."""
        self._drop_old()
        return self._waiting[0] if self._waiting else None

    def confirm(self, offset: int) -> None:
        """Forgets the updates below `offset`; a negative offset keeps that many of the newest."""
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        else:
            while self._waiting and self._waiting[0].id < offset:
                self._waiting.popleft()

    def clear(self) -> None:
        """Forgets every update that waits."""
        self._waiting.clear()

    async def collect(self, offset: int, limit: int, wait: float) -> list[Update]:
        """The oldest updates from `offset` on, after at most `wait` seconds; a poll that waits ends with 409."""
        self.end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        if offset:
            self.confirm(offset)
        self._drop_old()
        if not self._waiting and wait > 0 and not self._closed:
            await self._news(min(wait, _LONGEST_POLL))
        return list(self._waiting)[: max(1, min(limit, 100))]

    async def news(self, wait: float) -> bool:
        """Waits at most `wait` seconds for an update; says whether one is there."""
        if self.peek() is None and not self._closed:
            await self._news(wait)
        return bool(self._waiting)

    def end_poll(self, reason: str) -> None:
        """Answers the poll that waits, if one does, with 409."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(reason))

    def close(self) -> None:
        """Lets whoever waits go, with nothing; from now on nobody waits."""
        self._closed = True
        self._wake()

    async def _news(self, wait: float) -> None:
        self._poll = poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(wait):
                await poll
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _wake(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _drop_old(self) -> None:
        oldest = self._now() - KEPT
        while self._waiting and self._waiting[0].at < oldest:
            self._waiting.popleft()
