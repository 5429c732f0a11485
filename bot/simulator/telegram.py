"""Telegram without Telegram: people with phones on one side, the Bot API on the other, all in one event loop."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from typing import Final, Literal

from aiohttp import ClientSession, web

from bot.simulator.messages import Chat, User
from bot.simulator.person import Person
from bot.simulator.refusals import Refused
from bot.simulator.server import Server, Watcher
from bot.simulator.trouble import Limits, Trouble
from bot.simulator.webhook import Webhook
from bot.simulator.world import Happening, World

BOT_ID: Final = 7_100_000_001
_FIRST_PERSON: Final = 6_200_000_001  # Above 32 bits, as real ones are by now.
_PAUSE: Final = 0.2
_LONG: Final = 30.0


class SimulatedTelegram:
    """A Bot API server for one bot, and its people; `now` answers with an aware time and dates everything.

    `token` is made up afresh unless given; `webhook_through` stands for the scheme and host of a webhook's address.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        token: str | None = None,
        name: str = "Havn",
        username: str = "havn_demo_bot",
        webhook_through: str | None = None,
    ) -> None:
        self.token = token or f"{BOT_ID}:{secrets.token_urlsafe(26)}"
        bot = User(int(self.token.split(":", 1)[0]), name, is_bot=True, username=username)
        self.world = World(now, self.token, bot)
        self.trouble = Trouble()
        self.webhook = Webhook(webhook_through)
        self.server = Server(self.world, self.webhook, self.trouble)
        self.people: dict[int, Person] = {}
        self._numbers = itertools.count(_FIRST_PERSON)
        self._groups = itertools.count(-4_300_000_001, -1)

    def person(self, name: str, language_code: str | None = "nb", number: int | None = None) -> Person:
        """Somebody new, with an account; the bot knows them once they have written to it."""
        user = User(next(self._numbers) if number is None else number, name, language_code=language_code)
        chat = Chat(user.id, "private", name)
        self.world.users[user.id] = user
        self.world.chats[chat.id] = chat
        self.people[user.id] = person = Person(self.world, user, chat)
        return person

    def group(self, title: str, kind: Literal["group", "channel"] = "group") -> Chat:
        """A group or a channel, without the bot until somebody adds it."""
        chat = Chat(next(self._groups), kind, title)
        self.world.chats[chat.id] = chat
        return chat

    def watch(self, watcher: Watcher) -> None:
        """Lets `watcher` know of each call the bot makes and of its answer (a result or a Refused)."""
        self.server.watchers.append(watcher)

    def limit(self, a_second: int = 30, chat_pause: float = 1.0) -> None:
        """Answers 429 from now on to a bot that sends faster than this."""
        self.server.limits = Limits(a_second, chat_pause)

    def listen(self, listener: Callable[[Happening], None]) -> Callable[[], None]:
        """Tells `listener` of every change from now on; what it answers with ends that."""
        self.world.listeners.add(listener)
        return lambda: self.world.listeners.discard(listener)

    def forget(self) -> None:
        """Empties every chat, as if nobody had ever written; accounts, commands and names stay."""
        self.world.forget()

    async def quiet(self, seconds: float = _PAUSE, within: float = 10.0) -> None:
        """Waits until the bot has collected everything and done nothing for `seconds`; TimeoutError after `within`."""
        stirred = asyncio.Event()

        def stir(_change: object, _answer: object = None) -> None:
            stirred.set()

        end = self.listen(stir)
        self.watch(stir)
        try:
            async with asyncio.timeout(within):
                while await _within(stirred, seconds) or len(self.world.updates) or self.server.under_way:
                    stirred.clear()
        finally:
            end()
            self.server.watchers.remove(stir)

    def routes(self) -> list[web.RouteDef]:
        """The routes of the Bot API; `mount` adds them and takes care of the end as well."""
        return self.server.routes()

    def mount(self, app: web.Application) -> None:
        """Serves from an application: the routes, the bringing of updates to a webhook, and an end without waiting."""
        app.add_routes(self.routes())
        app.cleanup_ctx.append(self._bringing)
        app.on_shutdown.append(self._closing)

    async def _closing(self, _app: web.Application) -> None:
        self.world.updates.close()

    async def _bringing(self, _app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(self._bring())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _bring(self) -> None:
        """Brings updates to the webhook, one after another, while one is set."""
        async with ClientSession() as session:
            while True:
                await self.webhook.turned.wait()
                with suppress(Refused):
                    await self.world.updates.news(_LONG)
                update = self.world.updates.peek() if self.webhook.url else None
                if update is None:
                    await asyncio.sleep(_PAUSE)  # Closing: whoever waits is let go at once.
                    continue
                taken, call = await self.webhook.deliver(session, update, self.world.now())
                if not taken:
                    await asyncio.sleep(_PAUSE)
                    continue
                self.world.updates.confirm(update.id + 1)
                if call:
                    with suppress(Refused):
                        await self.server.perform(call)


async def _within(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event comes within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
