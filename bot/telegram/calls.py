"""The calls that carry a message to a chat, and which refusals of Telegram mean that there is nothing left to do."""

from __future__ import annotations

import logging
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from storage.screens import Visible

LOG = logging.getLogger(__name__)
REQUEST_SECONDS = 25

SAME = "message is not modified"
LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")
UNKNOWN = ("message to delete not found", "message identifier is not specified")
AWAY = ("chat not found", "user is deactivated", "bot was blocked", "user not found")


class Calls:
    """Messages put into a chat, changed and taken away. A payload has the chat, the text and its rows of buttons."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def put(self, payload: dict[str, Any], *, silent: bool) -> int:
        """Send a new message; its number in the chat."""
        sent = await self._bot.send_message(
            payload["chat"],
            payload["text"],
            reply_markup=_keyboard(payload),
            disable_notification=silent,
            request_timeout=REQUEST_SECONDS,
        )
        return sent.message_id

    async def edit(self, message: int, payload: dict[str, Any]) -> bool:
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
            if says(refused, LOST):
                return False
            if SAME not in refused.message.lower():
                raise
        return True

    async def replace(self, message: int, payload: dict[str, Any]) -> bool:
        """Change a message; False when Telegram refuses it in whatever words, so that something else can be done.

        A chat that is gone is still raised.
        """
        try:
            return await self.edit(message, payload)
        except TelegramBadRequest as refused:
            if says(refused, AWAY):
                raise
            LOG.warning("an edit was refused for no reason that is known")
            return False

    async def take_away(self, one: Visible, payload: dict[str, Any]) -> bool:
        """Delete a message, or make it innocent when it is too old to be deleted; False when neither could be done."""
        if await self.erase(payload["chat"], one.message_id):
            return True
        return one.kind != "said" and await self.replace(one.message_id, payload)

    async def erase(self, chat: int, message: int) -> bool:
        """Delete a message; True when it is gone, by us or by somebody else."""
        try:
            await self._bot.delete_message(chat, message, request_timeout=REQUEST_SECONDS)
        except TelegramBadRequest as refused:
            return says(refused, UNKNOWN)
        return True


def _keyboard(payload: dict[str, Any]) -> InlineKeyboardMarkup | None:
    rows = payload.get("rows") or []
    keys = [[InlineKeyboardButton(text=text, callback_data=to) for text, to in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=keys) if keys else None


def says(refused: TelegramBadRequest, phrases: tuple[str, ...]) -> bool:
    """Whether a refusal is one of these."""
    return any(phrase in refused.message.lower() for phrase in phrases)
