import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from bot.simulator.calls import Call
from bot.simulator.person import Person
from bot.simulator.refusals import Refused
from bot.simulator.telegram import SimulatedTelegram


async def test_a_flood_says_how_long_to_wait(bot: Bot, kari: Person, telegram: SimulatedTelegram) -> None:
    telegram.trouble.floods(7, method="sendMessage", times=2)
    await bot.get_me()
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as flood:
            await bot.send_message(kari.chat.id, "a")
        assert flood.value.retry_after == 7
    await bot.send_message(kari.chat.id, "a")
    assert len(kari.screen) == 2


async def test_a_fault_and_a_cut_before_the_deed_do_nothing(
    bot: Bot, kari: Person, telegram: SimulatedTelegram
) -> None:
    telegram.trouble.fails(502, "Bad Gateway")
    with pytest.raises(TelegramServerError, match="Bad Gateway"):
        await bot.send_message(kari.chat.id, "a")
    telegram.trouble.hangs_up()
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(kari.chat.id, "a")
    telegram.trouble.gone = True
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(kari.chat.id, "a")
    assert [message.text for message in kari.screen] == ["/start"]


async def test_a_cut_after_the_deed_leaves_the_message_standing(
    bot: Bot, kari: Person, telegram: SimulatedTelegram
) -> None:
    telegram.trouble.hangs_up("after", method="sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(kari.chat.id, "a")
    assert kari.screen[-1].text == "a"


async def test_slowness_lasts_as_long_as_it_was_told(bot: Bot, telegram: SimulatedTelegram) -> None:
    telegram.trouble.slows(0.2)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await bot.get_me()
    assert loop.time() - began >= 0.2


async def test_telegrams_pace_is_held_when_asked_for(bot: Bot, kari: Person, telegram: SimulatedTelegram) -> None:
    telegram.limit(a_second=2, chat_pause=0.5)
    await bot.send_message(kari.chat.id, "a")
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(kari.chat.id, "b")
    people = [telegram.person(name) for name in ("Ola", "Per")]
    for person in people:
        await person.says("hei")
    await bot.send_message(people[0].chat.id, "a")
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(people[1].chat.id, "a")


async def test_a_watcher_sees_each_call_and_its_answer(bot: Bot, kari: Person, telegram: SimulatedTelegram) -> None:
    seen: list[tuple[Call, object]] = []
    telegram.watch(lambda call, answer: seen.append((call, answer)))
    await bot.send_message(kari.chat.id, "a")
    telegram.trouble.fails()
    with pytest.raises(TelegramServerError):
        await bot.delete_message(kari.chat.id, 1)
    assert [call.method for call, _ in seen] == ["sendmessage", "deletemessage"]
    assert seen[0][0].text("text") == "a"
    assert isinstance(seen[1][1], Refused)


async def test_no_word_of_a_person_stands_in_a_repr(bot: Bot, kari: Person, telegram: SimulatedTelegram) -> None:
    message = await kari.says("hemmelig")
    tap = await kari.taps_with("hemmelig", message)
    await bot.send_message(kari.chat.id, "hemmelig")
    update = telegram.world.updates.peek()
    call = Call("sendmessage", {"text": "hemmelig"})
    for thing in (message, tap, update, call, kari, kari.chat, kari.notifications[-1]):
        assert "hemmelig" not in repr(thing)
