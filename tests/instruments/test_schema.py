import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.bot_api import check_call, check_object, check_update
from tests.bot_api.published import published
from tests.bot_api.schema import Upload, decode

BUTTON = {"text": "Ja", "callback_data": "ja"}


def keyboard(*buttons: Mapping[str, object]) -> dict[str, object]:
    return {"inline_keyboard": [[button] for button in buttons]}


def found(method: str, **params: object) -> str:
    return "\n".join(check_call(method, params))


GOOD: list[tuple[str, dict[str, object]]] = [
    ("getMe", {}),
    ("sendMessage", {"chat_id": 5, "text": "hei"}),
    ("sendMessage", {"chat_id": "@kanal", "text": "x" * 4096}),
    ("sendMessage", {"chat_id": 5, "text": "<b>" + "x" * 4096 + "</b>", "parse_mode": "HTML"}),
    ("sendMessage", {"chat_id": 5, "text": "a &lt; b &amp; c &#229;", "parse_mode": "HTML"}),
    ("sendMessage", {"chat_id": 5, "text": "hei", "reply_markup": keyboard(BUTTON)}),
    ("sendMessage", {"chat_id": 5, "text": "hei", "reply_markup": {"keyboard": [["Ja", {"text": "Nei"}]]}}),
    ("sendMessage", {"chat_id": 5, "text": "hei", "reply_markup": {"remove_keyboard": True}}),
    ("sendMessage", {"chat_id": 5, "text": "hei", "link_preview_options": {"is_disabled": True}}),
    ("sendMessage", {"chat_id": 5, "text": "hei", "reply_parameters": {"message_id": 4}}),
    ("editMessageText", {"chat_id": 5, "message_id": 1, "text": "hei"}),
    ("editMessageText", {"inline_message_id": "x", "text": "hei"}),
    ("deleteMessages", {"chat_id": 5, "message_ids": list(range(100))}),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 200}),
    ("setMyCommands", {"commands": [{"command": "vakt_2", "description": "På vakt"}], "scope": {"type": "default"}}),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 5}, "language_code": "nb"}),
    ("sendPhoto", {"chat_id": 5, "photo": Upload("a.png", 10), "caption": "x" * 1024}),
    ("sendMediaGroup", {"chat_id": 5, "media": [{"type": "photo", "media": "a"}, {"type": "video", "media": "b"}]}),
    ("setWebhook", {"url": "https://havn.example/x", "secret_token": "aZ0_-", "max_connections": 100}),
    ("sendLocation", {"chat_id": 5, "latitude": 59, "longitude": 10.5, "live_period": 0x7FFFFFFF}),
    ("setChatMenuButton", {"menu_button": {"type": "web_app", "text": "x", "web_app": {"url": "https://a.example"}}}),
    ("sendChatAction", {"chat_id": 5, "action": "typing"}),
]

BAD: list[tuple[str, dict[str, object], str]] = [
    ("sendMesage", {"chat_id": 5}, "no such method"),
    ("sendMessage", {"chat_id": 5}, "text: missing"),
    ("sendMessage", {"text": "hei"}, "chat_id: missing"),
    ("sendMessage", {"chat_id": 5, "text": "hei", "silent": True}, "silent: sendMessage has no such field"),
    ("sendMessage", {"chat_id": 5.5, "text": "hei"}, "chat_id: expected Integer, got float"),
    ("sendMessage", {"chat_id": True, "text": "hei"}, "chat_id: expected Integer, got bool"),
    ("sendMessage", {"chat_id": 5, "text": None}, "text: expected String, got NoneType"),
    ("sendMessage", {"chat_id": 5, "text": "hei", "disable_notification": 1}, "expected Boolean, got int"),
    ("sendMessage", {"chat_id": 5, "text": ""}, "0 characters after entities parsing"),
    ("sendMessage", {"chat_id": 5, "text": " \n "}, "0 characters after entities parsing"),
    ("sendMessage", {"chat_id": 5, "text": "<b></b>", "parse_mode": "HTML"}, "0 characters after entities parsing"),
    ("sendMessage", {"chat_id": 5, "text": "x" * 4097}, "4097 characters"),
    ("sendMessage", {"chat_id": 5, "text": "😀" * 2049}, "4098 characters"),
    ("sendMessage", {"chat_id": 5, "text": "\ud800"}, "not encodable"),
    ("sendMessage", {"chat_id": 5, "text": "<b>hei", "parse_mode": "HTML"}, "Can't find end tag"),
    ("sendMessage", {"chat_id": 5, "text": "a < b", "parse_mode": "HTML"}, "Unsupported start tag"),
    ("sendMessage", {"chat_id": 5, "text": "Kari & Ola", "parse_mode": "HTML"}, "unescaped '&'"),
    ("sendMessage", {"chat_id": 5, "text": "hei", "parse_mode": "html"}, "must match HTML"),
    ("sendMessage", {"chat_id": 5, "text": "hei", "parse_mode": "HTML", "entities": []}, "not beside it"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": keyboard({"text": "Ja"})}, "Exactly one of the fields"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": keyboard(BUTTON | {"url": "a"})}, "Exactly one of"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": keyboard(BUTTON | {"text": " "})}, "needs a text"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard": [[]]}}, "row without buttons"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": keyboard(BUTTON | {"callback_data": ""})}, "0 bytes"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": keyboard(BUTTON | {"callback_data": "å" * 33})}, "66"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": keyboard(BUTTON | {"style": "red"})}, "one of"),
    ("sendMessage", {"chat_id": 5, "text": "x", "reply_markup": json.dumps(keyboard(BUTTON))}, "got str"),
    ("editMessageText", {"chat_id": 5, "text": "hei"}, "message_id is missing"),
    ("editMessageText", {"text": "hei"}, "chat_id is missing"),
    ("editMessageText", {"chat_id": 5, "message_id": 1}, "text is missing"),
    ("deleteMessages", {"chat_id": 5, "message_ids": []}, "0 items"),
    ("deleteMessages", {"chat_id": 5, "message_ids": list(range(101))}, "101 items"),
    ("deleteMessages", {"chat_id": 5, "message_ids": ["1"]}, "message_ids[0]: expected Integer"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "201 characters"),
    ("setMyCommands", {"commands": [{"command": "Vakt", "description": "x"}]}, "[a-z0-9_]"),
    ("setMyCommands", {"commands": [{"command": "på", "description": "x"}]}, "[a-z0-9_]"),
    ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}, "33 characters"),
    ("setMyCommands", {"commands": [{"command": "x", "description": ""}]}, "0 characters"),
    ("setMyCommands", {"commands": [{"command": "x", "description": "x" * 257}]}, "257 characters"),
    ("setMyCommands", {"commands": [{"command": "x", "description": "x"}] * 101}, "101 items"),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, "scope.chat_id: missing"),
    ("setMyCommands", {"commands": [], "scope": {"type": "everyone"}}, "no BotCommandScope"),
    ("setMyCommands", {"commands": [], "language_code": "kmr"}, "two-letter ISO 639-1"),
    ("setMyName", {"name": "x" * 65}, "65 characters"),
    ("setMyDescription", {"description": "x" * 513}, "513 characters"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "121 characters"),
    ("setWebhook", {"url": "https://havn.example", "secret_token": "æ"}, "only A-Z"),
    ("setWebhook", {"url": "https://havn.example", "max_connections": 101}, "101 as a number"),
    ("getUpdates", {"limit": 0}, "0 as a number"),
    ("sendChatAction", {"chat_id": 5, "action": "thinking"}, "must match"),
    ("sendPhoto", {"chat_id": 5, "photo": "x", "caption": "x" * 1025}, "1025 characters"),
    ("sendPhoto", {"chat_id": 5, "photo": 7}, "expected InputFile"),
    ("sendMediaGroup", {"chat_id": 5, "media": [{"type": "photo", "media": "a"}]}, "1 items"),
    ("sendLocation", {"chat_id": 5, "latitude": 1, "longitude": 1, "live_period": 59}, "59 as a number"),
]


@pytest.mark.parametrize(("method", "params"), GOOD)
def test_a_call_that_telegram_documents_is_accepted(method: str, params: dict[str, object]) -> None:
    assert check_call(method, params) == []


@pytest.mark.parametrize(("method", "params", "why"), BAD)
def test_a_call_that_the_documentation_refuses_is_named(method: str, params: dict[str, object], why: str) -> None:
    assert why in found(method, **params)


def test_one_fault_is_one_line() -> None:
    assert (
        len(check_call("sendMessage", {"chat_id": 5, "text": "hei", "reply_markup": keyboard(BUTTON, {"text": "x"})}))
        == 1
    )


def test_every_parameter_and_field_has_a_type_that_can_be_judged() -> None:
    entries = [*published().types.values(), *published().methods.values()]
    fields = [(entry.name, field) for entry in entries for field in entry.fields.values()]
    assert len(fields) > 2000
    for name, field in fields:
        assert check_object(field.type, object()), f"{name}.{field.name}: {field.type} accepts anything"


def test_an_update_is_about_exactly_one_thing() -> None:
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "hei"}
    assert check_update({"update_id": 1, "message": message}) == []
    assert check_update({"update_id": 1})
    assert check_update({"update_id": 1, "message": message, "edited_message": message})
    assert check_update({"message": message})
    assert check_update({"update_id": 1, "message": message | {"chat": {"id": 5, "type": "secret"}}})
    assert check_update({"update_id": 1, "message": message | {"txt": "hei"}})


def test_a_form_is_read_by_the_published_types() -> None:
    form: dict[str, object] = {
        "chat_id": "-5",
        "text": "[1]",
        "protect_content": "true",
        "reply_markup": json.dumps(keyboard(BUTTON)),
    }
    read = decode("sendMessage", form)
    assert read == {"chat_id": -5, "text": "[1]", "protect_content": True, "reply_markup": keyboard(BUTTON)}
    assert check_call("sendMessage", read) == []
    assert check_call("sendMessage", decode("sendMessage", form | {"protect_content": "yes"}))


def test_an_attached_file_takes_its_parameters_place() -> None:
    upload = Upload("a.png", 3)
    assert decode("sendPhoto", {"chat_id": "5", "photo": "attach://f1", "f1": upload}) == {
        "chat_id": 5,
        "photo": upload,
    }


def test_a_missing_schema_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVN_BOT_API_SCHEMA", str(tmp_path / "none.json"))
    with pytest.raises(RuntimeError, match="source distribution"):
        published.__wrapped__()
    (tmp_path / "none.json").write_text("[]")
    with pytest.raises(RuntimeError, match="HAVN_BOT_API_SCHEMA"):
        published.__wrapped__()
