"""Calls that aiogram would not make, sent as they are: each refused as Telegram refuses it."""

from datetime import timedelta

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import BaseTestServer

from bot.clock import MovableClock
from bot.simulator.person import Person
from bot.simulator.telegram import SimulatedTelegram

CALLS: list[tuple[str, dict[str, object], str]] = [
    ("sendMessage", {"text": "a", "chat_id": ""}, "chat_id is empty"),
    ("sendMessage", {"text": "a", "chat_id": "@nobody"}, "chat not found"),
    ("sendMessage", {"chat_id": 0}, "message text is empty"),
    ("sendMessage", {"text": "a", "parse_mode": "Klartekst"}, "unsupported parse_mode"),
    ("sendMessage", {"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ("sendMessage", {"text": "a", "reply_markup": []}, "object expected as reply markup"),
    ("sendMessage", {"text": "a", "reply_markup": {"keyboard": [1]}}, 'field "keyboard" must be an Array of Arrays'),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"keyboard": [[1]]}},
        "can't parse keyboard button: KeyboardButton must be a String or an Object",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"inline_keyboard": {}}},
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"inline_keyboard": [[1]]}},
        "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"inline_keyboard": [[{}]]}},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]] * 101}},
        "reply markup is too long",
    ),
    (
        "sendMessage",
        {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "http://[x"}]]}},
        "inline keyboard button URL 'http://[x' is invalid: Wrong HTTP URL",
    ),
    ("sendMessage", {"text": "a", "entities": [1]}, "can't parse MessageEntity: Unsupported type specified"),
    (
        "sendMessage",
        {"text": "a", "entities": [{"type": "bold", "offset": "x", "length": 1}]},
        "can't parse MessageEntity: Field must be of type Number",
    ),
    (
        "sendMessage",
        {"text": "a", "entities": [{"type": "bold", "offset": -1, "length": 1}]},
        "receive an entity with incorrect offset -1",
    ),
    (
        "sendMessage",
        {"text": "hello", "entities": [{"type": "bold", "offset": 100, "length": 1}]},
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    (
        "sendMessage",
        {"text": "hello", "entities": [{"type": "bold", "offset": 0, "length": 100}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
    ),
    ("sendDocument", {"document": "attach://x"}, "there is no document in the request"),
    ("sendDocument", {"document": "x", "caption": "x" * 1025}, "message caption is too long"),
    ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
    ("editMessageText", {"text": "a"}, "message identifier is not specified"),
    ("editMessageCaption", {"message_id": 1, "caption": "x" * 1025}, "message caption is too long"),
    ("deleteMessages", {"message_ids": ["a"]}, "message identifier must be a Number"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old and response timeout expired"),
    ("setMyCommands", {"commands": 1}, "expected an Array of BotCommand"),
    ("setMyCommands", {"commands": [1]}, "can't parse BotCommand: expected an Object"),
    ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [{}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ("getMyCommands", {"scope": 1}, "BotCommandScope must be an Object"),
    ("getUpdates", {"allowed_updates": 1}, "expected an Array of String as allowed updates"),
]


@pytest.mark.parametrize(("method", "asked", "complaint"), CALLS)
async def test_a_malformed_call_is_refused_and_changes_nothing(
    server: BaseTestServer,
    telegram: SimulatedTelegram,
    kari: Person,
    method: str,
    asked: dict[str, object],
    complaint: str,
) -> None:
    async with ClientSession(base_url=server.make_url("/")) as session:
        body = {"chat_id": kari.chat.id, **asked}
        async with session.post(f"/bot{telegram.token}/{method}", json=body) as response:
            answer = await response.json()
            assert response.status == 400
    assert answer["error_code"] == 400
    assert answer["description"].startswith(f"Bad Request: {complaint}")
    assert [message.text for message in kari.screen] == ["/start"]


@pytest.mark.parametrize("body", [b"{", b"[]"])
async def test_a_body_that_is_no_object_is_refused(
    server: BaseTestServer, telegram: SimulatedTelegram, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    async with ClientSession(base_url=server.make_url("/")) as session:
        async with session.post(f"/bot{telegram.token}/getMe", data=body, headers=headers) as response:
            assert (await response.json())["description"] == "Bad Request: can't parse JSON object"
        async with session.get(f"/bot{telegram.token}/") as response:
            assert response.status == 404


async def test_offsets_count_backwards_too(server: BaseTestServer, telegram: SimulatedTelegram, kari: Person) -> None:
    for text in ("en", "to", "tre"):
        await kari.says(text)
    address = server.make_url(f"/bot{telegram.token}/getUpdates?offset=-1")
    async with ClientSession() as session, session.get(address) as response:
        [update] = (await response.json())["result"]
    assert update["message"]["text"] == "tre"


async def test_an_update_may_come_twice(telegram: SimulatedTelegram, kari: Person) -> None:
    await kari.says("en")
    update = telegram.world.updates.peek()
    assert update is not None
    telegram.world.updates.repeat(update.id, update.kind, update.content)
    found = await telegram.world.updates.collect(0, 100, 0)
    assert [one.id for one in found] == [update.id, update.id]


async def test_a_person_deletes_on_their_own_phone_alone(kari: Person, telegram: SimulatedTelegram) -> None:
    message = await kari.says("a")
    kari.deletes(message)
    assert message not in kari.screen
    assert message.id in kari.chat.messages
    kari.deletes_chat()
    await kari.no_longer_sees("/start")
    assert len(kari.chat.messages) == 2
    with pytest.raises(LookupError, match="There is no link 'b'"):
        await kari.follows("b")


def test_the_clock_goes_forward_alone(clock: MovableClock) -> None:
    with pytest.raises(ValueError, match="forward only"):
        clock.advance(timedelta(seconds=-1))
    assert MovableClock().now().utcoffset() == timedelta()
