"""Long polling: each sender's updates in order, and none confirmed before what it caused is committed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from itertools import pairwise
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, TelegramMethod

from bot.telegram.feed import Feed
from bot.telegram.polling import Polling
from storage.errors import StoreFull
from tests.bot.outgoing import soon
from tests.bot_api import BotApi, User
from tests.conversations.direct import direct_bot


class Taking(Feed):
    """Takes updates instead of the program: notes them, as slowly as told, and ends as told."""

    def __init__(self) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self.begun: list[Mapping[str, Any]] = []
        self.slow: Callable[[Mapping[str, Any]], float] = lambda _: 0.0
        self.answer: TelegramMethod[Any] | None = None
        self.refusals = 0

    async def take(self, raw: Mapping[str, Any]) -> TelegramMethod[Any] | None:
        self.begun.append(raw)
        await asyncio.sleep(self.slow(raw))
        if self.refusals:
            self.refusals -= 1
            raise StoreFull
        self.taken.append(raw)
        return self.answer

    @property
    def texts(self) -> list[str]:
        return [str(raw.get("message", {}).get("text")) for raw in self.taken]


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def feed() -> Taking:
    return Taking()


@pytest.fixture
async def polling(api: BotApi, feed: Taking, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Polling]:
    monkeypatch.setattr("bot.telegram.polling.FIRST_PAUSE_SECONDS", 0.02)
    made = Polling(direct_bot(api), feed)
    running = asyncio.create_task(made.run())
    yield made
    made.stop()
    async with asyncio.timeout(5):
        await running


def confirmed(api: BotApi) -> list[int]:
    """The offsets that were asked from, in order."""
    return [int(str(call.params["offset"])) for call in api.calls.of("getUpdates") if "offset" in call.params]


async def test_what_comes_is_taken_and_then_confirmed(polling: Polling, api: BotApi, feed: Taking) -> None:
    user = api.user()
    await user.send("hei")
    await soon(lambda: confirmed(api))
    assert feed.texts == ["hei"]
    assert confirmed(api) == [int(feed.taken[0]["update_id"]) + 1]


async def test_nothing_is_confirmed_while_it_is_worked(polling: Polling, api: BotApi, feed: Taking) -> None:
    feed.slow = lambda _: 0.2
    await api.user().send("hei")
    await soon(lambda: feed.begun)
    await asyncio.sleep(0.1)
    assert confirmed(api) == []
    await soon(lambda: confirmed(api))
    assert feed.texts == ["hei"]


async def test_one_senders_updates_come_in_order_and_others_do_not_wait(
    api: BotApi, feed: Taking, polling: Polling
) -> None:
    anna, berit = api.user(), api.user()
    feed.slow = lambda raw: 0.1 if raw["message"]["from"]["id"] == anna.id else 0.0
    api.updates.hold()
    for words in ("én", "to", "tre"):
        await anna.send(words)
    await berit.send("hei")
    api.updates.release(lambda held: held)
    await soon(lambda: len(feed.taken) == 4)
    assert [words for words in feed.texts if words != "hei"] == ["én", "to", "tre"]
    assert feed.texts[0] == "hei"


async def test_what_the_database_refused_comes_again(polling: Polling, api: BotApi, feed: Taking) -> None:
    feed.refusals = 2
    await api.user().send("hei")
    await soon(lambda: feed.taken)
    assert feed.texts == ["hei"]
    assert len(feed.begun) == 3
    assert len({raw["update_id"] for raw in feed.begun}) == 1


async def test_an_update_that_names_nobody_is_taken_too(polling: Polling, api: BotApi, feed: Taking) -> None:
    channel = api.group("channel")
    polling._offset = None
    await channel.post("hei")
    await soon(lambda: feed.taken)
    assert "channel_post" in feed.taken[0]


async def test_a_tap_is_answered_and_a_failing_answer_loses_nothing(
    polling: Polling, api: BotApi, feed: Taking
) -> None:
    user = api.user()
    tap = user.tap_data("c:1:yes", 1)
    feed.answer = AnswerCallbackQuery(callback_query_id=tap.id)
    await soon(lambda: tap.answers)
    feed.answer = AnswerCallbackQuery(callback_query_id="4711")
    user.tap_data("c:1:yes", 1)
    await soon(lambda: len(api.calls.of("answerCallbackQuery")) == 2)
    await user.send("og videre")
    await soon(lambda: "og videre" in feed.texts)


@pytest.mark.parametrize("code", [500, 502, 429, 409])
async def test_a_bad_day_at_telegram_ends(
    polling: Polling, api: BotApi, feed: Taking, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    wait = 1 if code == 429 else None
    trouble = api.refuse(code, retry_after=wait, method="getUpdates", times=2, description="Telegram is not well")
    await api.user().send("hei")
    await soon(lambda: feed.taken)
    assert feed.texts == ["hei"]
    assert trouble.hits == 2
    assert len(caplog.records) == 2


async def test_the_pause_after_trouble_grows_to_a_limit_and_ends_with_it(
    polling: Polling, api: BotApi, feed: Taking
) -> None:
    api.disconnect(method="getUpdates", times=4)
    await api.user().send("hei")
    await soon(lambda: feed.taken)
    times = [call.at for call in api.calls.of("getUpdates")]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert pauses[3] > pauses[1]


async def test_stopping_confirms_what_was_worked_and_takes_no_more(api: BotApi, feed: Taking) -> None:
    polling = Polling(direct_bot(api), feed)
    running = asyncio.create_task(polling.run())
    feed.slow = lambda _: 0.1
    await api.user().send("hei")
    await soon(lambda: feed.begun)
    polling.stop()
    async with asyncio.timeout(5):
        await running
    assert feed.texts == ["hei"]
    assert confirmed(api) == [int(feed.taken[0]["update_id"]) + 1]
    assert api.updates.pending == []


async def test_stopping_before_anything_came_confirms_nothing(api: BotApi, feed: Taking) -> None:
    polling = Polling(direct_bot(api), feed)
    running = asyncio.create_task(polling.run())
    await soon(lambda: api.calls.of("getUpdates"))
    polling.stop()
    async with asyncio.timeout(5):
        await running
    assert confirmed(api) == []


async def test_a_telegram_that_does_not_take_the_last_confirmation_does_not_hold_the_end(
    api: BotApi, feed: Taking
) -> None:
    polling = Polling(direct_bot(api), feed)
    running = asyncio.create_task(polling.run())
    user: User = api.user()
    feed.slow = lambda _: 0.1
    await user.send("hei")
    await soon(lambda: feed.begun)
    api.disconnect()
    polling.stop()
    async with asyncio.timeout(5):
        await running
    assert feed.texts == ["hei"]
