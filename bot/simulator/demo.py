"""The demo: people with phones on a page, and a clock to move."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Final

from aiohttp import web

from bot.clock import MovableClock
from bot.simulator import shown
from bot.simulator.behind import Behind
from bot.simulator.calls import Fields
from bot.simulator.guard import HEADERS, guarded
from bot.simulator.page.files import serve_file
from bot.simulator.papers import Papers
from bot.simulator.person import Person
from bot.simulator.stream import Streams
from bot.simulator.telegram import SimulatedTelegram
from bot.simulator.views import Views
from bot.simulator.world import Happening

PEOPLE: Final = {
    "young": "Noor", "duty": "Kari", "second": "Jonas", "staff": "Liv", "welfare": "Ingrid", "police": "Amir",
}  # fmt: skip
"""Who stands on the page: the young person, the coordinator on duty, the next in line, a teacher; and two who come in
when they are invited to a meeting, from child welfare and from the police."""

STEPS: Final = {
    "15m": timedelta(minutes=15),
    "1h": timedelta(hours=1),
    "1d": timedelta(days=1),
    "14d": timedelta(days=14),
}
"""How far the clock may be moved at once."""

_TEXT_LIMIT: Final = 20_000
_BODY_LIMIT: Final = 128 * 1024


class Demo:
    """The page and what it can do; `people` are the phones' owners, by the keys of PEOPLE."""

    def __init__(self, telegram: SimulatedTelegram, clock: MovableClock, behind: Behind) -> None:
        self.people: dict[str, Person] = {key: telegram.person(name) for key, name in PEOPLE.items()}
        self._telegram = telegram
        self._clock = clock
        self._behind = behind
        self._keys = {person.chat.id: key for key, person in self.people.items()}
        self._streams = Streams(self._state)
        self._views = Views(behind, self._streams)
        self._restarting = asyncio.Lock()
        self._run = secrets.token_hex(8)
        self._begun = False

    def routes(self) -> list[web.RouteDef]:
        """The page, its files, its events and its actions; `mount` adds them and runs what they need."""
        return [
            web.get("/", guarded(serve_file)),
            web.get(r"/demo/{name:[a-z]+\.[a-z]+}", guarded(serve_file)),
            web.get("/demo/events", guarded(self._events)),
            web.post("/demo/say", guarded(self._say)),
            web.post("/demo/tap", guarded(self._tap)),
            web.post("/demo/clock", guarded(self._move_clock)),
            web.post("/demo/restart", guarded(self._begin_anew)),
            *Papers(self._behind).routes(),
        ]

    def mount(self, app: web.Application) -> None:
        """Serves the page from an application, until that ends."""
        app.add_routes(self.routes())
        app.cleanup_ctx.append(self._running)
        app.on_shutdown.append(self._closing)

    async def _running(self, _app: web.Application) -> AsyncIterator[None]:
        end = self._telegram.listen(self._changed)
        task = asyncio.create_task(self._views.watch())
        yield
        end()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _closing(self, _app: web.Application) -> None:
        self._streams.close()

    def _changed(self, happening: Happening) -> None:
        """Passes on to the page what happened in a chat of its people."""
        self._views.stir()
        if happening.chat is None:
            self._streams.send("state", self._state())
            return
        key = self._keys.get(happening.chat.id)
        if key is None:
            return
        change: Fields = {"phone": key, "kind": happening.kind}
        if happening.kind == "chat":
            change["state"] = shown.phone(self.people[key], self._telegram.world)
        if happening.message:
            change["message"] = shown.message(happening.message, self._telegram.world)
            if happening.kind == "sent" and happening.message.from_bot and self._begun:
                change["notification"] = shown.notification(happening.message.chat.notifications[-1])
            change["keyboard"] = [[button.text for button in row] for row in happening.chat.reply_keyboard]
        if happening.tap and happening.kind == "answered":
            change |= {"answer": happening.tap.text, "alert": happening.tap.alert}
        self._streams.send("change", change)

    def _state(self) -> Fields:
        """Everything the page shows."""
        self._clear_set_up()
        world = self._telegram.world
        return {
            "run": self._run,
            "now": self._clock.now().isoformat(),
            "bot": {"name": world.bot.name, "username": world.bot.username},
            "phones": {key: shown.phone(person, world) for key, person in self.people.items()},
            "views": self._views.last,
        }

    async def _events(self, request: web.Request) -> web.StreamResponse:
        self._views.stir()
        return await self._streams.serve(request)

    async def _say(self, request: web.Request) -> web.StreamResponse:
        asked = await self._action(request)
        text = str(asked.get("text", "")).strip()
        if not 0 < len(text) <= _TEXT_LIMIT:
            raise _fault(web.HTTPBadRequest, "A message has between 1 and 20,000 characters.")
        try:
            await self._person(asked).says(text)
        except RuntimeError as closed:
            raise _fault(web.HTTPConflict, str(closed)) from closed
        return _done()

    async def _tap(self, request: web.Request) -> web.StreamResponse:
        asked = await self._action(request)
        person = self._person(asked)
        number, data = asked.get("message"), asked.get("data")
        message = person.chat.messages.get(number) if isinstance(number, int) else None
        if message is None or not isinstance(data, str) or not data:
            raise _fault(web.HTTPConflict, "That message is gone.")
        await person.taps_with(data, message)
        return _done()

    async def _move_clock(self, request: web.Request) -> web.StreamResponse:
        step = STEPS.get(str((await self._action(request)).get("step")))
        if step is None:
            raise _fault(web.HTTPBadRequest, f"The clock moves by one of {', '.join(STEPS)}.")
        self._clock.advance(step)
        self._streams.send("clock", {"now": self._clock.now().isoformat()})
        self._views.stir()
        return _done()

    async def _begin_anew(self, request: web.Request) -> web.StreamResponse:
        await _read(request)
        if self._restarting.locked():
            raise _fault(web.HTTPConflict, "The demo is beginning anew already.")
        async with self._restarting:
            self._telegram.forget()
            await self._behind.restart()
            self._run, self._begun = secrets.token_hex(8), False
        self._streams.send("state", self._state())
        self._views.stir()
        return _done()

    async def _action(self, request: web.Request) -> Fields:
        asked = await _read(request)
        self._clear_set_up()
        self._begun = True
        return asked

    def _person(self, asked: Fields) -> Person:
        """Who acts."""
        person = self.people.get(str(asked.get("phone")))
        if person is None:
            raise _fault(web.HTTPBadRequest, f"The phones are {', '.join(self.people)}.")
        return person

    def _clear_set_up(self) -> None:
        """Takes from the locked screens what they were told while they were set up, until somebody acts here."""
        if not self._begun:
            for person in self.people.values():
                person.chat.notifications.clear()


async def _read(request: web.Request) -> Fields:
    """The JSON object of a POST; raises 400 for anything else and 413 for one that is too large."""
    if (request.content_length or 0) > _BODY_LIMIT:
        raise web.HTTPRequestEntityTooLarge(_BODY_LIMIT, request.content_length or 0, headers=HEADERS)
    try:
        asked = json.loads(await request.read())
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise _fault(web.HTTPBadRequest, "The demo reads a JSON object.")
    return asked


def _fault(kind: type[web.HTTPClientError], words: str) -> web.HTTPClientError:
    return kind(text=words, headers=HEADERS)


def _done() -> web.Response:
    return web.json_response({"ok": True}, headers=HEADERS)
