"""The way to Telegram's servers, and the proxies that stand before them on a bad day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.methods import TelegramMethod
    from aiogram.methods.base import TelegramType


class Session(AiohttpSession):
    """A session for which an answer that is not Telegram's own (a proxy's page) is a network fault."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's
    ) -> TelegramType:
        """Make one call. Raises TelegramAPIError and its kinds, and nothing that quotes an answer."""
        try:
            return await super().make_request(bot, method, timeout)
        except (ClientDecodeError, UnicodeDecodeError) as unread:
            raise TelegramNetworkError(method=method, message=type(unread).__name__) from None
