import asyncio
import time
from typing import Any

import pytest

from tests.bot_api import BotApi, check_update
from tests.instruments.conftest import Ask


def ids(answer: dict[str, Any]) -> list[int]:
    return [update["update_id"] for update in answer["result"]]


async def test_updates_come_again_until_a_higher_offset_confirms_them(api: BotApi, ask: Ask) -> None:
    user = api.user()
    await user.send("en")
    await user.send("to")
    first = await ask("getUpdates")
    assert [update["message"]["text"] for update in first["result"]] == ["en", "to"]
    assert all(check_update(update) == [] for update in first["result"])
    one, two = ids(first)
    assert two == one + 1
    assert ids(await ask("getUpdates", offset=one)) == [one, two]
    assert ids(await ask("getUpdates", offset=two)) == [two]
    assert ids(await ask("getUpdates")) == [two]
    assert ids(await ask("getUpdates", offset=two + 1)) == []
    assert ids(await ask("getUpdates")) == []


async def test_a_negative_offset_keeps_the_last_and_a_limit_the_first(api: BotApi, ask: Ask) -> None:
    user = api.user()
    for text in "abc":
        await user.send(text)
    assert len(ids(await ask("getUpdates", limit=2))) == 2
    assert [one["message"]["text"] for one in (await ask("getUpdates", offset=-1))["result"]] == ["c"]
    assert len(ids(await ask("getUpdates"))) == 1


async def test_a_long_poll_ends_with_the_update_or_with_its_time(api: BotApi, ask: Ask) -> None:
    began = time.monotonic()
    assert ids(await ask("getUpdates", timeout=1)) == []
    assert 0.9 < time.monotonic() - began < 2
    polling = asyncio.create_task(ask("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    assert not polling.done()
    await api.user().send("hei")
    assert len(ids(await asyncio.wait_for(polling, 1))) == 1


async def test_a_second_poll_ends_the_first(api: BotApi, ask: Ask) -> None:
    first = asyncio.create_task(ask("getUpdates", timeout=5))
    await api.wait_for(lambda: api.calls)
    second = asyncio.create_task(ask("getUpdates", timeout=5))
    assert "terminated by other getUpdates request" in (await asyncio.wait_for(first, 1))["description"]
    await api.user().send("hei")
    assert len(ids(await asyncio.wait_for(second, 1))) == 1


async def test_only_allowed_kinds_are_sent(api: BotApi, ask: Ask) -> None:
    user = api.user()
    await ask("getUpdates", allowed_updates=["callback_query"])
    await user.send("hei")
    user.tap_data("x", 1)
    assert [sorted(one) for one in (await ask("getUpdates"))["result"]] == [["callback_query", "update_id"]]
    assert len(api.updates.dropped) == 1
    await ask("getUpdates", allowed_updates=[])
    await user.send("hei")
    assert len(ids(await ask("getUpdates"))) == 2


async def test_a_repeated_update_comes_although_it_was_confirmed(api: BotApi, ask: Ask) -> None:
    await api.user().send("hei")
    (first,) = ids(await ask("getUpdates"))
    assert ids(await ask("getUpdates", offset=first + 1)) == []
    api.updates.repeat(first, times=2)
    assert ids(await ask("getUpdates", offset=first + 1)) == [first, first]
    assert ids(await ask("getUpdates", offset=first + 1)) == []


async def test_every_update_twice(api: BotApi, ask: Ask) -> None:
    api.updates.copies = 2
    await api.user().send("hei")
    (first, second) = ids(await ask("getUpdates"))
    assert first == second
    assert ids(await ask("getUpdates", offset=first + 1)) == []


async def test_held_updates_come_in_another_order(api: BotApi, ask: Ask) -> None:
    user = api.user()
    api.updates.hold()
    for text in "abc":
        await user.send(text)
    assert ids(await ask("getUpdates")) == []
    api.updates.release()
    assert [one["message"]["text"] for one in (await ask("getUpdates"))["result"]] == ["c", "b", "a"]


async def test_a_repeat_survives_a_poll_that_nobody_waited_for(api: BotApi, ask: Ask) -> None:
    await api.user().send("hei")
    (first,) = ids(await ask("getUpdates"))
    api.updates.confirm(first + 1)
    polling = asyncio.create_task(ask("getUpdates", offset=first + 1, timeout=5))
    await api.wait_for(lambda: len(api.calls) == 2)
    polling.cancel()
    await asyncio.sleep(0.05)
    api.updates.repeat(first)
    await asyncio.sleep(0.05)
    assert ids(await ask("getUpdates", offset=first + 1)) == [first]


async def test_an_update_that_telegram_never_sends_is_a_mistake_of_the_test(api: BotApi) -> None:
    with pytest.raises(ValueError, match="no such field"):
        api.push({"message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "txt": "hei"}})
