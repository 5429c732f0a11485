"""What Telegram knows: chats, messages, taps under way, the bot's profile, and the time."""

import time
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

Json: TypeAlias = dict[str, object]

HOURS_48 = 48 * 3600


class ApiError(Exception):
    """A refusal as Telegram words it: an HTTP status, a description, and `retry_after` seconds for 429."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        """`description` comes with Telegram's own prefix, such as "Bad Request: "."""
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after

    def answer(self) -> Json:
        """The body of the HTTP answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad(description: str) -> ApiError:
    """A 400."""
    return ApiError(400, f"Bad Request: {description}")


@dataclass(slots=True)
class Post:
    """A message in a chat: how it looks now, every earlier look, and how it was sent."""

    message: Json
    by_bot: bool
    how: Json = field(default_factory=dict)
    deleted: bool = False
    versions: list[Json] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Its `message_id`."""
        return int(str(self.message["message_id"]))


@dataclass(slots=True)
class Chat:
    """A chat as the server sees it: who may write to it, and everything that was ever in it."""

    about: Json
    posts: dict[int, Post] = field(default_factory=dict)
    # None lets the bot write; otherwise the 403 that it gets.
    closed: str | None = None
    keyboard: list[list[str]] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        """The chat's identifier: a user's own in a private chat, negative otherwise."""
        return int(str(self.about["id"]))

    def visible(self) -> list[Post]:
        """What a person sees now when they look at the chat, the oldest first."""
        return [post for post in self.posts.values() if not post.deleted]


@dataclass(slots=True)
class Tap:
    """A tapped button that waits for `answerCallbackQuery`."""

    id: str
    at: float
    answers: list[Json] = field(default_factory=list)


class World:
    """Telegram's state. `ahead` seconds are added to the clock: messages age and queries expire without waiting."""

    def __init__(self, bot_id: int, query_seconds: float) -> None:
        """Only the bot exists."""
        self.bot: Json = {
            "id": bot_id, "is_bot": True, "first_name": "Prøveboten", "username": "proeve_bot",
            "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
        }  # fmt: skip
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.profile: dict[str, dict[str, object]] = {}
        self.query_seconds = query_seconds
        self.ahead = 0.0
        self.ids = count(1001)

    @property
    def bot_as_sender(self) -> Json:
        """The bot as it stands in a message's `from`."""
        return {key: self.bot[key] for key in ("id", "is_bot", "first_name", "username")}

    def now(self) -> float:
        """Seconds since 1970 by Telegram's clock."""
        return time.time() + self.ahead

    def open_chat(self, chat_id: object) -> Chat:
        """The chat, if the bot may write to it. Raises what Telegram answers otherwise."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad("chat not found")
        if chat.closed:
            raise ApiError(403, f"Forbidden: {chat.closed}")
        return chat

    def add(self, chat: Chat, content: Json, *, sender: Json | None, how: Json | None = None) -> Post:
        """A new message in a chat; `sender` is None for a channel's own posts."""
        message: Json = {"message_id": next(self.ids), "date": int(self.now()), "chat": chat.about}
        message |= {"from": sender} if sender else {"sender_chat": chat.about}
        by_bot = bool(sender and sender["id"] == self.bot["id"])
        post = Post(message | content, by_bot, how or {})
        chat.posts[post.id] = post
        return post

    def existing(self, chat: Chat, message_id: object, purpose: str) -> Post:
        """A message that is still there. Raises Telegram's 400, which names the purpose, when it is not."""
        post = chat.posts.get(message_id) if isinstance(message_id, int) else None
        if post is None or post.deleted:
            raise bad(f"message to {purpose} not found")
        return post

    def delete(self, post: Post) -> None:
        """Takes a message away from everyone. Raises for one older than 48 hours, or a young dice."""
        age = self.now() - int(str(post.message["date"]))
        private = post.message["chat"]["type"] == "private"  # type: ignore[index]
        if age >= HOURS_48 or ("dice" in post.message and private and age < HOURS_48 / 2):
            raise bad("message can't be deleted for everyone")
        post.deleted = True
