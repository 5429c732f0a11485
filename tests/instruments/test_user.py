import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ContentType
from aiogram.types import (
    CallbackQuery,
    ErrorEvent,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)

from tests.bot_api import BotApi
from tests.bot_api.kinds import all_message_kinds, all_update_kinds

Seen = list[str]


def answering(errors: list[Exception]) -> Dispatcher:
    """A bot that repeats what it hears with two buttons, and shows on a tap which it was."""
    dispatcher = Dispatcher()
    row = [InlineKeyboardButton(text="Ja", callback_data="y"), InlineKeyboardButton(text="Nei", callback_data="n")]
    link = [InlineKeyboardButton(text="Les", url="https://a.example/")]

    @dispatcher.message()
    async def heard(message: Message) -> None:
        if message.text == "taster":
            keys = [[KeyboardButton(text="Rød"), KeyboardButton(text="Blå")]]
            await message.answer("velg", reply_markup=ReplyKeyboardMarkup(keyboard=keys))
            return
        said = f"hørte {message.text or ContentType(message.content_type).value}"
        await message.answer(said[:4096], reply_markup=InlineKeyboardMarkup(inline_keyboard=[row, link]))

    @dispatcher.callback_query()
    async def tapped(query: CallbackQuery) -> None:
        await query.answer("takk")
        if isinstance(query.message, Message):
            await query.message.edit_text(f"valgte {query.data}")

    @dispatcher.error()
    async def failed(event: ErrorEvent) -> None:
        errors.append(event.exception)

    return dispatcher


@pytest.fixture
def errors() -> list[Exception]:
    return []


@pytest.fixture
async def served(api: BotApi, errors: list[Exception]) -> AsyncIterator[BotApi]:
    bot = Bot(api.token, session=AiohttpSession(api=TelegramAPIServer.from_base(api.url)))
    dispatcher = answering(errors)
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5))
    await api.wait_for(lambda: api.calls.of("getUpdates"))
    yield api
    await dispatcher.stop_polling()
    await asyncio.wait_for(polling, 10)
    await bot.session.close()


async def test_a_conversation_through_a_real_library(served: BotApi) -> None:
    user = served.user()
    await user.send("hei")
    shown = await user.wait_for_text("hørte hei")
    assert [[button.text for button in row] for row in shown.rows] == [["Ja", "Nei"], ["Les"]]
    tap = await user.tap("Ja")
    await user.wait_for_text("valgte y")
    await user.wait_for(lambda: tap.answers == [{"text": "takk"}])
    assert [str(one) for one in user.visible()] == ["#1001 person: 'hei'", "#1002 bot: 'valgte y'"]
    assert "hørte hei" in [one.text for one in user.ever()]
    assert served.violations == []


async def test_an_old_button_can_still_be_tapped(served: BotApi) -> None:
    user = served.user()
    await user.send("hei")
    old = await user.wait_for_text("hørte")
    await user.tap("Ja")
    await user.wait_for_text("valgte y")
    await user.tap("Nei", on=old)
    await user.wait_for_text("valgte n")


async def test_a_tap_on_a_deleted_message_comes_without_its_content(served: BotApi, errors: list[Exception]) -> None:
    user = served.user()
    await user.send("hei")
    old = await user.wait_for_text("hørte")
    served.world.delete(user.chat.posts[old.id])
    tap = await user.tap("Ja", on=old)
    await user.wait_for(lambda: tap.answers)
    assert served.updates.every[-1]["callback_query"]["message"]["date"] == 0  # type: ignore[index]
    assert errors == []


async def test_keys_of_a_reply_keyboard_are_sent_as_text(served: BotApi) -> None:
    user = served.user()
    await user.send("taster")
    await user.tap("Blå")
    await user.wait_for_text("hørte Blå")


async def test_tapping_what_is_not_there_fails_soon_and_says_what_is(served: BotApi) -> None:
    user = served.user()
    await user.send("hei")
    await user.wait_for_text("hørte hei")
    began = time.monotonic()
    with pytest.raises(AssertionError) as failure:
        await user.tap("Kanskje", within=0.2)
    assert time.monotonic() - began < 1
    assert "no visible button 'Kanskje'" in str(failure.value)
    assert "bot: 'hørte hei' [Ja | Nei | Les]" in str(failure.value)
    assert "sendMessage(chat" in str(failure.value)
    with pytest.raises(AssertionError, match=r"opens https://a\.example/"):
        await user.tap("Les")


async def test_everything_a_person_can_send_arrives(served: BotApi, errors: list[Exception]) -> None:
    user = served.user()
    kinds = [kind for kind, _ in all_message_kinds(user.chat.about, user.person)]
    for kind in kinds:
        await user.send_kind(kind)
    await user.wait_for(lambda: len(user.from_bot()) == len(kinds), 10)
    assert errors == []
    assert served.violations == []


async def test_the_short_ways_to_send(served: BotApi) -> None:
    user = served.user("so")
    for sending in (
        user.send_photo("se"),
        user.send_sticker(),
        user.send_voice(),
        user.send_location(),
        user.send_contact(),
    ):
        await sending
    heard = ["photo", "sticker", "voice", "location", "contact"]
    await user.wait_for(lambda: all(user.sees(f"hørte {kind}") for kind in heard))
    message = served.updates.every[0]["message"]
    assert isinstance(message, dict)
    assert message["caption"] == "se"
    assert message["from"]["language_code"] == "so"


async def test_ten_thousand_characters_come_as_three_messages(served: BotApi) -> None:
    user = served.user()
    await user.send("å" * 10_000)
    assert [len(one.text) for one in user.visible()] == [4096, 4096, 1808]
    await user.wait_for(lambda: len(user.from_bot()) == 3)


async def test_every_kind_of_update_is_delivered(api: BotApi) -> None:
    user = api.user()
    api.updates.allow([kind for kind, _ in all_update_kinds(user.chat.about, user.person)])
    for _, update in all_update_kinds(user.chat.about, user.person):
        api.push(update)
    assert len(api.updates.pending) == len(list(all_update_kinds(user.chat.about, user.person))) >= 27


async def test_commands_edits_blocks_and_groups_are_told_as_telegram_tells_them(api: BotApi) -> None:
    user, group, channel = api.user(), api.group(), api.group("channel")
    number = await user.send("/start KODE")
    await user.edit(number, "endret")
    await user.block()
    await user.unblock()
    await group.add_bot(user)
    await group.send(user, "hei")
    await channel.post("hei")
    kinds = [next(key for key in one if key != "update_id") for one in api.updates.every]
    assert kinds == ["message", "edited_message", "my_chat_member", "my_chat_member", "my_chat_member", "message",
                     "channel_post"]  # fmt: skip
    first, _, blocked, unblocked, added, *_ = (next(iter(list(one.values())[1:])) for one in api.updates.every)
    assert first["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]  # type: ignore[index]
    states = [one["new_chat_member"]["status"] for one in (blocked, unblocked, added)]  # type: ignore[index]
    assert states == ["kicked", "member", "member"]
    assert group.id < -1_000_000_000_000


async def test_idle_waits_for_the_program_to_rest(served: BotApi) -> None:
    user = served.user()
    served.slow(0.3, method="sendMessage")
    await user.send("hei")
    await served.idle()
    assert user.sees("hørte hei")


async def test_waiting_is_bounded(api: BotApi) -> None:
    began = time.monotonic()
    with pytest.raises(AssertionError, match=r"not within 0\.1 s: det skjer"):
        await api.wait_for(lambda: False, 0.1, "det skjer")
    assert time.monotonic() - began < 1
