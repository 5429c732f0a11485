"""How the bot looks in Telegram, and where Telegram sends its updates. All of it is tried until it is taken."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.types import BotCommand, User

from bot.cli import Stop
from bot.installation import Installation
from bot.looks import Face
from bot.telegram.handlers import KINDS
from storage import meta

LOG = logging.getLogger(__name__)

T = TypeVar("T")

BOT_FACE = "bot_face"
PAUSE_SECONDS = 5.0
ALLOWED_AT_ONCE = 40


async def present(bot: Bot, havn: Installation, stopping: asyncio.Event) -> None:
    """Learn the bot's own name, and show its neutral face. Raises Stop when Telegram knows no such bot."""
    try:
        me = await _until_taken(bot.get_me, stopping)
    except TelegramUnauthorizedError:
        raise Stop("Telegram does not know this HAVN_BOT_TOKEN. Copy it from BotFather again.") from None
    if me is None:
        return
    await asyncio.wrap_future(havn.store.submit(lambda db: meta.keep(db, meta.BOT_NAME, me.username or "")))
    await _show_face(bot, havn, me)


async def set_webhook(bot: Bot, address: str, secret: str, stopping: asyncio.Event) -> None:
    """Have updates pushed to this address; what waited meanwhile comes too."""

    async def setting() -> bool:
        return await bot.set_webhook(
            address, secret_token=secret, allowed_updates=KINDS, max_connections=ALLOWED_AT_ONCE
        )

    await _until_taken(setting, stopping)


async def drop_webhook(bot: Bot, stopping: asyncio.Event) -> None:
    """Ask for updates from now on: Telegram gives none to ask for while it pushes, so nothing is asked before."""
    await _until_taken(bot.delete_webhook, stopping)


async def _show_face(bot: Bot, havn: Installation, me: User) -> None:
    """Name, descriptions and commands, only when they changed: Telegram allows few such calls a day."""
    looks = {"": havn.municipality.face, **havn.municipality.face.others}
    # What is shown and nothing else: a set among it would be written in another order at every start.
    shown = [(of, it.name, it.short_description, it.description, *it.commands.items()) for of, it in looks.items()]
    digest = hashlib.sha256(repr((me.id, shown)).encode()).hexdigest()
    if await asyncio.to_thread(havn.store.read, lambda db: meta.read(db, BOT_FACE)) == digest:
        return
    calls = [call for language, face in looks.items() for call in _calls(bot, face, language or None)]
    for call in calls:
        try:
            await call()
        except (TelegramAPIError, OSError) as refused:
            LOG.warning("the bot's face could not be set in full: %s", type(refused).__name__)
            return
    await asyncio.wrap_future(havn.store.submit(lambda db: meta.keep(db, BOT_FACE, digest)))


def _calls(bot: Bot, face: Face, language: str | None) -> list[Callable[[], Awaitable[object]]]:
    commands = [BotCommand(command=name, description=text) for name, text in face.commands.items()]
    return [
        lambda: bot.set_my_name(name=face.name, language_code=language),
        lambda: bot.set_my_short_description(short_description=face.short_description, language_code=language),
        lambda: bot.set_my_description(description=face.description, language_code=language),
        lambda: bot.set_my_commands(commands, language_code=language),
    ]


async def _until_taken(call: Callable[[], Awaitable[T]], stopping: asyncio.Event) -> T | None:
    """Call until Telegram answers, or until it is time to stop (None)."""
    while not stopping.is_set():
        try:
            return await call()
        except TelegramUnauthorizedError:
            raise
        except (TelegramAPIError, OSError) as trouble:
            pause = float(trouble.retry_after) if isinstance(trouble, TelegramRetryAfter) else PAUSE_SECONDS
            LOG.warning("Telegram does not answer (%s), trying again in %.0f s", type(trouble).__name__, pause)
            try:
                await asyncio.wait_for(stopping.wait(), pause)
            except TimeoutError:
                continue
    return None
