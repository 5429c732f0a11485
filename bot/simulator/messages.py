"""Who writes, where, and what was written: users, chats and messages as the server keeps them."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from bot.simulator.calls import Fields, Upload
from bot.simulator.keyboards import Button, Rows, as_json

_SHOWN: Final = 180
"""How many characters of a message a locked phone has room for."""


@dataclass(slots=True)
class User:
    """A person's account, or the bot's."""

    id: int
    name: str
    is_bot: bool = False
    username: str | None = None
    language_code: str | None = None

    def as_json(self) -> Fields:
        """The account as the Bot API shows it."""
        shown: Fields = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            shown["username"] = self.username
        if self.language_code:
            shown["language_code"] = self.language_code
        return shown


@dataclass(slots=True, eq=False)
class Message:
    """One message; `deleted` when it is gone for both, `hidden` when it is gone from the person's phone alone."""

    id: int
    chat: "Chat" = field(repr=False)
    author: User
    sent_at: datetime
    text: str = field(default="", repr=False)
    entities: list[Fields] = field(default_factory=list, repr=False)
    content: Fields = field(default_factory=dict, repr=False)
    keyboard: Rows = ()
    silent: bool = False
    protected: bool = False
    edited_at: datetime | None = None
    document: Upload | None = None
    deleted: bool = False
    hidden: bool = False

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.author.is_bot

    @property
    def buttons(self) -> list[list[str]]:
        """What stands on the buttons under it, row by row."""
        return [[button.text for button in row] for row in self.keyboard]

    def button(self, text: str) -> Button | None:
        """The button with this text, None when there is none."""
        return next((button for row in self.keyboard for button in row if button.text == text), None)

    def as_json(self) -> Fields:
        """The message as the Bot API shows it."""
        shown: Fields = {
            "message_id": self.id,
            **({} if self.chat.kind == "channel" else {"from": self.author.as_json()}),
            "chat": self.chat.as_json(),
            "date": int(self.sent_at.timestamp()),
        }
        if self.edited_at:
            shown["edit_date"] = int(self.edited_at.timestamp())
        if self.text:
            captioned = bool(self.content) or self.document is not None
            shown["caption" if captioned else "text"] = self.text
            if self.entities:
                shown["caption_entities" if captioned else "entities"] = self.entities
        if self.protected:
            shown["has_protected_content"] = True
        if self.keyboard:
            shown["reply_markup"] = as_json(self.keyboard)
        return shown | self.content


@dataclass(frozen=True, slots=True)
class Notification:
    """What a locked phone shows of a message, and whether it makes a sound."""

    title: str
    text: str = field(repr=False)
    silent: bool
    message: Message


def announce(message: Message) -> Notification:
    """The notification of a new message: its first words, with spoilers covered as Telegram covers them."""
    units = message.text.encode("utf-16-le")
    for entity in message.entities:
        offset, length = entity["offset"], entity["length"]
        if entity["type"] == "spoiler" and isinstance(offset, int) and isinstance(length, int):
            units = units[: offset * 2] + ("▒" * length).encode("utf-16-le") + units[(offset + length) * 2 :]
    lines = (" ".join(line.split()) for line in units.decode("utf-16-le").splitlines())
    shown = "\n".join(line for line in lines if line)
    if message.document:
        shown = f"📎 {message.document.name} {shown}".strip()
    return Notification(message.author.name, shown[:_SHOWN], message.silent, message)


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat with a person, or a group or a channel; with the messages that still exist, by number."""

    id: int
    kind: Literal["private", "group", "channel"]
    name: str
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    notifications: deque[Notification] = field(default_factory=lambda: deque(maxlen=100), repr=False)
    reply_keyboard: Rows = ()
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    left: bool = False

    def clear(self) -> None:
        """Makes the chat as new: empty, and not started."""
        self.messages.clear()
        self.notifications.clear()
        self.reply_keyboard = ()
        self.started = self.blocked = self.left = False

    def as_json(self) -> Fields:
        """The chat as the Bot API shows it."""
        return {"id": self.id, "type": self.kind, "first_name" if self.kind == "private" else "title": self.name}
