"""The peer: the same two screens in python-telegram-bot's ConversationHandler with PicklePersistence.

Its conversations take updates one after another. As it comes, it writes its state to a file once a minute; `each`
writes after every step, all chats anew each time. Neither is synced, encrypted or audited.
"""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)
from telegram.request import BaseRequest

from tests.bench.scene import NOW, Raw, say, tap

SAFE_NOW, PHONE_SEEN = 1, 2
FIRST = InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=text)] for text in ("yes", "no", "unsure")])
SECOND = InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=text)] for text in ("maybe", "back")])


class Answering:
    """Answers every call at once."""

    read_timeout = 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, url: str, method: str, request_data: Any = None, **_: object) -> tuple[int, bytes]:  # noqa: ANN401 - the library's
        """What Telegram would say."""
        asked = request_data.parameters if request_data else {}
        chat = {"id": asked.get("chat_id", 1), "type": "private"}
        message = {"message_id": 7, "date": int(NOW.timestamp()), "chat": chat, "text": "?"}
        bot = {"id": 1, "is_bot": True, "first_name": "Havn", "username": "havn_bot"}
        result = {"getMe": bot, "answerCallbackQuery": True}.get(url.rpartition("/")[2], message)
        return 200, json.dumps({"ok": True, "result": result}).encode()


Telegram = type("Telegram", (Answering, BaseRequest), {})


class Conversations:
    """Chats in the middle of a conversation; `take` works an update through, `tap` makes the next one of a chat."""

    def __init__(self, folder: Path, *, each: bool) -> None:
        self._each = each
        self._one_at_a_time = asyncio.Lock()
        self._updates = itertools.count(1_000)
        self._on: dict[int, bool] = {}
        kept = PicklePersistence(folder / f"conversations-{each}.pickle", update_interval=60)
        request = Telegram()
        builder = ApplicationBuilder().token("1:not-used").request(request).get_updates_request(Telegram())
        self._application: Application[Any, Any, Any, Any, Any, Any] = builder.persistence(kept).build()
        self._application.add_handler(_conversation())

    async def __aenter__(self) -> Self:
        """Read what is kept."""
        await self._application.initialize()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let go of it."""
        await self._application.shutdown()

    def tap(self, chat: int) -> Raw:
        """The chat's next tap: the way on from the first screen, back from the second."""
        self._on[chat] = not self._on.get(chat, False)
        return tap(next(self._updates), chat, "yes" if self._on[chat] else "back")

    async def take(self, raw: Raw) -> None:
        """Work one update through, after those before it."""
        async with self._one_at_a_time:
            await self._application.process_update(Update.de_json(raw, self._application.bot))
            if self._each:
                await self._application.update_persistence()


@asynccontextmanager
async def conversing(folder: Path, chats: int, *, each: bool) -> AsyncIterator[Conversations]:
    """So many people who have written /start."""
    async with Conversations(folder, each=each) as conversations:
        for chat in range(1, chats + 1):
            await conversations.take(say(chat, chat, "/start"))
        yield conversations


def _conversation() -> ConversationHandler[ContextTypes.DEFAULT_TYPE]:
    return ConversationHandler(
        entry_points=[CommandHandler("start", _begin)],
        states={
            SAFE_NOW: [CallbackQueryHandler(_chosen, pattern="^(yes|no|unsure)$")],
            PHONE_SEEN: [CallbackQueryHandler(_back, pattern="^back$")],
        },
        fallbacks=[],
        name="talk",
        persistent=True,
    )


async def _begin(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message is not None
    await update.message.reply_text("Er du trygg akkurat nå?\n\nVi spør alle.", reply_markup=FIRST)
    return SAFE_NOW


async def _chosen(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.callback_query is not None
    assert context.user_data is not None
    context.user_data["safe_now"] = update.callback_query.data
    await update.callback_query.answer()
    await update.callback_query.edit_message_text("Kan noen andre lese på telefonen din?", reply_markup=SECOND)
    return PHONE_SEEN


async def _back(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.callback_query is not None
    await update.callback_query.answer()
    await update.callback_query.edit_message_text("Er du trygg akkurat nå?\n\nVi spør alle.", reply_markup=FIRST)
    return SAFE_NOW
