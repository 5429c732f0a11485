"""The instruments, tried out."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from tests.bot_api import BotApi

Answer = dict[str, Any]
Ask = Callable[..., Coroutine[Any, Any, Answer]]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        yield session


@pytest.fixture
def ask(api: BotApi, web: aiohttp.ClientSession) -> Ask:
    """Calls a method as any client would, with JSON; answers the body."""

    async def call(method: str, **params: object) -> Answer:
        async with web.post(f"{api.url}/bot{api.token}/{method}", json=params) as answer:
            body: Answer = await answer.json()
        assert answer.status == (200 if body["ok"] else body["error_code"])
        return body

    return call
