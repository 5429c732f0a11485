"""One handler a kind of update: translate, take, stop."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update

from bot.i18n import voice
from bot.telegram import translate
from flows.msgid import N_

if TYPE_CHECKING:
    from bot.turn import Turns

LOG = logging.getLogger(__name__)

KINDS = ["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]
"""The kinds of update that Havn asks Telegram for; it wants no others."""

ONLY_PRIVATE = N_("Jeg kan bare brukes i en privat samtale. Nå går jeg ut herfra.")


def dispatcher(turns: Turns) -> Dispatcher:
    """A dispatcher that knows every kind of update in `KINDS`."""
    root = Dispatcher(turns=turns, disable_fsm=True)
    root.include_router(_private())
    root.include_router(_elsewhere())
    return root


def _private() -> Router:
    router = Router(name="private")
    router.message.register(_message, F.chat.type == "private")
    router.edited_message.register(_edited, F.chat.type == "private")
    router.my_chat_member.register(_membership, F.chat.type == "private")
    router.callback_query.register(_tapped)
    return router


def _elsewhere() -> Router:
    router = Router(name="elsewhere")
    router.message.register(_leave)
    router.channel_post.register(_leave)
    router.my_chat_member.register(_invited_elsewhere)
    return router


async def _message(message: Message, turns: Turns, event_update: Update) -> None:
    await turns.take(translate.message(event_update.update_id, message))


async def _edited(message: Message, turns: Turns, event_update: Update) -> None:
    await turns.take(translate.edited(event_update.update_id, message))


async def _tapped(query: CallbackQuery, turns: Turns, event_update: Update) -> TelegramMethod[Any]:
    await turns.take(translate.tapped(event_update.update_id, query))
    return AnswerCallbackQuery(callback_query_id=query.id)


async def _membership(change: ChatMemberUpdated, turns: Turns, event_update: Update) -> None:
    await turns.take(translate.membership(event_update.update_id, change))


async def _invited_elsewhere(change: ChatMemberUpdated, bot: Bot) -> None:
    if change.new_chat_member.status in {"member", "administrator"}:
        await _go(bot, change.chat.id)


async def _leave(message: Message, bot: Bot) -> None:
    await _go(bot, message.chat.id)


async def _go(bot: Bot, chat: int) -> None:
    """Say a polite word where that is allowed, and leave. Nothing from a group is ever read."""
    for step in (bot.send_message(chat, voice("nb").say(ONLY_PRIVATE)), bot.leave_chat(chat)):
        try:
            await step
        except TelegramAPIError as refused:
            LOG.info("could not leave a group at once: %s", type(refused).__name__)
