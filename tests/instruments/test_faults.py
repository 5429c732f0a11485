import asyncio
import time

import aiohttp
import pytest

from tests.bot_api import BotApi
from tests.instruments.conftest import Ask


async def test_refusals_come_as_often_and_for_whom_they_were_ordered(api: BotApi, ask: Ask) -> None:
    one, two = api.user(), api.user()
    fault = api.refuse(429, retry_after=7, method="sendMessage", chat=one.id, times=2)
    answers = [await ask("sendMessage", chat_id=chat.id, text="hei") for chat in (one, two, one, one)]
    assert [answer["ok"] for answer in answers] == [False, True, False, True]
    assert answers[0] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert fault.hits == 2
    assert len(one.visible()) == 1


async def test_a_refused_call_is_still_held_against_the_schema(api: BotApi, ask: Ask) -> None:
    api.refuse(429)
    await ask("sendMessage", chat_id=api.user().id, text="")
    assert len(api.violations) == 1


async def test_failures_last_until_healed(api: BotApi, ask: Ask) -> None:
    api.fail(502)
    for method in ("getMe", "getUpdates"):
        assert (await ask(method))["description"] == "Bad Gateway"
    api.heal()
    assert (await ask("getMe"))["ok"]


async def test_a_proxys_page_is_no_json(api: BotApi, web: aiohttp.ClientSession) -> None:
    api.fail(504, html=True, times=1)
    async with web.get(f"{api.url}/bot{api.token}/getMe") as answer:
        assert answer.status == 504
        assert answer.content_type == "text/html"


@pytest.mark.parametrize("after", [False, True])
async def test_a_dropped_connection_hides_whether_the_message_came(api: BotApi, ask: Ask, *, after: bool) -> None:
    user = api.user()
    api.disconnect(method="sendMessage", times=1, after=after)
    with pytest.raises(aiohttp.ClientError):
        await ask("sendMessage", chat_id=user.id, text="hei")
    assert len(user.visible()) == after
    assert [call.delivered for call in api.calls] == [after]
    assert len(api.calls.sent(user.id)) == after
    assert (await ask("sendMessage", chat_id=user.id, text="hei"))["ok"]


async def test_slowness_delays_and_then_delivers(api: BotApi, ask: Ask) -> None:
    user = api.user()
    fault = api.slow(0.2, method="sendMessage")
    began = time.monotonic()
    answering = asyncio.create_task(ask("sendMessage", chat_id=user.id, text="hei"))
    await api.wait_for(lambda: api.calls)
    assert user.visible() == []
    assert (await answering)["ok"]
    assert time.monotonic() - began >= 0.2
    fault.stop()
    began = time.monotonic()
    await ask("sendMessage", chat_id=user.id, text="hei")
    assert time.monotonic() - began < 0.2
