"""Outbox messages -> calls to Telegram. Nothing here decides what is said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from bot.delivery import LONGEST_PAUSE, Afterwards, Never, NobodyThere, NotNow
from bot.harbour import Harbour
from bot.post import Post
from bot.telegram.calls import AWAY, Calls, says
from storage import outbox, pages, people, screens
from storage.engine import Store
from storage.outbox import Waiting
from storage.screens import Visible

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T")
LOG = logging.getLogger(__name__)

LATER_SECONDS = 300.0
"""A deletion that Telegram refuses is tried again after this, until its 48 hours have gone."""
FORTY_EIGHT_HOURS = timedelta(hours=48)
UNSENT_SECONDS, UNSENT_TIMES = 3.0, 20
"""A page that changed while it was being sent is changed when that has been done, unless it takes very long."""


class TelegramCourier:
    """Delivers through one bot."""

    def __init__(self, bot: Bot, store: Store, harbour: Harbour, clock: Callable[[], datetime]) -> None:
        self._calls = Calls(bot)
        self._store = store
        self._harbour = harbour
        self._now = clock

    async def deliver(self, waiting: Waiting) -> Afterwards:
        """Deliver one message. Raises NotNow, NobodyThere and Never."""
        deliver = getattr(self, f"_{waiting.message.kind}", None)
        if deliver is None:
            raise Never("UnknownKind")
        try:
            afterwards: Afterwards = await deliver(waiting.message.payload, waiting.message.person_id, waiting)
        except TelegramRetryAfter as refused:
            raise NotNow("TelegramRetryAfter", float(refused.retry_after), crowded=True) from None
        except TelegramForbiddenError:
            raise NobodyThere from None
        except TelegramBadRequest as refused:
            if says(refused, AWAY):
                raise NobodyThere from None
            raise Never(type(refused).__name__) from None
        except (TimeoutError, TelegramAPIError, OSError) as trouble:
            raise NotNow(type(trouble).__name__, min(LONGEST_PAUSE, 0.25 * waiting.attempts)) from None
        return afterwards

    # A young person's chat shows one screen -------------------------------------------------------------------------

    async def _screen(self, payload: dict[str, Any], person: int, waiting: Waiting) -> Afterwards:
        standing, hidden = await self._read(lambda db: (screens.visible(db, person), people.is_hidden(db, person)))
        if hidden and payload["open"]:
            return _nothing  # The person hid the chat while this was on its way: it must not come now.
        current = next((one.message_id for one in reversed(standing) if one.kind not in {"said", "ring"}), None)
        if current is not None and not payload["fresh"] and await self._calls.replace(current, payload):
            message = current
        else:
            message = await self._calls.put(payload, silent=True)
        touched = waiting.created_at if payload.get("touched", True) else None
        old = [one.message_id for one in standing if one.message_id != message and _is_over(one, touched)]

        def afterwards(db: Connection, now: datetime) -> None:
            screens.shown(db, person, message, "screen", now)
            reader = people.by_id(db, self._harbour.keyring, person)
            if reader is None:
                return
            hidden_meanwhile = payload["open"] and reader.face == people.HIDDEN
            for number in [*old, *([message] if hidden_meanwhile else [])]:
                Post(db, self._harbour.keyring, now).remove(reader, number)

        return afterwards

    async def _ring(self, payload: dict[str, Any], person: int, _: Waiting) -> Afterwards:
        """Beside the screen, so that nothing somebody works in is taken away; the person's next tap takes this away."""
        message = await self._calls.put(payload, silent=False)

        def afterwards(db: Connection, now: datetime) -> None:
            reader = people.by_id(db, self._harbour.keyring, person)
            rung = [one.message_id for one in screens.visible(db, person) if one.kind == "ring"]
            if reader is not None:
                for number in rung:
                    Post(db, self._harbour.keyring, now).remove(reader, number)
            screens.shown(db, person, message, "ring", now)

        return afterwards

    async def _hide(self, payload: dict[str, Any], person: int, _: Waiting) -> Afterwards:
        standing = await self._standing(person)
        kept = [one.message_id for one in standing if not await self._calls.take_away(one, payload)]
        line = await self._calls.put(payload, silent=True)

        def afterwards(db: Connection, now: datetime) -> None:
            for one in standing:
                if one.message_id not in kept:
                    screens.gone(db, person, one.message_id)
            screens.shown(db, person, line, "line", now)

        return afterwards

    async def _fade(self, payload: dict[str, Any], person: int, _: Waiting) -> Afterwards:
        open_screens = [one.message_id for one in await self._standing(person) if one.kind == "screen"]
        for message in open_screens:
            await self._calls.edit(message, payload)

        def afterwards(db: Connection, now: datetime) -> None:
            for message in open_screens:
                screens.shown(db, person, message, "line", now)

        return afterwards

    async def _delete(self, payload: dict[str, Any], person: int, waiting: Waiting) -> Afterwards:
        message = payload["message"]
        if not await self._calls.erase(payload["chat"], message):
            known = [one for one in await self._standing(person) if one.message_id == message]
            if self._now() - min([waiting.created_at, *(one.shown_at for one in known)]) < FORTY_EIGHT_HOURS:
                raise NotNow("DeletionRefused", LATER_SECONDS)
            if not (known and known[0].kind != "said" and await self._made_innocent(message, payload, person)):
                LOG.warning("a message of more than 48 hours stays in a chat: Telegram deletes it for nobody")

        def afterwards(db: Connection, _: datetime) -> None:
            screens.gone(db, person, message)

        return afterwards

    async def _made_innocent(self, message: int, payload: dict[str, Any], person: int) -> bool:
        reader = await self._read(lambda db: people.by_id(db, self._harbour.keyring, person))
        if reader is None:
            return False
        line = self._harbour.municipality.face.spoken(reader.language).line
        return await self._calls.replace(message, payload | {"text": line})

    # A coordinator's chat keeps its pages ---------------------------------------------------------------------------

    async def _page(self, payload: dict[str, Any], _: int, __: Waiting) -> Afterwards:
        message = await self._calls.put(payload, silent=payload["silent"])
        return lambda db, now: pages.sent(db, payload["page"], message, now)

    async def _mark(self, payload: dict[str, Any], _: int, waiting: Waiting) -> Afterwards:
        page = await self._read(lambda db: pages.by_id(db, payload["page"]))
        if page is not None and page.message_id is not None:
            await self._calls.edit(page.message_id, payload)
        elif page is not None and waiting.attempts < UNSENT_TIMES:
            raise NotNow("PageUnderWay", UNSENT_SECONDS)
        return _nothing

    async def _withdraw(self, payload: dict[str, Any], person: int, _: Waiting) -> Afterwards:
        page = await self._read(lambda db: pages.by_id(db, payload["page"]))
        sent = None if page is None else page.message_id
        if sent is not None and not await self._calls.erase(payload["chat"], sent):
            await self._calls.edit(sent, payload)

        def afterwards(db: Connection, _: datetime) -> None:
            outbox.withdraw(db, person, f"page:{payload['page']}")  # sending it had failed, and it waited to go again
            pages.gone(db, payload["page"])

        return afterwards

    async def _reply(self, payload: dict[str, Any], person: int, _: Waiting) -> Afterwards:
        place = payload["instead_of"]
        if place is not None and await self._calls.replace(place, payload):
            return _nothing
        await self._calls.put(payload, silent=True)

        def afterwards(db: Connection, now: datetime) -> None:
            reader = people.by_id(db, self._harbour.keyring, person)
            if place is not None and reader is not None:
                Post(db, self._harbour.keyring, now).remove(reader, place)

        return afterwards

    async def _standing(self, person: int) -> list[Visible]:
        return await self._read(lambda db: screens.visible(db, person))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.to_thread(self._store.read, work)


def _is_over(one: Visible, touched: datetime | None) -> bool:
    """Whether a message goes when a new screen comes: what rang only when it had been seen, for a tap came after it."""
    if one.kind == "ring":
        return touched is not None and one.shown_at <= touched
    return one.kind != "said"


def _nothing(_: Connection, __: datetime) -> None:
    return None
