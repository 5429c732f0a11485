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
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.delivery import LONGEST_PAUSE, Afterwards, Never, NobodyThere, NotNow
from bot.harbour import Harbour
from bot.post import Post
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
REQUEST_SECONDS = 25
UNSENT_SECONDS, UNSENT_TIMES = 3.0, 20
"""A page that changed while it was being sent is changed when that has been done, unless it takes very long."""

SAME = "message is not modified"
LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")
UNKNOWN = ("message to delete not found", "message identifier is not specified")
AWAY = ("chat not found", "user is deactivated", "bot was blocked", "user not found")


class TelegramCourier:
    """Delivers through one bot."""

    def __init__(self, bot: Bot, store: Store, harbour: Harbour, clock: Callable[[], datetime]) -> None:
        self._bot = bot
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
            if _says(refused, AWAY):
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
        if current is not None and not payload["fresh"] and await self._edit(current, payload):
            message = current
        else:
            message = await self._put(payload, silent=True)
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
        message = await self._put(payload, silent=False)

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
        kept = [one.message_id for one in standing if not await self._take_away(one, payload)]
        line = await self._put(payload, silent=True)

        def afterwards(db: Connection, now: datetime) -> None:
            for one in standing:
                if one.message_id not in kept:
                    screens.gone(db, person, one.message_id)
            screens.shown(db, person, line, "line", now)

        return afterwards

    async def _fade(self, payload: dict[str, Any], person: int, _: Waiting) -> Afterwards:
        open_screens = [one.message_id for one in await self._standing(person) if one.kind == "screen"]
        for message in open_screens:
            await self._edit(message, payload)

        def afterwards(db: Connection, now: datetime) -> None:
            for message in open_screens:
                screens.shown(db, person, message, "line", now)

        return afterwards

    async def _delete(self, payload: dict[str, Any], person: int, waiting: Waiting) -> Afterwards:
        message = payload["message"]
        if not await self._erase(payload["chat"], message):
            known = [one.shown_at for one in await self._standing(person) if one.message_id == message]
            if self._now() - min([waiting.created_at, *known]) < FORTY_EIGHT_HOURS:
                raise NotNow("DeletionRefused", LATER_SECONDS)
            LOG.warning("a message of more than 48 hours stays in a chat: Telegram deletes it for nobody")

        def afterwards(db: Connection, _: datetime) -> None:
            screens.gone(db, person, message)

        return afterwards

    # A coordinator's chat keeps its pages ---------------------------------------------------------------------------

    async def _page(self, payload: dict[str, Any], _: int, __: Waiting) -> Afterwards:
        message = await self._put(payload, silent=payload["silent"])
        return lambda db, now: pages.sent(db, payload["page"], message, now)

    async def _mark(self, payload: dict[str, Any], _: int, waiting: Waiting) -> Afterwards:
        page = await self._read(lambda db: pages.by_id(db, payload["page"]))
        if page is not None and page.message_id is not None:
            await self._edit(page.message_id, payload)
        elif page is not None and waiting.attempts < UNSENT_TIMES:
            raise NotNow("PageUnderWay", UNSENT_SECONDS)
        return _nothing

    async def _withdraw(self, payload: dict[str, Any], person: int, _: Waiting) -> Afterwards:
        page = await self._read(lambda db: pages.by_id(db, payload["page"]))
        sent = None if page is None else page.message_id
        if sent is not None and not await self._erase(payload["chat"], sent):
            await self._edit(sent, payload)

        def afterwards(db: Connection, _: datetime) -> None:
            outbox.withdraw(db, person, f"page:{payload['page']}")  # sending it had failed, and it waited to go again
            pages.gone(db, payload["page"])

        return afterwards

    async def _reply(self, payload: dict[str, Any], _: int, __: Waiting) -> Afterwards:
        place = payload["instead_of"]
        if place is None or not await self._edit(place, payload):
            await self._put(payload, silent=True)
        return _nothing

    # The calls themselves -------------------------------------------------------------------------------------------

    async def _put(self, payload: dict[str, Any], *, silent: bool) -> int:
        sent = await self._bot.send_message(
            payload["chat"],
            payload["text"],
            reply_markup=_keyboard(payload),
            disable_notification=silent,
            request_timeout=REQUEST_SECONDS,
        )
        return sent.message_id

    async def _edit(self, message: int, payload: dict[str, Any]) -> bool:
        """Change a message; False when it is no longer there to be changed."""
        try:
            await self._bot.edit_message_text(
                payload["text"],
                chat_id=payload["chat"],
                message_id=message,
                reply_markup=_keyboard(payload),
                request_timeout=REQUEST_SECONDS,
            )
        except TelegramBadRequest as refused:
            if _says(refused, LOST):
                return False
            if SAME not in refused.message.lower():
                raise
        return True

    async def _take_away(self, one: Visible, payload: dict[str, Any]) -> bool:
        """Delete a message, or make it innocent when it is too old to be deleted; False when neither could be done."""
        if await self._erase(payload["chat"], one.message_id):
            return True
        return one.kind != "said" and await self._edit(one.message_id, payload)

    async def _erase(self, chat: int, message: int) -> bool:
        """Delete a message; True when it is gone, by us or by somebody else."""
        try:
            await self._bot.delete_message(chat, message, request_timeout=REQUEST_SECONDS)
        except TelegramBadRequest as refused:
            return _says(refused, UNKNOWN)
        return True

    async def _standing(self, person: int) -> list[Visible]:
        return await self._read(lambda db: screens.visible(db, person))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.to_thread(self._store.read, work)


def _is_over(one: Visible, touched: datetime | None) -> bool:
    """Whether a message goes when a new screen comes: what rang only when it had been seen, for a tap came after it."""
    if one.kind == "ring":
        return touched is not None and one.shown_at <= touched
    return one.kind != "said"


def _keyboard(payload: dict[str, Any]) -> InlineKeyboardMarkup | None:
    rows = payload.get("rows") or []
    keys = [[InlineKeyboardButton(text=text, callback_data=to) for text, to in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=keys) if keys else None


def _says(refused: TelegramBadRequest, phrases: tuple[str, ...]) -> bool:
    return any(phrase in refused.message.lower() for phrase in phrases)


def _nothing(_: Connection, __: datetime) -> None:
    return None
