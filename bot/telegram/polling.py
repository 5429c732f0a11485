"""Long polling. The next batch is asked for only when the last one is committed, so a crash repeats updates
and never loses one; the repeats are recognised by their `update_id`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramRetryAfter
from aiogram.methods import TelegramMethod

from bot.telegram.feed import Feed
from bot.telegram.handlers import KINDS
from storage.errors import StoreRefusal

LOG = logging.getLogger(__name__)

WAIT_SECONDS = 20
PATIENCE_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 0.5


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """`getUpdates` without reading the updates, so that one unreadable update cannot hold up a batch."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Polling:
    """Asks Telegram for updates until it is stopped."""

    def __init__(self, bot: Bot, feed: Feed) -> None:
        self._bot = bot
        self._feed = feed
        self._offset: int | None = None
        self._pause = FIRST_PAUSE_SECONDS
        self._stopping = asyncio.Event()
        self._answers: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Ask no more; a batch under way is finished."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until stopped."""
        while not self._stopping.is_set():
            try:
                await self._work(await self._ask())
            except (TelegramAPIError, OSError, StoreRefusal) as trouble:
                await self._rest(trouble)
            else:
                self._pause = FIRST_PAUSE_SECONDS
        if self._offset is not None:
            await self._confirm()

    async def _ask(self) -> list[dict[str, Any]]:
        """The next updates; none when it is time to stop."""
        asked = RawUpdates(offset=self._offset, timeout=WAIT_SECONDS, allowed_updates=KINDS)
        asking = asyncio.ensure_future(self._bot(asked, request_timeout=WAIT_SECONDS + 10))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else []
        finally:
            asking.cancel()
            stopping.cancel()

    async def _work(self, updates: list[dict[str, Any]]) -> None:
        """Work a batch through, each sender's updates in order, and only then move on."""
        senders: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for raw in updates:
            senders[_sender(raw)].append(raw)
        await asyncio.gather(*(self._in_order(theirs) for theirs in senders.values()))
        if updates:
            self._offset = max(_number(raw) for raw in updates) + 1

    async def _in_order(self, updates: list[dict[str, Any]]) -> None:
        for raw in updates:
            answer = await self._feed.take(raw)
            if answer is not None:
                task = asyncio.create_task(self._answer(answer))
                self._answers.add(task)
                task.add_done_callback(self._answers.discard)

    async def _answer(self, answer: TelegramMethod[Any]) -> None:
        """Stop the button's little clock. When that fails nothing is lost: it stops by itself."""
        try:
            await self._bot(answer, request_timeout=5)
        except (TelegramAPIError, OSError) as refused:
            LOG.debug("an answer to a tap was not taken: %s", type(refused).__name__)

    async def _confirm(self) -> None:
        """Tell Telegram how far we came, so that the next start does not see the same updates again."""
        try:
            await self._bot(RawUpdates(offset=self._offset, timeout=0), request_timeout=2)
        except (TelegramAPIError, OSError) as refused:
            LOG.debug("the last updates were not confirmed: %s", type(refused).__name__)

    async def _rest(self, trouble: Exception) -> None:
        pause = float(trouble.retry_after) if isinstance(trouble, TelegramRetryAfter) else self._pause
        if isinstance(trouble, TelegramConflictError):
            LOG.warning("another program asks for this bot's updates; only one may")
        else:
            LOG.warning("no updates just now (%s), trying again in %.1f s", type(trouble).__name__, pause)
        self._pause = min(PATIENCE_SECONDS, self._pause * 2)
        try:
            await asyncio.wait_for(self._stopping.wait(), pause)
        except TimeoutError:
            return


def _number(raw: dict[str, Any]) -> int:
    number = raw.get("update_id")
    return number if isinstance(number, int) else 0


def _sender(raw: dict[str, Any]) -> int:
    """Whose update it is, so that one person's updates are worked in order; 0 when it does not say."""
    for kind in KINDS:
        match raw.get(kind):
            case {"from": {"id": int(sender)}}:
                return sender
            case _:
                continue
    return 0
