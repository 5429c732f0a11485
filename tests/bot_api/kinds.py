"""A minimal valid example of everything that Telegram can send, built from the schema: a new kind is there at once."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from tests.bot_api.expressions import SCALARS, Upload, alternatives
from tests.bot_api.limits import BYTES, CHARACTERS, NUMBERS, allowed_values, fixed_value
from tests.bot_api.published import Field, published
from tests.bot_api.world import Json

# Fields of a message that say how, where and by whom it was sent; every other field is a kind of content.
ENVELOPE = frozenset({
    "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
    "sender_business_bot", "sender_tag", "receiver_user", "ephemeral_message_id", "date", "guest_query_id",
    "business_connection_id", "chat", "forward_origin", "is_topic_message", "is_automatic_forward",
    "reply_to_message", "external_reply", "quote", "reply_to_story", "reply_to_checklist_task_id",
    "reply_to_poll_option_id", "via_bot", "guest_bot_caller_user", "guest_bot_caller_chat", "edit_date",
    "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id", "author_signature",
    "paid_star_count", "entities", "link_preview_options", "suggested_post_info", "effect_id", "caption",
    "caption_entities", "show_caption_above_media", "has_media_spoiler", "reply_markup",
})  # fmt: skip
# Objects whose required fields are not enough: exactly one of the optional ones has to be there.
BESIDE: Mapping[str, Json] = {
    name: {field: "x"}
    for name, field in (
        ("CallbackQuery", "data"),
        ("InlineKeyboardButton", "callback_data"),
        ("RichMessageButton", "callback_data"),
    )
}
ALSO_SET = re.compile(r"For backward compatibility, when this field is set, the (\w+) field will also be set")


def all_message_kinds(chat: Json, sender: Json | None = None) -> Iterator[tuple[str, Json]]:
    """Every content field of Message with a minimal valid message that has it.

    `sender` is None for a channel's posts. The identifiers are examples: `User.send_kind` gives real ones.
    """
    fields = published().types["Message"].fields
    for name in fields:
        if name not in ENVELOPE:
            base: Json = {"message_id": 1, "date": 1_800_000_000, "chat": chat} | ({"from": sender} if sender else {})
            yield name, base | content(name)


def content(kind: str) -> Json:
    """The content of a message of one kind, with the fields that Telegram sets beside it. KeyError if unknown."""
    field = published().types["Message"].fields[kind]
    found: Json = {kind: _value(field)}
    if beside := ALSO_SET.search(field.says):
        found[beside[1]] = _value(published().types["Message"].fields[beside[1]])
    return found


def all_update_kinds(chat: Json, sender: Json) -> Iterator[tuple[str, Json]]:
    """Every kind of Update with a minimal valid one, without `update_id`; `BotApi.push` numbers and sends it."""
    for name, field in published().types["Update"].fields.items():
        if field.required:
            continue
        value = _value(field)
        if isinstance(value, dict):
            known = published().types[field.type].fields
            value |= {key: what for key, what in (("chat", chat), ("from", sender)) if key in value and key in known}
            if field.type == "Message":
                value |= {"text": "x"} | ({} if "channel" in name else {"from": sender})
        yield name, {name: value}


def minimal(name: str) -> Json:
    """The smallest valid object of a published type: its required fields alone."""
    entry = published().types[name]
    if entry.members:
        return minimal(entry.members[0])
    made = {field.name: _value(field) for field in entry.fields.values() if field.required}
    return made | BESIDE.get(name, {})


def _value(field: Field) -> object:
    return _example(alternatives(field.type)[0], field)


def _example(expression: str, field: Field) -> object:
    if expression.startswith("Array of "):
        return [_example(alternatives(expression.removeprefix("Array of "))[0], field)]
    if expression in {"String", "RichText"}:
        return _string(field)
    if expression in SCALARS:
        scalars: Mapping[str, object] = {"Integer": _number(field), "Float": float(_number(field)), "Boolean": False,
                                         "True": True, "InputFile": Upload("x", 1)}  # fmt: skip
        return scalars[expression]
    return minimal(expression)


def _number(field: Field) -> int:
    found = NUMBERS.search(field.says)
    return int(cast("str", found[1] or found[3])) if found else 1_800_000_000 if field.name.endswith("date") else 1


def _string(field: Field) -> str:
    if fixed := fixed_value(field):
        return fixed
    if allowed := allowed_values(field):
        return min(allowed)
    found = CHARACTERS.search(field.says) or BYTES.search(field.says)
    return "x" * max(1, int(found[1])) if found else "x"
