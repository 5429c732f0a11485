"""The Bot API server of the tests: records every call, holds it against the schema, and does what Telegram does."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from typing import Self

from aiohttp import web

from tests.bot_api import flood
from tests.bot_api.exchange import Exchange
from tests.bot_api.faults import Fault, only
from tests.bot_api.user import Group, User
from tests.bot_api.waiting import until
from tests.bot_api.wire import answer_http, read_form
from tests.bot_api.world import Chat, Json, World

Only = str | Collection[str] | None


class BotApi(Exchange):
    """Telegram, on a free port of the loopback interface, for one bot: `async with BotApi() as api: …`.

    Calls that break the schema are refused with 400 besides being recorded. `webhook_to` is the address at which a
    webhook with a public address is really reached. With `enforce_limits` too fast a sender gets 429s.
    """

    def __init__(self, *, port: int = 0, webhook_to: str | None = None, enforce_limits: bool = False,
                 query_seconds: float = 30.0) -> None:  # fmt: skip
        """Starts nothing; see `__aenter__`. `query_seconds` is how long a tap can be answered."""
        world = World(1_000_000_001, query_seconds)
        token = "1000000001:the-bot-api-of-the-tests-knows-me"
        super().__init__(world, token, webhook_to=webhook_to, enforce_limits=enforce_limits)
        self._port, self._user_ids, self._group_ids = port, iter(range(5_000_001, 9_000_000)), iter(range(1, 10_000))

    async def __aenter__(self) -> Self:
        """Listens."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._http)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stops listening and pushing; a poll that is open ends."""
        self.updates.close()
        if self.webhook:
            await self.webhook.__aexit__()
        await self._runner.cleanup()

    # People and places

    def user(self, language: str | None = "nb", name: str = "Prøve", *, new: bool = False) -> User:
        """A person with a private chat. A `new` one has not written yet, so the bot may not write first."""
        person: Json = {"id": next(self._user_ids), "is_bot": False, "first_name": name}
        if language:
            person["language_code"] = language
        chat = Chat({"id": person["id"], "type": "private", "first_name": name})
        chat.closed = "bot can't initiate conversation with a user" if new else None
        self.world.chats[chat.id] = chat
        return User(self, person, chat)

    def group(self, kind: str = "supergroup", title: str = "Prøvegruppe") -> Group:
        """A group, supergroup or channel that the bot is in."""
        number = next(self._group_ids)
        identifier = -number if kind == "group" else -1_000_000_000_000 - number
        chat = self.world.chats[identifier] = Chat({"id": identifier, "type": kind, "title": title})
        return Group(self, chat)

    def push(self, update: Mapping[str, object]) -> int:
        """Sends an update, numbered; ValueError if Telegram would never send such a one."""
        return self.updates.push(update)

    def advance(self, seconds: float) -> None:
        """Telegram's clock goes forward: messages get too old to delete, taps too old to answer."""
        self.world.ahead += seconds

    # Bad days

    def refuse(self, code: int = 429, *, retry_after: int | None = None, method: Only = None, chat: int | None = None,
               times: int | None = None, description: str = "") -> Fault:  # fmt: skip
        """Calls are refused with 429 and `retry_after` seconds, or with another code and description."""
        wait = (retry_after or 1) if code == 429 else retry_after
        said = description or (f"Too Many Requests: retry after {wait}" if code == 429 else "Bad Request: refused")
        return self.faults.add(Fault(f"refused {code}", only(method), chat, times, code, said, wait))

    def fail(self, code: int = 502, *, method: Only = None, chat: int | None = None, times: int | None = None,
             html: bool = False) -> Fault:  # fmt: skip
        """Telegram fails: a 5xx in its own words, or the HTML page of a proxy in front of it."""
        words = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
        return self.faults.add(
            Fault(f"failed {code}", only(method), chat, times, code, words.get(code, "Server Error"), html=html)
        )

    def disconnect(self, *, method: Only = None, chat: int | None = None, times: int | None = None,
                   after: bool = False) -> Fault:  # fmt: skip
        """The connection drops before the call takes effect, or `after` it did: the program cannot know which."""
        return self.faults.add(Fault("disconnected", only(method), chat, times, drop=True, deliver_first=after))

    def slow(self, seconds: float, *, method: Only = None, chat: int | None = None, times: int | None = None) -> Fault:
        """Calls take effect and are answered that much later."""
        return self.faults.add(Fault("slow", only(method), chat, times, wait=seconds))

    def block(self, user: User) -> None:
        """The person blocks the bot and no update says so (it was lost); see `User.block` for the usual way."""
        user.chat.closed = "bot was blocked by the user"

    def deactivate(self, user: User) -> None:
        """The person deletes their account."""
        user.chat.closed = "user is deactivated"

    def heal(self) -> None:
        """Every fault ends."""
        self.faults.clear()

    # What a test asks

    @property
    def violations(self) -> list[str]:
        """Every breach of the published schema and limits by any call so far."""
        return self.calls.violations()

    def flood(self) -> list[str]:
        """Where the program sent faster than Telegram's limits."""
        return flood.breaches(self.calls.sent())

    async def wait_for(self, condition: Callable[[], object], within: float = 3.0, what: str = "") -> None:
        """Waits until the condition is true; AssertionError with the latest calls after `within` seconds."""
        await until(condition, within, lambda: f"{what or 'the condition'}\n{self.story()}")

    async def idle(self, quiet: float = 0.2, within: float = 5.0) -> None:
        """Waits until every update is taken and no call was made or is under way for `quiet` seconds."""

        def silent() -> bool:
            calls = list(self.calls.but_polling())
            last = max((call.answered or time.monotonic() for call in calls), default=0.0)
            return not self.updates.pending and time.monotonic() - last >= quiet

        await asyncio.sleep(quiet)
        await self.wait_for(silent, within, "the program never came to rest")

    def story(self, calls: int = 12) -> str:
        """The latest calls and all violations, for a failure's text."""
        latest = [f"  {call}" for call in list(self.calls.but_polling())[-calls:]] or ["  none"]
        wrong = [f"  {line}" for line in self.violations[-calls:]]
        pending = f"{len(self.updates.pending)} updates wait"
        return "\n".join(["latest calls:", *latest, *(["violations:", *wrong] if wrong else []), pending])

    async def _http(self, request: web.Request) -> web.StreamResponse:
        form = await read_form(request)
        call, fault = await self.answer(request.match_info["token"], request.match_info["method"], form)
        response = answer_http(request, call, fault)
        if call.method == "getUpdates" and (request.transport is None or request.transport.is_closing()):
            self.updates.give_back((call.answer or {}).get("result"))
        return response
