"""The methods that put something in a chat: messages, documents, «is writing»."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from bot.simulator.calls import Call, Fields, Upload
from bot.simulator.keyboards import read_markup
from bot.simulator.messages import Chat, Message, announce
from bot.simulator.refusals import bad_request
from bot.simulator.rich_text import CAPTION_LIMIT, TEXT_LIMIT, read_text
from bot.simulator.world import Happening, World

Method = Callable[[World, Call], Awaitable[object]]

_ACTIONS: Final = frozenset(
    {
        *("typing", "choose_sticker", "find_location", "upload_document", "upload_photo", "record_voice"),
        *("upload_voice", "record_video", "upload_video", "record_video_note", "upload_video_note"),
    },
)


async def send_message(world: World, call: Call) -> object:
    """`sendMessage`: text, plain or in HTML, with a keyboard; answers with the message."""
    text, entities = required_text(call)
    markup = read_markup(call)
    chat = world.chat_to_write_in(call)
    reply = _replied(call, chat)
    message = world.post(chat, world.bot, text, entities)
    message.keyboard = markup.inline
    return _sent(world, call, message, reply)


async def send_document(world: World, call: Call) -> object:
    """`sendDocument`: an uploaded file with an optional caption; answers with the message."""
    caption, entities = read_text(call, "caption", "caption_entities")
    if len(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    markup = read_markup(call)
    chat = world.chat_to_write_in(call)
    reply = _replied(call, chat)
    upload = _document(call)
    message = world.post(chat, world.bot, caption, entities)
    message.keyboard, message.document = markup.inline, upload
    message.content["document"] = {
        "file_id": secrets.token_urlsafe(32),
        "file_unique_id": secrets.token_urlsafe(9),
        "file_name": upload.name,
        "mime_type": upload.content_type,
        "file_size": len(upload.content),
    }
    return _sent(world, call, message, reply)


async def send_chat_action(world: World, call: Call) -> object:
    """`sendChatAction`: shows for some seconds that the bot is busy."""
    if call.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.tell(Happening("typing", world.chat_to_write_in(call)))
    return True


def required_text(call: Call) -> tuple[str, list[Fields]]:
    """The text of a message or of an edit; raises Refused when it is empty or above 4,096 characters."""
    if not call.text("text"):
        raise bad_request("message text is empty")
    text, entities = read_text(call, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, entities


def _sent(world: World, call: Call, message: Message, reply: Message | None) -> Fields:
    """Finishes a new message: how it is announced, what it answers, and the keyboard it brings along."""
    message.silent = call.truth("disable_notification")
    message.protected = call.truth("protect_content")
    markup = read_markup(call)
    if markup.reply is not None or markup.removes_reply:
        message.chat.reply_keyboard = markup.reply or ()
    message.chat.notifications.append(announce(message))
    world.tell(Happening("sent", message.chat, message))
    answer = message.as_json()
    if reply:
        answer["reply_to_message"] = reply.as_json()
    return answer


def _replied(call: Call, chat: Chat) -> Message | None:
    """The message that a new one answers; raises Refused when it is gone and the bot did not say that this is fine."""
    given = call.json("reply_parameters", "can't parse reply parameters JSON object")
    if not isinstance(given, dict):
        return None
    number = given.get("message_id")
    replied = chat.messages.get(number) if isinstance(number, int) else None
    if replied is None and not given.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return replied


def _document(call: Call) -> Upload:
    """The file that a call brings, as a part of its own or attached by name."""
    key = call.text("document").removeprefix("attach://") or "document"
    upload = call.uploads.get(key)
    if upload is None:
        raise bad_request("there is no document in the request")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return upload


METHODS: Final[dict[str, Method]] = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendchataction": send_chat_action,
}
