"""The methods that change what stands in a chat: edits, deletions, answers to taps."""

from datetime import timedelta
from typing import Final

from bot.simulator.calls import Call
from bot.simulator.keyboards import Rows, read_markup
from bot.simulator.messages import Chat, Message
from bot.simulator.refusals import bad_request, not_modified
from bot.simulator.rich_text import CAPTION_LIMIT, read_text
from bot.simulator.sending import Method, required_text
from bot.simulator.world import QUERY_LIFE, Happening, World

DELETABLE_FOR: Final = timedelta(hours=48)
"""How old a message may be for a bot to delete it."""

_ANSWER_LIMIT: Final = 200
_AT_ONCE: Final = 100


async def edit_message_text(world: World, call: Call) -> object:
    """`editMessageText`: replaces text and buttons; buttons that are not given again are gone."""
    text, entities = required_text(call)
    keyboard = read_markup(call).inline
    message = _own(world, call)
    if message.document:
        raise bad_request("there is no text in the message to edit")
    if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise not_modified()
    message.text, message.entities = text, entities
    return _edited(world, message, keyboard)


async def edit_message_caption(world: World, call: Call) -> object:
    """`editMessageCaption`: the same for the words under a document."""
    caption, entities = read_text(call, "caption", "caption_entities")
    if len(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    keyboard = read_markup(call).inline
    message = _own(world, call)
    if not message.document:
        raise bad_request("there is no caption in the message to edit")
    if (caption, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise not_modified()
    message.text, message.entities = caption, entities
    return _edited(world, message, keyboard)


async def edit_message_reply_markup(world: World, call: Call) -> object:
    """`editMessageReplyMarkup`: replaces the buttons, or takes them away."""
    keyboard = read_markup(call).inline
    message = _own(world, call)
    if keyboard == message.keyboard:
        raise not_modified()
    return _edited(world, message, keyboard)


async def delete_message(world: World, call: Call) -> object:
    """`deleteMessage`: removes one message of either side for both, within 48 hours."""
    number = _number(call)
    chat = world.chat_of(call)
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(world, chat, message)
    world.remove(message)
    return True


async def delete_messages(world: World, call: Call) -> object:
    """`deleteMessages`: removes up to a hundred; what is not found is passed over, one that is too old refuses all."""
    given = call.json("message_ids", "can't parse message identifiers JSON object")
    if not isinstance(given, list) or not given:
        raise bad_request("message identifiers are not specified")
    if len(given) > _AT_ONCE:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(number, int) for number in given):
        raise bad_request("message identifier must be a Number")
    chat = world.chat_of(call)
    found = [chat.messages[number] for number in given if number in chat.messages]
    for message in found:
        _check_deletable(world, chat, message)
    for message in found:
        world.remove(message)
    return True


async def answer_callback_query(world: World, call: Call) -> object:
    """`answerCallbackQuery`: ends the button's spinner, with a text or without; refused after 15 seconds."""
    tap = world.taps.get(call.text("callback_query_id"))
    if tap is None or world.now() - tap.at > QUERY_LIFE:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(call.text("text")) > _ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if not tap.answered:
        tap.answered, tap.text, tap.alert = True, call.text("text"), call.truth("show_alert")
        world.tell(Happening("answered", tap.message.chat, tap.message, tap))
    return True


def _number(call: Call) -> int:
    number = call.integer("message_id")
    if number <= 0:
        raise bad_request("message identifier is not specified")
    return number


def _own(world: World, call: Call) -> Message:
    """The bot's message that an edit is about; raises Refused when it is gone or somebody else's."""
    number = _number(call)
    message = world.chat_of(call).messages.get(number)
    if message is None:
        raise bad_request("message to edit not found")
    if message.author is not world.bot:
        raise bad_request("message can't be edited")
    return message


def _edited(world: World, message: Message, keyboard: Rows) -> object:
    message.keyboard = keyboard
    message.edited_at = world.now()
    world.tell(Happening("edited", message.chat, message))
    return message.as_json()


def _check_deletable(world: World, chat: Chat, message: Message) -> None:
    if chat.kind != "private" and message.author is not world.bot:
        raise bad_request("message can't be deleted")
    if world.now() - message.sent_at > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")


METHODS: Final[dict[str, Method]] = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback_query,
}
