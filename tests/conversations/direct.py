"""A bot whose calls reach the Bot API of the tests without a network: the same checks, refusals and faults."""

import json
from collections.abc import AsyncGenerator
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType

from bot import app
from tests.bot_api import BotApi


class Direct(BaseSession):
    """Hands every call to `api` as the form that a request would carry, and its answer back."""

    def __init__(self, api: BotApi) -> None:
        super().__init__()
        self._server = api

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's
    ) -> TelegramType:
        """Raises what aiogram raises for the same answer from a real server."""
        given = method.model_dump(warnings=False)
        prepared = {name: self.prepare_value(value, bot=bot, files={}) for name, value in given.items()}
        form = {name: value for name, value in prepared.items() if value}
        call, fault = await self._server.answer(bot.token, method.__api_method__, form)
        if fault is not None and fault.drop:
            raise TelegramNetworkError(method=method, message="ServerDisconnectedError")
        body = dict(call.answer or {})
        status = 200 if body.get("ok") else int(str(body["error_code"]))
        return cast("TelegramType", self.check_response(bot, method, status, json.dumps(body)).result)

    async def stream_content(
        self, url: str, headers: dict[str, Any] | None = None, timeout: int = 30, chunk_size: int = 65536,  # noqa: ASYNC109
        raise_for_status: bool = True,  # noqa: FBT001, FBT002 - aiogram's own signature
    ) -> AsyncGenerator[bytes, None]:  # fmt: skip
        """Nothing: Havn takes no files."""
        nothing: tuple[bytes, ...] = ()
        for part in nothing:
            yield part

    async def close(self) -> None:
        """There is no connection."""


def direct_bot(api: BotApi) -> Bot:
    """The program's own bot, with its own defaults, on this Bot API."""
    bot = app._bot(api.token, "http://127.0.0.1")
    bot.session = Direct(api)
    return bot
