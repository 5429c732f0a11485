"""The demo: the same program, driven by simulated phones on a page, on an embedded database in a temporary folder."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

from aiohttp import web
from sqlalchemy import Connection

from bot import demo_flows, demo_keys, duty_screens
from bot.app import App, listen, listen_to_signals
from bot.clock import MovableClock
from bot.demo_views import DemoViews
from bot.installation import Installation
from bot.installation import opened as installation
from bot.readiness import Readiness
from bot.settings import Settings
from bot.simulator.behind import Looked, Paper
from bot.simulator.demo import PEOPLE, Demo
from bot.simulator.person import Person
from bot.simulator.telegram import SimulatedTelegram
from bot.simulator.updates import UpdateQueue
from bot.web import health
from storage import invitations

LOG = logging.getLogger(__name__)
T = TypeVar("T")

ROLES = {"duty": "coordinator", "second": "coordinator", "staff": "staff"}
"""Who is there from the beginning, and as what; the others come in when somebody invites them."""
PATIENCE = 60.0
"""How many seconds the program may take to welcome its coordinators: a busy machine is no fault."""


class Stage:
    """Everything behind the page: a simulated Telegram, a clock, and the program, which can be begun anew."""

    def __init__(self, settings: Settings, keep: Path | None) -> None:
        """`keep` is a folder whose data outlives the demo; without one, each start has a temporary folder."""
        self._settings = settings
        self._keep = keep
        self.clock = MovableClock()
        self.telegram = SimulatedTelegram(self.clock.now)
        if keep is not None:
            # What is kept remembers the updates of earlier starts: Telegram's numbers never begin again.
            self.telegram.world.updates = UpdateQueue(self.clock.now, first=int(10 * self.clock.now().timestamp()))
        self.demo = Demo(self.telegram, self.clock, self)
        self._app: App | None = None
        self._work: asyncio.Task[None] | None = None
        self._stack = AsyncExitStack()
        self._views: DemoViews | None = None
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Show the page until a signal comes."""
        application = web.Application()
        self.telegram.mount(application)
        self.demo.mount(application)
        application.add_routes(health.routes(self._faults))
        listen_to_signals(self._stop)  # before the page answers: who sees it may ask it to end
        runner = await listen(application, self._settings.host, self._settings.port)
        beginning = asyncio.create_task(self._begin())
        try:
            await asyncio.wait({beginning, self._over}, return_when=asyncio.FIRST_COMPLETED)
            if beginning.done():
                beginning.result()
                shown = "127.0.0.1" if self._settings.host in {"0.0.0.0", "::"} else self._settings.host  # noqa: S104
                LOG.info("the demo is at http://%s:%d/ – stop it with Ctrl-C", shown, self._settings.port)
            await self._over
        finally:
            beginning.cancel()
            await asyncio.wait({beginning})
            await self._end()
            await runner.cleanup()

    def _stop(self) -> None:
        if not self._over.done():
            self._over.set_result(None)

    # The program ---------------------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        folder = self._keep or Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="havn-demo-")))
        environ = {"HAVN_DATA": str(folder), "HAVN_PORT": str(self._settings.port), "HAVN_HOST": self._settings.host}
        havn = self._stack.enter_context(installation(environ, serving=True))
        keys = await _to_its_end(lambda: demo_keys.made(havn, folder, self.clock.now()))
        self._views = DemoViews(havn, keys, self.clock)
        address = f"http://127.0.0.1:{self._settings.port}"
        self._app = App(havn, self.clock, token=self.telegram.token, telegram_url=address)
        self._work = asyncio.create_task(self._app.work())
        self._work.add_done_callback(self._ended)
        await self._invite(havn)

    async def restart(self) -> None:
        """Begin anew, with nothing in the database."""
        await self._end()
        self._stack = AsyncExitStack()
        await self._begin()

    def _ended(self, work: asyncio.Task[None]) -> None:
        """The program came to an end: with the demo, by a signal or a fault, or to be begun anew."""
        if work is self._work and not self._over.done():
            fault = None if work.cancelled() else work.exception()
            self._over.set_result(None) if fault is None else self._over.set_exception(fault)

    async def _end(self) -> None:
        work, self._work, self._views = self._work, None, None
        if self._app is not None and work is not None:
            self._app.stopping.set()
            await asyncio.wait({work})
        await self._stack.aclose()

    async def _invite(self, havn: Installation) -> None:
        """The coordinators and the teacher come in with codes of their own, as they would in a municipality."""
        now, unit = self.clock.now(), havn.municipality.unit()
        for key, role in ROLES.items():
            person, name = self.demo.people[key], PEOPLE[key]

            def invite(db: Connection, role: str = role, name: str = name) -> str:
                return invitations.invite(db, role, name, unit, now)

            code = await _to_its_end(lambda: havn.store.run(invite))
            said = await person.says(f"/start {code}")
            if role == "coordinator":
                await self._go_on_duty(person, name)
                person.deletes(said)

    async def _go_on_duty(self, person: Person, name: str) -> None:
        """On duty from the screen that welcomes them, unless they are already or the program has come to an end."""
        welcome = asyncio.create_task(person.sees(duty_screens.HELLO.format(name=name), PATIENCE))
        await asyncio.wait({welcome, *filter(None, [self._work])}, return_when=asyncio.FIRST_COMPLETED)
        if not welcome.done():
            welcome.cancel()
        elif welcome.result().button(duty_screens.GO_ON):
            await person.taps(duty_screens.GO_ON, welcome.result())

    async def _faults(self) -> list[str]:
        app = self._app
        return (
            ["The demo is beginning."]
            if app is None
            else await Readiness(app.havn.store, app.harbour, self.clock).faults()
        )

    # What the page shows besides the phones -----------------------------------------------------------------------

    async def database(self) -> Looked:
        """The rows as they lie in the database."""
        return [] if self._views is None else await self._views.database()

    async def opened(self) -> Looked:
        """The cases, opened with a coordinator's key."""
        return [] if self._views is None else await self._views.opened()

    async def minutes(self) -> Looked:
        """The minutes of meetings, and whose keys open them."""
        return [] if self._views is None else await self._views.minutes()

    async def document(self, reference: str, ending: str) -> Paper | None:
        """A meeting's newest minutes as a file, opened with a participant's key."""
        return None if self._views is None else await self._views.document(reference, ending)

    async def procedures(self) -> Looked:
        """All procedures that the program serves."""
        return [] if self._app is None else demo_flows.listing(self._app.harbour, self.clock.now())

    async def drawing(self, name: str) -> Paper | None:
        """The picture of one of them."""
        return None if self._app is None else await demo_flows.drawing(self._app.harbour, name, self.clock.now())


async def _to_its_end(work: Callable[[], T]) -> T:
    """What a thread makes of it. Who is told to end meanwhile waits for it: it writes to a folder that goes then."""
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    finally:
        await asyncio.wait({task})
