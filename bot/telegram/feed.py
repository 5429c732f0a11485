"""Raw updates -> the dispatcher. An update is confirmed to Telegram only when what it caused is committed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from aiogram import Bot, Dispatcher
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError

from bot.logs import place
from bot.metrics import UPDATES
from bot.telegram import translate
from bot.telegram.handlers import KINDS
from storage.errors import StoreRefusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.arrivals import Arrival
    from bot.turn import Turns

LOG = logging.getLogger(__name__)


class Feed:
    """Takes updates as Telegram sends them, one at a time, and gives back what may be answered at once."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher) -> None:
        self._bot = bot
        self._dispatcher = dispatcher

    async def take(self, raw: Mapping[str, Any]) -> TelegramMethod[Any] | None:
        """Work one update through; a StoreRefusal means that it must be delivered again.

        An update that cannot be read or worked is counted and dropped: asking for it again would stop all others.
        """
        if not any(raw.get(kind) for kind in KINDS):
            # Not asked for. The dispatcher would print the whole of it as a warning.
            UPDATES.labels("ignored").inc()
            return None
        update = self._read(raw)
        if update is None:
            UPDATES.labels("unreadable").inc()
            return None
        try:
            answer = await self._work(update)
        except StoreRefusal:
            UPDATES.labels("postponed").inc()
            raise
        except Exception as broken:  # noqa: BLE001 - one person's update must never stop everybody else's
            # The class and the place alone: the update and the message could hold what somebody wrote.
            UPDATES.labels("broken").inc()
            LOG.error("an update failed: %s at %s", type(broken).__name__, place(broken))  # noqa: TRY400
            return None
        UPDATES.labels("taken").inc()
        return answer if isinstance(answer, TelegramMethod) else None

    def _read(self, raw: Mapping[str, Any]) -> Update | Arrival | None:
        """The update; a message with a part that is too new for aiogram as what can be told without that part."""
        try:
            return Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError:
            arrival = translate.unread(raw)
        if arrival is not None:
            LOG.warning("a message has a part that aiogram does not know, and is worked without it")
        return arrival

    async def _work(self, update: Update | Arrival) -> object:
        """What a handler answered."""
        if isinstance(update, Update):
            return await self._dispatcher.feed_update(self._bot, update)
        turns: Turns = self._dispatcher["turns"]
        await turns.take(update)
        return None
