"""What both sides share: the bot, the people, their chats, what was said, and who wants to know when it changes."""

import asyncio
import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, TypeVar

from bot.simulator.calls import Call, Fields
from bot.simulator.messages import Chat, Message, User
from bot.simulator.refusals import bad_request, forbidden
from bot.simulator.updates import UpdateQueue

Kind = Literal["sent", "edited", "deleted", "tapped", "answered", "typing", "profile", "chat"]
Found = TypeVar("Found")

QUERY_LIFE: Final = timedelta(seconds=15)
"""How long a tap may wait for its answer; a real client gives up then, and so does the server."""


@dataclass(slots=True, eq=False)
class Tap:
    """A tap on a button, and the answer to it when it has come: a text, shown as an alert or in passing."""

    id: str
    message: Message
    data: str = field(repr=False)
    at: datetime
    answered: bool = False
    text: str = field(default="", repr=False)
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """One change: what kind, in which chat, to which message or tap."""

    kind: Kind
    chat: Chat | None = None
    message: Message | None = None
    tap: Tap | None = None


@dataclass(slots=True)
class Profile:
    """How the bot presents itself, by language code; commands by scope and language code."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Fields]] = field(default_factory=dict)


class World:
    """Everything the server knows; `now` answers with an aware time and is the only clock for what is dated."""

    def __init__(self, now: Callable[[], datetime], token: str, bot: User) -> None:
        self.now = now
        self.token = token
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.profile = Profile()
        self.updates = UpdateQueue(now)
        self.listeners: set[Callable[[Happening], None]] = set()
        self._numbers = itertools.count(1)
        self._waiters: set[asyncio.Future[None]] = set()

    def post(self, chat: Chat, author: User, text: str = "", entities: list[Fields] | None = None) -> Message:
        """A new message in a chat, dated now; the caller fills in what else it has and then calls `tell`."""
        message = Message(next(self._numbers), chat, author, self.now(), text, entities or [])
        chat.messages[message.id] = message
        return message

    def remove(self, message: Message) -> None:
        """Deletes a message for both."""
        message.deleted = True
        message.chat.messages.pop(message.id, None)
        self.tell(Happening("deleted", message.chat, message))

    def forget(self) -> None:
        """Empties every chat and whatever waits for the bot, as if nobody had ever written."""
        self.updates.clear()
        self.taps.clear()
        for chat in self.chats.values():
            chat.clear()
        self.tell(Happening("profile"))

    def tap(self, message: Message, data: str) -> Tap:
        """A new tap, which waits for its answer; taps that nobody can answer any more are forgotten."""
        at = self.now()
        self.taps = {key: one for key, one in self.taps.items() if at - one.at <= QUERY_LIFE}
        tap = Tap(str(secrets.randbelow(2**62)), message, data, at)
        self.taps[tap.id] = tap
        return tap

    def chat_of(self, call: Call) -> Chat:
        """The chat a call is about; raises Refused when the bot has no such chat."""
        written = call.text("chat_id")
        if not written:
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(written)) if written.lstrip("-").isdecimal() else None
        if chat is None or not chat.started:
            raise bad_request("chat not found")
        return chat

    def chat_to_write_in(self, call: Call) -> Chat:
        """The same, when the bot may write there; raises Refused for who blocked it, left or threw it out."""
        chat = self.chat_of(call)
        if chat.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.left:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        return chat

    def tell(self, happening: Happening) -> None:
        """Tells everyone who listens or waits that something changed."""
        for listener in tuple(self.listeners):
            listener(happening)
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def until(self, find: Callable[[], Found | None], within: float) -> Found:
        """What `find` finds, as soon as it finds something; raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while (found := find()) is None:
                waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiters.add(waiter)
                try:
                    await waiter
                finally:
                    self._waiters.discard(waiter)
        return found
