"""The peer: the same two screens in aiogram-dialog, its state in aiogram's memory storage, calls answered at once.

Nothing of it is durable, encrypted or audited: what a person answered is gone when the process ends.
"""

import itertools
from collections.abc import AsyncGenerator
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.base import BaseSession
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Back, Button, Column
from aiogram_dialog.widgets.text import Const

from tests.bench.scene import NOW, Raw, say, tap

CHOICES = {"yes": "Ja", "no": "Nei", "unsure": "Usikker", "skip": "Vil ikke si", "hide": "✕ Skjul alt"}


class Talk(StatesGroup):
    """The two screens."""

    safe_now = State()
    phone_seen = State()


class Telegram(BaseSession):
    """Answers every call at once, and remembers the last keyboard of each chat."""

    def __init__(self) -> None:
        super().__init__()
        self.keyboards: dict[int, InlineKeyboardMarkup] = {}

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ANN401, ASYNC109 - aiogram's own
        """What Telegram would say."""
        if isinstance(method, AnswerCallbackQuery):
            return True
        if not isinstance(method, SendMessage | EditMessageText):
            raise TypeError(f"{type(method).__name__} was not expected")
        chat = int(method.chat_id or 0)
        if isinstance(method.reply_markup, InlineKeyboardMarkup):
            self.keyboards[chat] = method.reply_markup
        return Message(message_id=7, date=NOW, chat=Chat(id=chat, type="private"), text=method.text).as_(bot)

    async def stream_content(self, *_: object, **__: object) -> AsyncGenerator[bytes, None]:
        """Nothing is downloaded."""
        yield b""

    async def close(self) -> None:
        """Nothing is open."""


class Dialogs:
    """Chats in the middle of a dialog; `take` works an update through, `tap` makes the next one of a chat."""

    def __init__(self) -> None:
        self.telegram = Telegram()
        self.bot = Bot("1:not-used", session=self.telegram)
        self._updates = itertools.count(1)
        self._dispatcher = Dispatcher(storage=MemoryStorage())
        self._dispatcher.message.register(_begin, F.text == "/start")
        self._dispatcher.include_router(_dialog())
        setup_dialogs(self._dispatcher)

    async def begin(self, chats: int) -> None:
        """So many people write /start."""
        for chat in range(1, chats + 1):
            await self.take(say(next(self._updates), chat, "/start"))

    def tap(self, chat: int) -> Raw:
        """The chat's next tap: the way on from the first screen, back from the second."""
        rows = self.telegram.keyboards[chat].inline_keyboard
        data = next(one.callback_data for row in rows for one in row if one.text in {"Ja", "‹ Tilbake"})
        return tap(next(self._updates), chat, data or "")

    async def take(self, raw: Raw) -> object:
        """Work one update through."""
        return await self._dispatcher.feed_update(self.bot, Update.model_validate(raw, context={"bot": self.bot}))


def _dialog() -> Dialog:
    safe = [Button(Const(text), id=name, on_click=_chosen) for name, text in CHOICES.items()]
    seen = [Button(Const(text), id=f"{name}_seen") for name, text in {"no": "Nei", "maybe": "Kanskje"}.items()]
    return Dialog(
        Window(Const("Er du trygg akkurat nå?\n\nVi spør alle."), Column(*safe), state=Talk.safe_now),
        Window(Const("Kan noen andre lese på telefonen din?"), *seen, Back(Const("‹ Tilbake")), state=Talk.phone_seen),
    )


async def _begin(_: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Talk.safe_now, mode=StartMode.RESET_STACK)


async def _chosen(_: CallbackQuery, button: Button, manager: DialogManager) -> None:
    manager.dialog_data["safe_now"] = button.widget_id
    await manager.switch_to(Talk.phone_seen)
