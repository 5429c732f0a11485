"""A person with a phone: what they can do to the bot, and what stands on their screen."""

from typing import Final

from bot.simulator.calls import Fields
from bot.simulator.messages import Chat, Message, Notification, User
from bot.simulator.rich_text import TEXT_LIMIT, commands_in
from bot.simulator.world import Happening, Tap, World

WITHIN: Final = 5.0
"""How many seconds a person waits to see something, unless told otherwise."""


class Person:
    """Somebody with an account and a private chat with the bot."""

    def __init__(self, world: World, user: User, chat: Chat) -> None:
        self._world = world
        self.user = user
        self.chat = chat

    def __repr__(self) -> str:
        return f"Person({self.user.id})"

    @property
    def name(self) -> str:
        """The first name on the account."""
        return self.user.name

    @property
    def screen(self) -> list[Message]:
        """What stands in the chat on this person's phone, oldest first."""
        return [message for message in self.chat.messages.values() if not message.hidden]

    @property
    def notifications(self) -> list[Notification]:
        """What the locked phone showed, oldest first, the last hundred."""
        return list(self.chat.notifications)

    async def says(self, text: str, chat: Chat | None = None) -> Message:
        """Writes a text, in pieces of 4,096 characters as Telegram sends it; answers with the last piece."""
        place = chat or self.chat
        pieces = [text[start : start + TEXT_LIMIT] for start in range(0, len(text), TEXT_LIMIT)]
        for piece in pieces[:-1]:
            self._deliver(place, piece, {})
        return self._deliver(place, pieces[-1] if pieces else text, {})

    async def sends(self, content: Fields, caption: str = "") -> Message:
        """Sends anything but a text: `{"photo": […]}`, `{"location": {…}}` and so on, as the Bot API shows it."""
        return self._deliver(self.chat, caption, content)

    async def edits(self, message: Message, text: str) -> None:
        """Changes a message of their own."""
        message.text, message.edited_at = text, self._world.now()
        self._world.updates.add("edited_message", message.as_json())
        self._world.tell(Happening("edited", message.chat, message))

    async def taps(self, button: str, message: Message | None = None) -> Tap:
        """Taps a button, on the newest message that has it unless a message is given; raises LookupError if none."""
        for candidate in [message] if message else reversed(self.screen):
            found = candidate.button(button)
            if found and found.data is not None:
                return await self.taps_with(found.data, candidate)
        offered = [row for shown in self.screen for row in shown.buttons]
        raise LookupError(f"There is no button {button!r}; there are {offered}.")

    async def taps_with(self, data: str, message: Message) -> Tap:
        """Sends any data as a tap on a message, old or deleted too: a client may do so, and old buttons do."""
        tap = self._world.tap(message, data)
        gone: Fields = {"chat": message.chat.as_json(), "message_id": message.id, "date": 0}
        query: Fields = {
            "id": tap.id,
            "from": self.user.as_json(),
            "message": gone if message.deleted else message.as_json(),
            "chat_instance": str(self.chat.id),
            "data": data,
        }
        self._world.updates.add("callback_query", query)
        self._world.tell(Happening("tapped", message.chat, message, tap))
        return tap

    async def follows(self, button: str) -> str:
        """Opens a button's link and answers with its address; a link to the bot itself starts it with its code."""
        found = next((one for shown in reversed(self.screen) if (one := shown.button(button)) and one.url), None)
        if found is None or found.url is None:
            raise LookupError(f"There is no link {button!r}.")
        start = f"t.me/{self._world.bot.username}?start="
        if start in found.url:
            await self.says("/start " + found.url.split(start, 1)[1])
        return found.url

    async def answer_to(self, tap: Tap, within: float = WITHIN) -> str:
        """The text that answers a tap, empty for none; raises TimeoutError when no answer comes."""
        return await self._world.until(lambda: tap.text if tap.answered else None, within)

    async def sees(self, fragment: str, within: float = WITHIN) -> Message:
        """The newest message on the screen that holds these words; raises TimeoutError when none comes."""
        return await self._world.until(lambda: self._showing(fragment), within)

    async def no_longer_sees(self, fragment: str, within: float = WITHIN) -> None:
        """Waits until no message on the screen holds these words; raises TimeoutError when one stays."""
        await self._world.until(lambda: None if self._showing(fragment) else True, within)

    def deletes(self, message: Message) -> None:
        """Removes one message from their own phone alone; the bot does not learn of it."""
        message.hidden = True
        self._world.tell(Happening("deleted", message.chat, message))

    def deletes_chat(self) -> None:
        """Empties the chat on their own phone; the bot does not learn of it."""
        for message in self.screen:
            message.hidden = True
        self.chat.notifications.clear()
        self.chat.reply_keyboard = ()
        self._world.tell(Happening("chat", self.chat))

    def blocks(self) -> None:
        """Stops the bot: it can write no more, and is told so."""
        self.chat.blocked = True
        self._membership(self.chat, "member", "kicked")

    def unblocks(self) -> None:
        """Lets the bot write again, and it is told so."""
        self.chat.blocked = False
        self._membership(self.chat, "kicked", "member")

    def deactivates(self) -> None:
        """Deletes the account."""
        self.chat.deactivated = True
        self._world.tell(Happening("chat", self.chat))

    def adds_bot(self, chat: Chat) -> None:
        """Takes the bot into a group or a channel."""
        chat.started, chat.left = True, False
        self._membership(chat, "left", "administrator" if chat.kind == "channel" else "member")

    def _deliver(self, chat: Chat, text: str, content: Fields) -> Message:
        if chat.blocked or chat.deactivated or chat.left:
            raise RuntimeError("Nobody can write to the bot in this chat now.")
        chat.started = True
        message = self._world.post(chat, self.user, text, commands_in(text))
        message.content = content
        self._world.updates.add("channel_post" if chat.kind == "channel" else "message", message.as_json())
        self._world.tell(Happening("sent", chat, message))
        return message

    def _showing(self, fragment: str) -> Message | None:
        return next((one for one in reversed(self.screen) if fragment in one.text), None)

    def _membership(self, chat: Chat, before: str, after: str) -> None:
        bot = self._world.bot.as_json()
        change: Fields = {
            "chat": chat.as_json(),
            "from": self.user.as_json(),
            "date": int(self._world.now().timestamp()),
            "old_chat_member": _member(bot, before),
            "new_chat_member": _member(bot, after),
        }
        self._world.updates.add("my_chat_member", change)
        self._world.tell(Happening("chat", chat))


def _member(bot: Fields, status: str) -> Fields:
    """The bot's membership, with the members that its status must have in the Bot API."""
    member: Fields = {"user": bot, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
            "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
            "can_edit_stories can_delete_stories can_send_welcome_messages"
        )
        member |= dict.fromkeys(rights.split(), False)
    return member
