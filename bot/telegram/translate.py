"""Telegram's updates -> arrivals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, User

from bot import buttons
from bot.arrivals import Arrival, Blocked, Edited, Event, Sent, Tapped, Written
from flows.session import FreeText

LARGEST = 2**63 - 1


def message(update_id: int, message: Message) -> Arrival | None:
    """A message to the bot; None when no person sent it."""
    if message.from_user is None or message.from_user.is_bot:
        return None
    event: Event
    if message.text is not None:
        event = Written(FreeText(_whole(message.text)), message.message_id)
    else:
        event = Sent(ContentType(message.content_type).value, message.message_id)
    return _from(update_id, message.from_user, event, message.message_id)


def edited(update_id: int, message: Message) -> Arrival | None:
    """An edited message; None when no person sent it."""
    if message.from_user is None or message.from_user.is_bot:
        return None
    event = Edited(FreeText(_whole(message.text or "")), message.message_id)
    return _from(update_id, message.from_user, event, message.message_id)


def unread(raw: Mapping[str, Any]) -> Arrival | None:
    """What a private message that aiogram cannot read tells without the part that it does not know.

    Words with something new about them are still words. None when no person sent it, or it tells not even that.
    """
    was_edited = "edited_message" in raw
    match raw.get("update_id"), raw.get("edited_message" if was_edited else "message"):
        case (
            int(update),
            {
                "message_id": int(number),
                "chat": {"type": "private"},
                "from": {"id": int(person), "is_bot": False, **about},
                **rest,
            },
        ):
            sender = User(id=person, is_bot=False, first_name="", language_code=str(about.get("language_code") or ""))
            words = FreeText(_whole(str(rest.get("text") or "")))
            written = Written(words, number) if words else Sent(ContentType.UNKNOWN.value, number)
            return _from(update, sender, Edited(words, number) if was_edited else written, number)
        case _:
            return None


def tapped(update_id: int, query: CallbackQuery) -> Arrival | None:
    """A tapped button, whatever it carries."""
    shown_in = 0 if query.message is None else query.message.message_id
    return _from(update_id, query.from_user, Tapped(buttons.read(_whole(query.data or "")), shown_in), shown_in)


def membership(update_id: int, change: ChatMemberUpdated) -> Arrival | None:
    """The person blocked the bot, deleted the chat or came back."""
    return _from(update_id, change.from_user, Blocked(away=change.new_chat_member.status in {"kicked", "left"}))


def _whole(text: str) -> str:
    """The text with half characters (lone surrogates, which JSON can carry) replaced: nothing can store such a one."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _from(update_id: int, sender: User, event: Event, message: int = 0) -> Arrival | None:
    """None when a number is more than a database keeps; Telegram's own have at most 52 bits (Bot API, User.id)."""
    if max(abs(update_id), abs(sender.id), abs(message)) > LARGEST:
        return None
    return Arrival(update_id, sender.id, (sender.language_code or "").lower(), event)
