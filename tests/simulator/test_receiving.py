import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.types import Message
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.clock import MovableClock
from bot.simulator.person import Person
from bot.simulator.telegram import SimulatedTelegram


async def test_an_update_is_handed_out_until_it_is_confirmed(bot: Bot, kari: Person) -> None:
    for text in ("en", "to", "tre"):
        await kari.says(text)
    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first if update.message] == ["en", "to"]
    assert await bot.get_updates(limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["tre"]
    assert await bot.get_updates(offset=rest[-1].update_id + 1) == []


async def test_a_poll_waits_and_wakes(bot: Bot, kari: Person) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    assert not poll.done()
    await kari.says("/hei der")
    async with asyncio.timeout(2):
        [update] = await poll
    assert update.message is not None
    assert update.message.entities is not None
    assert [(entity.type, entity.offset, entity.length) for entity in update.message.entities] == [
        ("bot_command", 0, 4)
    ]


async def test_a_second_poll_ends_the_first_with_409(bot: Bot, kari: Person) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot.get_updates(timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    await kari.says("a")
    assert len(await second) == 1


async def test_updates_are_kept_24_hours_and_only_the_kinds_asked_for(
    bot: Bot, kari: Person, clock: MovableClock
) -> None:
    await kari.says("gammel")
    clock.advance(timedelta(hours=24, seconds=1))
    await bot.get_updates(allowed_updates=["message"])
    kari.blocks()
    kari.unblocks()
    await kari.says("ny")
    assert [update.event_type for update in await bot.get_updates()] == ["message"]


async def test_blocking_is_told(bot: Bot, kari: Person) -> None:
    kari.blocks()
    kari.unblocks()
    statuses = [
        update.my_chat_member.new_chat_member.status for update in await bot.get_updates() if update.my_chat_member
    ]
    assert statuses == ["kicked", "member"]
    kari.blocks()
    with pytest.raises(RuntimeError):
        await kari.says("a")


async def test_anything_can_be_sent(bot: Bot, kari: Person) -> None:
    message = await kari.sends({"location": {"latitude": 59.7, "longitude": 10.2}})
    await kari.sends({"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}, caption="se")
    await kari.says("x" * 10_000)
    await kari.edits(message, "rettet")
    updates = await bot.get_updates()
    kinds = [update.message.content_type for update in updates if update.message]
    assert kinds == ["location", "photo", "text", "text", "text"]
    assert [len(update.message.text) for update in updates if update.message and update.message.text] == [
        4096,
        4096,
        1808,
    ]
    assert updates[1].message is not None
    assert updates[1].message.caption == "se"
    assert updates[-1].event_type == "edited_message"


async def test_a_group_takes_the_bot_in_and_the_bot_leaves(bot: Bot, kari: Person, telegram: SimulatedTelegram) -> None:
    for kind in ("group", "channel"):
        chat = telegram.group("Klassen", "group" if kind == "group" else "channel")
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await bot.leave_chat(chat.id)
        kari.adds_bot(chat)
        await kari.says("hei", chat)
        await bot.leave_chat(chat.id)
        assert chat.left
    events = [update.event_type for update in await bot.get_updates()]
    assert events == ["my_chat_member", "message", "my_chat_member", "channel_post"]
    with pytest.raises(TelegramBadRequest, match="can't be changed in private chats"):
        await bot.leave_chat(kari.chat.id)


async def test_a_real_dispatcher_runs_on_it(bot: Bot, telegram: SimulatedTelegram) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(f"Du skrev {message.text}")

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    ola = telegram.person("Ola", language_code="nn")
    await ola.says("hei")
    assert (await ola.sees("Du skrev hei")).from_bot
    await ola.says("igjen")
    await telegram.quiet()
    assert [message.text for message in ola.screen] == ["hei", "Du skrev hei", "igjen", "Du skrev igjen"]
    await dispatcher.stop_polling()
    await polling


async def test_quiet_gives_up_when_nobody_collects(
    telegram: SimulatedTelegram, server: BaseTestServer, kari: Person
) -> None:
    await kari.says("hallo?")
    with pytest.raises(TimeoutError):
        await telegram.quiet(0.05, within=0.3)


async def test_a_webhook_is_brought_every_update_and_may_answer_with_a_call(
    clock: MovableClock, make_bot: Callable[[BaseTestServer, str], Bot]
) -> None:
    brought: list[tuple[str | None, dict[str, Any]]] = []
    statuses = [500, 200, 200]

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        brought.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update))
        reply = {"method": "sendMessage", "chat_id": update["message"]["chat"]["id"], "text": "svar"}
        return web.json_response(reply, status=statuses.pop(0))

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app, host="127.0.0.1") as home:
        telegram = SimulatedTelegram(clock.now, webhook_through=str(home.make_url("/")))
        api = web.Application()
        telegram.mount(api)
        async with TestServer(api, host="127.0.0.1") as server:
            bot = make_bot(server, telegram.token)
            await bot.set_webhook("https://havn.example.org/hook", secret_token="s3cret")
            kari = telegram.person("Kari")
            await kari.says("en")
            await kari.sees("svar")
            await kari.says("to")
            await kari.sees("svar")
            await telegram.quiet()
            info = await bot.get_webhook_info()
            assert (info.url, info.pending_update_count) == ("https://havn.example.org/hook", 0)
            assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
            with pytest.raises(TelegramConflictError, match="while webhook is active"):
                await bot.get_updates()
            await bot.delete_webhook()
            assert await bot.get_updates() == []
    assert [(secret, update["message"]["text"]) for secret, update in brought] == [
        ("s3cret", "en"),
        ("s3cret", "en"),
        ("s3cret", "to"),
    ]
    assert len({update["update_id"] for _, update in brought}) == 2
    assert [message.text for message in kari.screen] == ["en", "svar", "to", "svar"]


async def test_a_webhook_leads_nowhere_but_to_loopback(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="bad webhook: Failed to resolve host"):
        await bot.set_webhook("https://havn.example.org/hook")
