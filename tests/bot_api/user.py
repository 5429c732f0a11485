"""A person with a phone: writes, taps, blocks, and sees what a person would see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, cast

from tests.bot_api.kinds import content
from tests.bot_api.waiting import until
from tests.bot_api.world import Chat, Json, Post, Tap

if TYPE_CHECKING:
    from tests.bot_api.server import BotApi

LONGEST_MESSAGE = 4096
_taps = count(1)


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button as it is shown: `data` is sent to the bot on a tap, `url` is opened instead."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it is shown in a chat. `how` are the parameters it was sent with (silent, protected, preview)."""

    id: int
    text: str
    by_bot: bool
    rows: tuple[tuple[Button, ...], ...]
    message: Json
    how: Json

    @property
    def buttons(self) -> list[Button]:
        """All its buttons, row after row."""
        return [button for row in self.rows for button in row]

    def __str__(self) -> str:
        """A line for a failure's text."""
        labels = " | ".join(button.text for button in self.buttons)
        return f"#{self.id} {'bot' if self.by_bot else 'person'}: {self.text!r}" + (f" [{labels}]" if labels else "")


def seen(post: Post, message: Json | None = None) -> Seen:
    """A message as a person sees it; with `message`, one of its earlier versions."""
    look = message or post.message
    markup = cast("dict[str, list[list[dict[str, str]]]]", look.get("reply_markup") or {})
    rows = tuple(
        tuple(Button(one["text"], one.get("callback_data"), one.get("url")) for one in row)
        for row in markup.get("inline_keyboard", [])
    )
    return Seen(post.id, str(look.get("text") or look.get("caption") or ""), post.by_bot, rows, look, post.how)


class Place:
    """A chat that a test looks at."""

    def __init__(self, api: "BotApi", chat: Chat) -> None:
        """Made by `BotApi.user` and `BotApi.group`."""
        self.api, self.chat, self.id = api, chat, chat.id

    def visible(self) -> list[Seen]:
        """The messages visible now, the oldest first."""
        return [seen(post) for post in self.chat.visible()]

    def from_bot(self) -> list[Seen]:
        """The bot's messages visible now."""
        return [one for one in self.visible() if one.by_bot]

    def ever(self) -> list[Seen]:
        """Everything that ever stood in the chat, deleted messages and earlier versions too."""
        return [seen(post, look) for post in self.chat.posts.values() for look in (*post.versions, post.message)]

    def screen(self) -> str:
        """The visible chat as text, for a failure."""
        return "\n".join(f"  {one}" for one in self.visible()) or "  (empty)"

    def sees(self, text: str) -> bool:
        """Whether a visible message of the bot contains the text."""
        return any(text in one.text for one in self.from_bot())

    async def wait_for(self, condition: Callable[[], object], within: float = 3.0, what: str = "") -> None:
        """Waits until the condition is true; AssertionError with the screen and the latest calls after `within` s."""
        await until(
            condition,
            within,
            lambda: f"{what or 'the condition'}\nchat {self.id}:\n{self.screen()}\n{self.api.story()}",
        )

    async def wait_for_text(self, text: str, within: float = 3.0) -> Seen:
        """The newest visible message of the bot that contains the text, as soon as there is one."""
        await self.wait_for(lambda: self.sees(text), within, f"no visible message with {text!r}")
        return [one for one in self.from_bot() if text in one.text][-1]


class User(Place):
    """A person in the private chat with the bot."""

    def __init__(self, api: "BotApi", person: Json, chat: Chat) -> None:
        """Made by `BotApi.user`."""
        super().__init__(api, chat)
        self.person = person

    async def send(self, text: str) -> int:
        """Writes; a text over 4,096 characters goes as several messages. Answers the last `message_id`."""
        sent = 0
        for begin in range(0, max(1, len(text)), LONGEST_MESSAGE):
            part = text[begin : begin + LONGEST_MESSAGE]
            command: Json = {}
            if part.startswith("/") and len(part) > 1:
                length = len(part.split(maxsplit=1)[0])
                command = {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}
            sent = self._write({"text": part} | command)
        return sent

    async def send_kind(self, kind: str, **changes: object) -> int:
        """Sends any kind of content of the schema ("voice", "dice", "passport_data", …), some of it changed."""
        return self._write(content(kind) | changes)

    async def send_photo(self, caption: str | None = None) -> int:
        """A photo."""
        return await self.send_kind("photo", **({"caption": caption} if caption else {}))

    async def send_sticker(self) -> int:
        """A sticker."""
        return await self.send_kind("sticker")

    async def send_voice(self) -> int:
        """A voice message."""
        return await self.send_kind("voice")

    async def send_location(self, latitude: float = 59.9, longitude: float = 10.7) -> int:
        """A place on the map."""
        return await self.send_kind("location", location={"latitude": latitude, "longitude": longitude})

    async def send_contact(self) -> int:
        """A contact card; its number is no number."""
        return await self.send_kind("contact")

    async def edit(self, message_id: int, text: str) -> None:
        """Changes an own message."""
        post = self.chat.posts[message_id]
        post.versions.append(post.message)
        post.message = post.message | {"text": text, "edit_date": int(self.api.world.now())}
        self.api.push({"edited_message": post.message})

    async def tap(self, label: str, *, on: Seen | None = None, within: float = 3.0) -> Tap:
        """Taps the newest visible button with this text (or callback data), as soon as there is one.

        With `on` the button of that message is tapped, though it was changed or deleted meanwhile.
        A key of a reply keyboard is sent as text, as a phone does.
        """
        if on is None:
            await self.wait_for(lambda: self._button(label) or self._key(label), within, f"no visible button {label!r}")
            if self._button(label) is None:
                await self.send(label)
                return Tap("", self.api.world.now())
        target = on or self._button(label)
        assert target is not None
        button = next((one for one in target.buttons if label in {one.text, one.data}), None)
        assert button, f"message {target.id} has no button {label!r}: {target}"
        assert button.data, f"{label!r} opens {button.url}: the bot is not told of that tap"
        return self.tap_data(button.data, target.id)

    def tap_data(self, data: str, message_id: int) -> Tap:
        """Sends a tap with any callback data on any message: also what no button of ours ever said."""
        tap = Tap(str(4_000_000_000_000_000_000 + next(_taps)), self.api.world.now())
        self.api.world.taps[tap.id] = tap
        post = self.chat.posts.get(message_id)
        gone: Json = {"chat": self.chat.about, "message_id": message_id, "date": 0}
        shown = gone if post is None or post.deleted else post.message
        query: Json = {"id": tap.id, "from": self.person, "message": shown, "chat_instance": "1", "data": data}
        self.api.push({"callback_query": query})
        return tap

    async def block(self) -> None:
        """Blocks the bot; Telegram tells it."""
        self.chat.closed = "bot was blocked by the user"
        self.api.push({"my_chat_member": self._membership("member", "kicked")})

    async def unblock(self) -> None:
        """Takes the bot back; Telegram tells it."""
        self.chat.closed = None
        self.api.push({"my_chat_member": self._membership("kicked", "member")})

    def _write(self, body: Json) -> int:
        if self.chat.closed == "bot can't initiate conversation with a user":
            self.chat.closed = None
        post = self.api.world.add(self.chat, body, sender=self.person)
        self.api.push({"message": post.message})
        return post.id

    def _button(self, label: str) -> Seen | None:
        matching: Iterator[Seen] = (
            one for one in reversed(self.from_bot()) if any(label in {b.text, b.data} for b in one.buttons)
        )
        return next(matching, None)

    def _key(self, label: str) -> bool:
        return any(label in row for row in self.chat.keyboard)

    def _membership(self, was: str, now: str) -> Json:
        return membership(self.api, self.chat, self.person, was, now)


class Group(Place):
    """A group, supergroup or channel that the bot was put into."""

    async def add_bot(self, by: User) -> None:
        """Somebody adds the bot; Telegram tells it."""
        self.chat.closed = None
        self.api.push({"my_chat_member": membership(self.api, self.chat, by.person, "left", "member")})

    async def send(self, by: User, text: str) -> int:
        """A member writes."""
        post = self.api.world.add(self.chat, {"text": text}, sender=by.person)
        self.api.push({"message": post.message})
        return post.id

    async def post(self, text: str) -> int:
        """The channel posts."""
        post = self.api.world.add(self.chat, {"text": text}, sender=None)
        self.api.push({"channel_post": post.message})
        return post.id


def membership(api: "BotApi", chat: Chat, by: Json, was: str, now: str) -> Json:
    """A ChatMemberUpdated about the bot."""

    def member(status: str) -> Json:
        until_date: Json = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": api.world.bot_as_sender} | until_date

    return {"chat": chat.about, "from": by, "date": int(api.world.now()), "old_chat_member": member(was),
            "new_chat_member": member(now)}  # fmt: skip
