"""100,000 signs of life to wait for, up to two years ahead: how soon the program is ready again, and how late it rings.

`havn run` is a process of its own, against the simulated Telegram. Some signs fall due while it is down, some while it
runs; their alerts say when they rang. Goals: ready in 2 s; late at most 1 s (p99) running, 3 s after a restart.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import aiohttp
from aiohttp import web
from sqlalchemy import Connection, insert, select, update

from bot.app import listen
from bot.clock import SystemClock
from bot.installation import Installation
from bot.installation import opened as installation
from bot.simulator.telegram import SimulatedTelegram
from flows.case import State
from flows.model import Level
from storage import people, roster, tables
from tests.bench.scene import NOW, Figure, percentile
from tests.bot_api.process import PROJECT, command_of, free_port

OUTSTANDING = 100_000
BATCH = 10_000
DOWN, RUNNING = 200, 300
FIRST, LAST = timedelta(days=1), timedelta(days=730)
WINDOW_SECONDS, SETTLED_SECONDS, START_SECONDS = 8.0, 3.0, 30.0


def run() -> list[Figure]:
    """Fill, start, wait, read. One start: the figure is what it took."""
    with tempfile.TemporaryDirectory(prefix="havn-bench-") as folder:
        environ = {"HAVN_DATA": folder, "HAVN_PORT": str(free_port())}
        with installation(environ, serving=True) as havn:
            _fill(havn)
        return asyncio.run(_measured(environ))


async def _measured(environ: dict[str, str]) -> list[Figure]:
    telegram, application = SimulatedTelegram(SystemClock().now), web.Application()
    telegram.person("Kari", number=1).chat.started = True
    telegram.mount(application)
    server = await listen(application, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.addresses[0][1]}"
    environ |= {"HAVN_BOT_TOKEN": telegram.token, "HAVN_TELEGRAM_URL": address}
    down = [_reference(number) for number in range(DOWN)]
    running = [_reference(number) for number in range(DOWN, DOWN + RUNNING)]
    await asyncio.to_thread(_set_due, environ, down, 0.0, 0.0)
    begun, started_at = time.perf_counter(), datetime.now(UTC)
    process = _started(environ)
    try:
        await _ready(f"http://127.0.0.1:{environ['HAVN_PORT']}/readyz")
        ready = time.perf_counter() - begun
        await asyncio.to_thread(_set_due, environ, running, 1.0, WINDOW_SECONDS)
        await asyncio.sleep(WINDOW_SECONDS + SETTLED_SECONDS)
        late, after = await asyncio.to_thread(_late, environ, running, down, started_at)
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.wait, 15)
        await server.cleanup()
    imports = _import_seconds()
    return [
        ("start to ready with 100,000 timers, s", ready, f"of it {imports:.1f} s to import aiogram, measured apart"),
        ("timer lateness running, p99 s", percentile(late) / 1000, f"{len(late)} of {RUNNING} rang, within 8 s"),
        (
            "timer lateness after a restart, p99 s",
            percentile(after) / 1000,
            f"{len(after)} of {DOWN} rang; from the start",
        ),
    ]


def _fill(havn: Installation) -> None:
    chance, unit = random.Random(1), havn.municipality.unit()

    def duty(db: Connection) -> None:
        kari = people.meet(db, havn.keyring, 1, "nb", NOW)
        people.become(db, kari.id, "coordinator", "Kari", unit, None)
        roster.go_on(db, kari.id, NOW)

    def fill(db: Connection, first: int) -> None:
        references = [_reference(number) for number in range(first, first + BATCH)]
        case = {"unit": unit, "level": Level.YELLOW, "state": State.CONTACTED.value, "final": True, "talk": NOW,
                "created_at": NOW, "changed_at": NOW, "verified": False}  # fmt: skip
        db.execute(insert(tables.cases), [case | {"reference": one} for one in references])
        dues = [NOW + FIRST + (LAST - FIRST) * chance.random() for _ in references]
        check = {"name": "home", "stage": None, "met_at": None}
        rows = [check | {"reference": r, "due": d, "look_at": d} for r, d in zip(references, dues, strict=True)]
        db.execute(insert(tables.checks), rows)

    havn.store.run(duty)
    for first in range(0, OUTSTANDING, BATCH):
        havn.store.run(partial(fill, first=first))


def _reference(number: int) -> str:
    return f"B{number:06d}"


def _set_due(environ: dict[str, str], references: Sequence[str], soonest: float, window: float) -> None:
    """Have these signs fall due, spread over the window from now, as a person who files does it beside the program."""
    now = datetime.now(UTC)

    def work(db: Connection) -> None:
        for number, reference in enumerate(references):
            due = now + timedelta(seconds=soonest + window * number / len(references))
            one = update(tables.checks).where(tables.checks.c.reference == reference)
            db.execute(one.values(due=due, look_at=due))

    with installation(environ) as havn:
        havn.store.run(work)


def _late(
    environ: dict[str, str], running: list[str], down: list[str], start: datetime
) -> tuple[list[float], list[float]]:
    """The seconds from when each sign was due, or from the start of the program, to its alert."""
    rang = select(tables.alerts.c.reference, tables.alerts.c.raised_at, tables.checks.c.due).join(
        tables.checks, tables.checks.c.reference == tables.alerts.c.reference
    )
    with installation(environ) as havn:
        found = {row.reference: row for row in havn.store.read(lambda db: db.execute(rang).all())}
    late = [(found[one].raised_at - found[one].due).total_seconds() for one in running if one in found]
    if any(seconds < 0 for seconds in late):
        raise RuntimeError("a timer rang early")
    return late, [(found[one].raised_at - start).total_seconds() for one in down if one in found]


def _started(environ: dict[str, str]) -> subprocess.Popen[bytes]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HAVN_")}
    return subprocess.Popen([*command_of(), "run"], cwd=PROJECT, env=clean | environ, stderr=subprocess.DEVNULL)


async def _ready(address: str) -> None:
    async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(address) as answer:
                    if answer.status in {200, 503}:  # 503: it serves, and says what is late
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.02)


def _import_seconds() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import aiogram"], check=True, timeout=60)
    return time.perf_counter() - begun
