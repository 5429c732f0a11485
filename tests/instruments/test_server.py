import asyncio

import aiohttp
import pytest

from tests.bot_api import BotApi, check_object
from tests.instruments.conftest import Ask

YES_NO = {"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}, {"text": "Nei", "callback_data": "n"}]]}


def returned_type(method: str) -> str:
    return {"getMe": "User", "getChat": "ChatFullInfo", "getWebhookInfo": "WebhookInfo", "copyMessage": "MessageId",
            "getMyCommands": "Array of BotCommand", "sendMediaGroup": "Array of Message",
            "getChatMember": "ChatMember", "getMyName": "BotName"}.get(method, "Message")  # fmt: skip


async def test_what_it_answers_is_of_the_published_type(api: BotApi, ask: Ask) -> None:
    user = api.user()
    first = (await ask("sendMessage", chat_id=user.id, text="hei", reply_markup=YES_NO))["result"]["message_id"]
    calls: list[tuple[str, dict[str, object]]] = [
        ("getMe", {}),
        ("getWebhookInfo", {}),
        ("getMyCommands", {}),
        ("getMyName", {}),
        ("sendMessage", {"text": "<b>fet</b>", "parse_mode": "HTML", "reply_parameters": {"message_id": first}}),
        ("sendPhoto", {"photo": "id", "caption": "bilde"}),
        ("sendLocation", {"latitude": 59.9, "longitude": 10.7}),
        ("sendMediaGroup", {"media": [{"type": "photo", "media": "a"}, {"type": "photo", "media": "b"}]}),
        ("editMessageText", {"message_id": first, "text": "nytt"}),
        ("copyMessage", {"from_chat_id": user.id, "message_id": first}),
        ("forwardMessage", {"from_chat_id": user.id, "message_id": first}),
        ("getChat", {}),
        ("getChatMember", {"user_id": 1_000_000_001}),
    ]
    for method, params in calls:
        chat = {} if method.startswith(("getMe", "getW", "getMy")) else {"chat_id": user.id}
        answer = await ask(method, **chat, **params)
        assert answer["ok"], answer
        assert check_object(returned_type(method), answer["result"]) == [], method
    assert api.violations == []


async def test_a_call_that_breaks_the_schema_is_refused_and_recorded(api: BotApi, ask: Ask) -> None:
    user = api.user()
    refused: dict[str, dict[str, object]] = {
        "message text is empty": {"text": " "},
        "message is too long": {"text": "x" * 4097},
        'can\'t parse entities: Unsupported start tag "x" at byte offset 0': {"text": "<x>", "parse_mode": "HTML"},
        "sendMessage.loud: sendMessage has no such field": {"text": "hei", "loud": True},
    }
    for words, params in refused.items():
        answer = await ask("sendMessage", chat_id=user.id, **params)
        assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}
    assert len(api.violations) == len(refused)
    assert user.visible() == []
    assert (await ask("sendMesage", chat_id=user.id))["error_code"] == 404
    assert (await ask("sendDice", chat_id=user.id))["ok"]
    assert (await ask("sendGame", chat_id=user.id, game_short_name="x"))["description"].endswith("does not play it")


async def test_a_wrong_token_is_unauthorized(api: BotApi, web: aiohttp.ClientSession) -> None:
    async with web.get(f"{api.url}/bot1:wrong/getMe") as answer:
        assert answer.status == 401


async def test_calls_come_as_json_query_form_or_multipart(api: BotApi, web: aiohttp.ClientSession) -> None:
    user = api.user()
    address = f"{api.url}/bot{api.token}/sendMessage"
    plain = {"chat_id": str(user.id), "text": "hei", "protect_content": "true"}
    with aiohttp.MultipartWriter("form-data") as parts:
        for name, value in plain.items():
            parts.append(value).set_content_disposition("form-data", name=name)
    requests = (web.get(address, params=plain), web.post(address, data=plain), web.post(address, data=parts))
    for request in requests:
        async with request as answer:
            assert answer.status == 200, await answer.text()
    assert [one.params for one in api.calls] == [{"chat_id": user.id, "text": "hei", "protect_content": True}] * 3
    assert all(one.message["has_protected_content"] for one in user.visible())


async def test_edits_and_deletions_are_refused_as_telegram_refuses_them(api: BotApi, ask: Ask) -> None:
    user = api.user()
    own = await user.send("hei")
    sent = (await ask("sendMessage", chat_id=user.id, text="en", reply_markup=YES_NO))["result"]["message_id"]

    async def said(method: str, number: int, **params: object) -> str:
        return str((await ask(method, chat_id=user.id, message_id=number, **params)).get("description", "ok"))

    assert "message is not modified" in await said("editMessageText", sent, text="en ", reply_markup=YES_NO)
    assert await said("editMessageText", sent, text="en") == "ok"
    assert user.visible()[-1].buttons == []
    assert "message is not modified" in await said("editMessageReplyMarkup", sent)
    assert await said("editMessageText", own, text="to") == "Bad Request: message can't be edited"
    assert await said("editMessageText", 999, text="to") == "Bad Request: message to edit not found"
    assert (
        await said("editMessageCaption", sent, caption="to")
        == "Bad Request: there is no caption in the message to edit"
    )
    assert await said("deleteMessage", own) == "ok"
    assert await said("deleteMessage", own) == "Bad Request: message to delete not found"
    assert await said("editMessageText", own, text="to") == "Bad Request: message to edit not found"
    assert [one.text for one in user.visible()] == ["en"]
    assert [one.text for one in user.ever()] == ["hei", "en", "en"]


async def test_messages_older_than_48_hours_stay(api: BotApi, ask: Ask) -> None:
    user = api.user()
    old = await user.send("gammel")
    api.advance(47.9 * 3600)
    young = await user.send("ny")
    api.advance(0.2 * 3600)
    refused = await ask("deleteMessage", chat_id=user.id, message_id=old)
    assert refused["description"] == "Bad Request: message can't be deleted for everyone"
    assert (await ask("deleteMessages", chat_id=user.id, message_ids=[young, 999]))["ok"]
    assert [one.text for one in user.visible()] == ["gammel"]


async def test_a_tap_is_answered_in_time_or_not_at_all(api: BotApi, ask: Ask) -> None:
    user = api.user()
    await ask("sendMessage", chat_id=user.id, text="?", reply_markup=YES_NO)
    tap = await user.tap("Ja")
    assert (await ask("answerCallbackQuery", callback_query_id=tap.id, text="takk"))["ok"]
    assert tap.answers == [{"text": "takk"}]
    assert not (await ask("answerCallbackQuery", callback_query_id="17"))["ok"]
    late = await user.tap("n")
    api.advance(31)
    assert "query is too old" in (await ask("answerCallbackQuery", callback_query_id=late.id))["description"]
    assert late.answers == []


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        ("new", 403, "Forbidden: bot can't initiate conversation with a user"),
        ("blocked", 403, "Forbidden: bot was blocked by the user"),
        ("deactivated", 403, "Forbidden: user is deactivated"),
        ("unknown", 400, "Bad Request: chat not found"),
        ("left", 403, "Forbidden: bot is not a member of the supergroup chat"),
    ],
)
async def test_who_cannot_be_written_to(api: BotApi, ask: Ask, state: str, code: int, words: str) -> None:
    user, group = api.user(new=state == "new"), api.group()
    chat = {"unknown": 1, "left": group.id}.get(state, user.id)
    if state == "blocked":
        api.block(user)
    if state == "deactivated":
        api.deactivate(user)
    if state == "left":
        assert (await ask("leaveChat", chat_id=group.id))["ok"]
    answer = await ask("sendMessage", chat_id=chat, text="hei")
    assert answer == {"ok": False, "error_code": code, "description": words}
    if state == "new":
        await user.send("/start")
        assert (await ask("sendMessage", chat_id=chat, text="hei"))["ok"]


async def test_protected_content_is_not_copied(api: BotApi, ask: Ask) -> None:
    user = api.user()
    sent = await ask("sendMessage", chat_id=user.id, text="vern", protect_content=True, disable_notification=True)
    copy = {"chat_id": user.id, "from_chat_id": user.id, "message_id": sent["result"]["message_id"]}
    assert (await ask("copyMessage", **copy))["description"] == "Bad Request: message can't be copied"
    assert user.visible()[-1].how == {"disable_notification": True, "protect_content": True}


async def test_the_profile_is_kept_for_each_language_and_scope(api: BotApi, ask: Ask) -> None:
    one, two = [{"command": "start", "description": "Start"}], [{"command": "vakt", "description": "Vakt"}]
    await ask("setMyCommands", commands=one)
    await ask("setMyCommands", commands=two, scope={"type": "chat", "chat_id": 5}, language_code="nb")
    assert (await ask("getMyCommands"))["result"] == one
    assert (await ask("getMyCommands", scope={"type": "chat", "chat_id": 5}, language_code="nb"))["result"] == two
    await ask("deleteMyCommands", scope={"type": "chat", "chat_id": 5}, language_code="nb")
    assert (await ask("getMyCommands", scope={"type": "chat", "chat_id": 5}, language_code="nb"))["result"] == one
    await ask("setMyName", name="Kalender", language_code="nb")
    assert (await ask("getMyName", language_code="nb"))["result"] == {"name": "Kalender"}
    assert (await ask("getMyName"))["result"] == {"name": ""}


async def test_floods_are_counted_over_each_chat_and_over_all(api: BotApi, ask: Ask) -> None:
    users = [api.user() for _ in range(31)]
    await asyncio.gather(*(ask("sendMessage", chat_id=user.id, text="hei") for user in users[:30]))
    assert api.flood() == []
    await ask("sendMessage", chat_id=users[30].id, text="hei")
    assert [line.partition(":")[0] for line in api.flood()] == ["all chats"]
    await ask("sendMessage", chat_id=users[0].id, text="hei")
    assert any(line.startswith(f"chat {users[0].id}: two messages") for line in api.flood())


async def test_enforced_limits_answer_429_and_deliver_nothing(web: aiohttp.ClientSession) -> None:
    async with BotApi(enforce_limits=True) as api:
        user = api.user()

        async def send() -> int:
            address = f"{api.url}/bot{api.token}/sendMessage"
            async with web.post(address, json={"chat_id": user.id, "text": "hei"}) as answer:
                return answer.status

        assert [await send(), await send()] == [200, 429]
        await asyncio.sleep(1.0)
        assert await send() == 200
        assert len(user.visible()) == 2
        assert api.flood() == []
