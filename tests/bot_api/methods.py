"""What Telegram does when a bot calls: the methods that put messages into chats, change them and take them away."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.bot_api.entities import parse, utf16_length
from tests.bot_api.kinds import content
from tests.bot_api.profile import PROFILE_METHODS
from tests.bot_api.world import Chat, Json, Post, World, bad

Params = Mapping[str, Any]
Method = Callable[[World, Params], object]

SENT_AS_KIND = {
    "sendPhoto": "photo", "sendAudio": "audio", "sendDocument": "document", "sendVideo": "video",
    "sendAnimation": "animation", "sendVoice": "voice", "sendVideoNote": "video_note", "sendVenue": "venue",
    "sendLocation": "location", "sendContact": "contact", "sendPoll": "poll", "sendDice": "dice",
    "sendSticker": "sticker",
}  # fmt: skip
HOW = ("disable_notification", "protect_content", "link_preview_options", "message_effect_id")


def formatted(params: Params, name: str = "text") -> Json:
    """A text or caption as it stands in a Message: parsed, stripped, with entities."""
    text, entities = str(params.get(name, "")), list(params.get("entities") or params.get("caption_entities") or ())
    if params.get("parse_mode") == "HTML":
        parsed = parse(text)
        text, entities = parsed.text, parsed.entities
    stripped = text.strip()
    if moved := utf16_length(text[: text.find(stripped)]):
        entities = [one | {"offset": max(0, int(one["offset"]) - moved)} for one in entities]
    text = stripped
    made: Json = {name: text} if text else {}
    if text and entities:
        made["entities" if name == "text" else "caption_entities"] = entities
    return made


def _markup(chat: Chat, params: Params) -> Json:
    markup = params.get("reply_markup")
    if not isinstance(markup, Mapping):
        return {}
    if "keyboard" in markup:
        chat.keyboard = [[key if isinstance(key, str) else key["text"] for key in row] for row in markup["keyboard"]]
    if markup.get("remove_keyboard"):
        chat.keyboard = []
    return {"reply_markup": dict(markup)} if markup.get("inline_keyboard") else {}


def _send(world: World, params: Params, made: Json) -> Json:
    chat = world.open_chat(params["chat_id"])
    reply = params.get("reply_parameters") or {}
    answered = chat.posts.get(int(reply.get("message_id", 0)))
    if reply and (answered is None or answered.deleted) and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    if answered and not answered.deleted:
        made = made | {"reply_to_message": {k: v for k, v in answered.message.items() if k != "reply_to_message"}}
    if params.get("protect_content"):
        made = made | {"has_protected_content": True}
    how = {name: params[name] for name in HOW if name in params}
    post = world.add(chat, made | _markup(chat, params), sender=world.bot_as_sender, how=how)
    return dict(post.message)


def send_message(world: World, params: Params) -> object:
    """`sendMessage`."""
    return _send(world, params, formatted(params))


def _sender_of(kind: str) -> Method:
    def send(world: World, params: Params) -> object:
        return _send(world, params, content(kind) | formatted(params, "caption"))

    return send


def send_media_group(world: World, params: Params) -> object:
    """`sendMediaGroup`: a message for each item."""
    return [
        _send(world, params, content(item["type"]) | formatted(item, "caption") | {"media_group_id": "1"})
        for item in params["media"]
    ]


def forward_or_copy(world: World, params: Params) -> object:
    """`forwardMessage` and `copyMessage`; protected content is neither forwarded nor copied."""
    source = world.existing(world.open_chat(params["from_chat_id"]), params["message_id"], "copy")
    if source.message.get("has_protected_content"):
        raise bad("message can't be copied")
    kept = {"message_id", "date", "chat", "from", "reply_markup", "reply_to_message"}
    return _send(world, params, {key: value for key, value in source.message.items() if key not in kept})


def copy_message(world: World, params: Params) -> object:
    """`copyMessage` answers the identifier alone."""
    sent = forward_or_copy(world, params)
    assert isinstance(sent, dict)
    return {"message_id": sent["message_id"]}


def _edit(world: World, params: Params, changed: Callable[[Json], Json]) -> object:
    chat = world.open_chat(params["chat_id"])
    post = world.existing(chat, params["message_id"], "edit")
    if not post.by_bot:
        raise bad("message can't be edited")
    kept = {key: value for key, value in post.message.items() if key not in {"reply_markup", "edit_date"}}
    now = changed(kept) | _markup(chat, params)
    was = {key: value for key, value in post.message.items() if key != "edit_date"}
    if json.dumps(now, sort_keys=True) == json.dumps(was, sort_keys=True):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    post.versions.append(post.message)
    post.message = now | {"edit_date": int(world.now())}
    return dict(post.message)


def edit_text(world: World, params: Params) -> object:
    """`editMessageText`: only a message that has a text; a keyboard that is not repeated goes away."""

    def changed(message: Json) -> Json:
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        return {key: value for key, value in message.items() if key not in {"text", "entities"}} | formatted(params)

    return _edit(world, params, changed)


def edit_caption(world: World, params: Params) -> object:
    """`editMessageCaption`: only a message that is no text."""

    def changed(message: Json) -> Json:
        if "text" in message:
            raise bad("there is no caption in the message to edit")
        kept = {key: value for key, value in message.items() if key not in {"caption", "caption_entities"}}
        return kept | formatted(params, "caption")

    return _edit(world, params, changed)


def edit_markup(world: World, params: Params) -> object:
    """`editMessageReplyMarkup`."""
    return _edit(world, params, lambda message: message)


def delete_message(world: World, params: Params) -> object:
    """`deleteMessage`: the bot's and, in a private chat, the person's; only within 48 hours."""
    chat = world.open_chat(params["chat_id"])
    post = world.existing(chat, params["message_id"], "delete")
    _deletable(chat, post)
    world.delete(post)
    return True


def delete_messages(world: World, params: Params) -> object:
    """`deleteMessages`: "If some of the specified messages can't be found, they are skipped." """
    chat = world.open_chat(params["chat_id"])
    for number in params["message_ids"]:
        post = chat.posts.get(number)
        if post and not post.deleted:
            _deletable(chat, post)
            world.delete(post)
    return True


def _deletable(chat: Chat, post: Post) -> None:
    if not post.by_bot and chat.about["type"] != "private":
        raise bad("message can't be deleted")  # the bot is no administrator of any group here


METHODS: Mapping[str, Method] = {
    "sendMessage": send_message,
    **{method: _sender_of(kind) for method, kind in SENT_AS_KIND.items()},
    "sendMediaGroup": send_media_group,
    "forwardMessage": forward_or_copy,
    "copyMessage": copy_message,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    **PROFILE_METHODS,
}
