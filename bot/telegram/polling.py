"""Long polling. The next batch is asked for only when the last one is committed, so a crash repeats updates
and never loses one; the repeats are recognised by their `update_id`."""

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
        self._answers: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Poll for ever; cancel the task to stop. A batch under way is finished by its own tasks' commits."""
        while True:
            try:
                await self._batch()
            except (TelegramAPIError, TimeoutError, OSError, StoreRefusal) as trouble:
                await self._rest(trouble)
            else:
                self._pause = FIRST_PAUSE_SECONDS

    async def _batch(self) -> None:
        asked = RawUpdates(offset=self._offset, timeout=WAIT_SECONDS, allowed_updates=KINDS)
        updates = await self._bot(asked, request_timeout=WAIT_SECONDS + 10)
        chats: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for raw in updates:
            chats[_sender(raw)].append(raw)
        await asyncio.gather(*(self._in_order(turns) for turns in chats.values()))
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
        try:
            await self._bot(answer, request_timeout=5)
        except (TelegramAPIError, TimeoutError, OSError) as refused:
            LOG.debug("an answer to a tap was not taken: %s", type(refused).__name__)

    async def _rest(self, trouble: Exception) -> None:
        pause = float(trouble.retry_after) if isinstance(trouble, TelegramRetryAfter) else self._pause
        if isinstance(trouble, TelegramConflictError):
            LOG.warning("another program is asking for this bot's updates; only one may")
        else:
            LOG.warning("no updates just now (%s), trying again in %.1f s", type(trouble).__name__, pause)
        await asyncio.sleep(pause)
        self._pause = min(PATIENCE_SECONDS, self._pause * 2)


def _number(raw: dict[str, Any]) -> int:
    number = raw.get("update_id")
    return number if isinstance(number, int) else 0


def _sender(raw: dict[str, Any]) -> int:
    """Whose update it is, so that one person's updates are worked in order; 0 when it does not say."""
    for kind in KINDS:
        match raw.get(kind):
            case {"from": {"id": int(sender)}}:
                return sender
    return 0
