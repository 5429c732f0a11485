"""The demo: the same program, driven by simulated phones on a page, on an embedded database in a temporary folder."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy import Connection

from bot import duty_screens, opened
from bot.app import App, listen, listen_to_signals
from bot.clock import MovableClock
from bot.installation import Installation
from bot.installation import opened as installation
from bot.readiness import Readiness
from bot.settings import Settings
from bot.simulator.demo import PEOPLE, Demo
from bot.simulator.person import Person
from bot.simulator.telegram import SimulatedTelegram
from bot.simulator.updates import UpdateQueue
from bot.web import health
from flows.model import Level
from storage import cases, filing, invitations, keyfile, readers, tables
from storage.keyfile import Kind, NewKey, UnlockedKey
from storage.passphrase import Cost

LOG = logging.getLogger(__name__)

PASSPHRASE = "a passphrase for the demo alone"  # noqa: S105 - the demo's keys guard invented people
QUICK = Cost(8192, 1, 1)
ROLES = {"duty": "coordinator", "second": "coordinator", "staff": "staff"}
READERS: dict[str, Kind] = {PEOPLE["duty"]: "coordinator", PEOPLE["second"]: "coordinator", "Reserve": "recovery"}
"""Whose keys open the demo's cases: each coordinator's own, and the recovery key that lies in a safe."""
PATIENCE = 60.0
"""How many seconds the program may take to welcome its coordinators: a busy machine is no fault."""
COLUMNS_FIRST = (
    "cases",
    "case_parts",
    "case_keys",
    "alerts",
    "pages",
    "sessions",
    "outbox",
    "people",
    "audit",
    "words",
    "checks",
)


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
        self.demo = Demo(self.telegram, self.clock, self._database, self._opened, self._begin_anew)
        self._app: App | None = None
        self._work: asyncio.Task[None] | None = None
        self._stack = AsyncExitStack()
        self._key: UnlockedKey | None = None
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._seen: dict[str, tuple[object, dict[str, Any]]] = {}

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
        self._key = await asyncio.to_thread(self._make_keys, havn, folder)
        address = f"http://127.0.0.1:{self._settings.port}"
        self._app = App(havn, self.clock, token=self.telegram.token, telegram_url=address)
        self._work = asyncio.create_task(self._app.work())
        self._work.add_done_callback(self._ended)
        await self._invite(havn)

    async def _begin_anew(self) -> None:
        await self._end()
        self._seen.clear()
        self._stack = AsyncExitStack()
        await self._begin()

    def _ended(self, work: asyncio.Task[None]) -> None:
        """The program came to an end: with the demo, by a signal or a fault, or to be begun anew."""
        if work is self._work and not self._over.done():
            fault = None if work.cancelled() else work.exception()
            self._over.set_result(None) if fault is None else self._over.set_exception(fault)

    async def _end(self) -> None:
        work, self._work = self._work, None
        if self._app is not None and work is not None:
            self._app.stopping.set()
            await asyncio.wait({work})
        await self._stack.aclose()

    def _make_keys(self, havn: Installation, folder: Path) -> UnlockedKey:
        """The keys of the demo, made like any others and registered; answers with the one of who is on duty."""
        now, unit = self.clock.now(), havn.municipality.unit()
        for name, kind in READERS.items():
            path = folder / f"{name}.key"
            if path.exists():
                continue
            new = keyfile.create(path, name=name, kind=kind, passphrase=PASSPHRASE, now=now, cost=QUICK)

            def register(db: Connection, new: NewKey = new, name: str = name, kind: Kind = kind) -> None:
                readers.register(db, name, kind, unit, new, now)
                filing.seal_held(db, havn.keyring)

            havn.store.run(register)
        return keyfile.unlock(folder / f"{PEOPLE['duty']}.key", PASSPHRASE)

    async def _invite(self, havn: Installation) -> None:
        """The coordinators and the teacher come in with codes of their own, as they would in a municipality."""
        now, unit = self.clock.now(), havn.municipality.unit()
        for key, role in ROLES.items():
            person, name = self.demo.people[key], PEOPLE[key]

            def invite(db: Connection, role: str = role, name: str = name) -> str:
                return invitations.invite(db, role, name, unit, now)

            code = await asyncio.to_thread(havn.store.run, invite)
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

    # What the panel shows ------------------------------------------------------------------------------------------

    async def _database(self) -> Sequence[dict[str, object]]:
        """The rows as they lie in the database."""
        app = self._app
        return [] if app is None else await asyncio.to_thread(app.havn.store.read, _rows)

    async def _opened(self) -> Sequence[dict[str, object]]:
        """What the coordinators' key opens of them; each case is opened again only when it has changed."""
        app, key = self._app, self._key
        if app is None or key is None:
            return []
        found = await asyncio.to_thread(app.havn.store.read, lambda db: cases.listing(db, None, include_closed=True))
        shown = []
        for case in found:
            known, view = self._seen.get(case.reference, (None, {}))
            if known != case.changed_at:
                read = await asyncio.to_thread(opened.open_case, app.havn, case.reference, key, self.clock.now())
                view = _view(read, key)
                self._seen[case.reference] = (case.changed_at, view)
            shown.append({**view, "level": case.level.key})
        return shown


def _rows(db: Connection) -> list[dict[str, object]]:
    named = {table.name: table for table in tables.metadata.sorted_tables}
    order = [name for name in COLUMNS_FIRST if name in named] + [name for name in named if name not in COLUMNS_FIRST]
    return [
        {
            "table": name,
            "columns": [column.name for column in named[name].columns],
            "rows": [[_plain(value) for value in row] for row in db.execute(named[name].select()).all()],
        }
        for name in order
        if name != "flow_versions"
    ]


def _plain(value: object) -> object:
    return value.key if isinstance(value, Level) else value


def _view(case: opened.OpenCase, key: UnlockedKey) -> dict[str, Any]:
    parts = [
        {"title": opened.TITLES[part.part], "question": opened.plain(line.question), "answer": opened.answer(line)}
        for part in case.parts
        for line in part.lines
    ]
    why = [{"title": "Derfor dette nivået", "question": "", "answer": reason} for reason in case.reasons]
    return {"reference": case.reference, "level": case.level.key, "opened_by": key.name, "parts": [*why, *parts]}
