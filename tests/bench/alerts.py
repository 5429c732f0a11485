"""From a confirmation's commit to the alert that Telegram took, over HTTP on the loopback interface, nothing faked.

The whole program runs against the simulated Telegram: door, turn, paging, outbox, sender. Then the same for red alerts
while 10,000 ordinary messages wait and Telegram's limits are enforced. Goals: p99 at most 300 ms and 250 ms.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from aiohttp import web
from sqlalchemy import Connection

from bot import buttons, post
from bot.app import App, listen
from bot.clock import SystemClock
from bot.installation import Installation
from bot.screen import Screen
from bot.simulator.calls import Call
from bot.simulator.refusals import Refused
from bot.simulator.telegram import SimulatedTelegram
from flows import reader
from flows.inputs import Chose
from flows.model import Level
from flows.session import Session
from storage import outbox, people, roster
from tests.bench.engine import walk
from tests.bench.scene import NOW, Figure, in_talk, installed, percentile, tap

ALERTS, EVERY = 150, 0.15
RED_ALERTS, RED_EVERY = 60, 0.35
COORDINATORS = 60
WAITING = 10_000
YOUTHS, DUTY, CROWD = 1, 10_001, 20_001
"""The first Telegram ids of the young people, the coordinators and those whom the ordinary messages are for."""
PATIENCE = 10.0
TOO_MANY = 429


@dataclass(slots=True)
class Harbour:
    """The running program, and what Telegram saw of it: when each chat was written to, and what was refused."""

    app: App
    havn: Installation
    coordinators: list[int]
    seen: dict[int, float]
    refused: list[str]
    news: asyncio.Event

    def took(self, call: Call, answer: object) -> None:
        """A call was answered."""
        if isinstance(answer, Refused) and answer.code == TOO_MANY:
            self.refused.append(call.method)
        elif call.method == "sendmessage":
            self.seen[int(call.text("chat_id"))] = time.perf_counter()
            self.news.set()

    async def written_to(self, chat: int) -> float:
        """When Telegram took a message to this chat. TimeoutError when it does not come."""
        async with asyncio.timeout(PATIENCE):
            while chat not in self.seen:
                self.news.clear()
                await self.news.wait()
        return self.seen[chat]


def run() -> list[Figure]:
    """Measure calm days, then the worst one, and the bare call that no alert can be faster than."""
    return asyncio.run(_measured())


async def _measured() -> list[Figure]:
    session, given = confirming()
    async with _running(limited=False) as calm:
        bare = await _bare_calls(calm)
        waits = await _alerts(calm, session, given, ALERTS, EVERY)
    async with _running(limited=True) as crowded:
        crowded.havn.store.run(lambda db: _crowd(db, crowded.havn))
        urgent = await _alerts(crowded, replace(session, level=Level.RED), given, RED_ALERTS, RED_EVERY)
        left = crowded.havn.store.read(outbox.depth).waiting
        refused = len(crowded.refused)
    return [
        ("commit to alert sent, p99 ms", percentile(waits), f"{ALERTS} alerts; median {percentile(waits, 0.5):.0f}"),
        (
            "floor: one sendMessage on loopback, p99 ms",
            percentile(bare),
            f"aiogram; median {percentile(bare, 0.5):.1f}",
        ),
        (
            "the same with 10,000 messages waiting, p99 ms",
            percentile(urgent),
            f"{RED_ALERTS} red ones at 30/s; median {percentile(urgent, 0.5):.0f}; {left:,} still wait",
        ),
        ("calls refused with 429 meanwhile", refused, "the simulated Telegram enforces 30/s, and 1/s a chat"),
    ]


def confirming() -> tuple[Session, Chose]:
    """Give a talk at its summary, and the tap that files it."""
    flow = reader.packaged()["declaration"]
    session, given = walk(flow)[-1]
    if not isinstance(given, Chose):
        raise TypeError("the talk does not end with a button")
    return session, given


@asynccontextmanager
async def _running(*, limited: bool) -> AsyncIterator[Harbour]:
    clock, application = SystemClock(), web.Application()
    telegram = SimulatedTelegram(clock.now)
    telegram.mount(application)
    server = await listen(application, "127.0.0.1", 0)
    with installed() as havn:
        ids = havn.store.run(lambda db: [_coordinator(db, havn, telegram_id) for telegram_id in _chats(DUTY)])
        for chat in (*_chats(DUTY), *range(YOUTHS, YOUTHS + ALERTS), *range(CROWD, CROWD + WAITING)):
            telegram.person("Prøve", number=chat).chat.started = True
        app = App(havn, clock, token=telegram.token, telegram_url=f"http://127.0.0.1:{server.addresses[0][1]}")
        harbour = Harbour(app, havn, ids, {}, [], asyncio.Event())
        telegram.watch(harbour.took)
        if limited:
            telegram.limit()
        work = asyncio.create_task(app.work())
        await asyncio.sleep(1)
        try:
            yield harbour
        finally:
            app.stopping.set()
            await work
            await server.cleanup()


def _chats(first: int) -> range:
    return range(first, first + COORDINATORS)


def _coordinator(db: Connection, havn: Installation, telegram_id: int) -> int:
    person = people.meet(db, havn.keyring, telegram_id, "nb", NOW)
    people.become(db, person.id, "coordinator", f"Prøve {telegram_id}", havn.municipality.unit(), None)
    return person.id


def _crowd(db: Connection, havn: Installation) -> None:
    """Ordinary messages for ten thousand people."""
    for telegram_id in range(CROWD, CROWD + WAITING):
        person = people.meet(db, havn.keyring, telegram_id, "nb", NOW)
        post.Post(db, havn.keyring, NOW).reply(person, Screen("En vanlig melding."))


async def _alerts(harbour: Harbour, session: Session, given: Chose, count: int, every: float) -> list[float]:
    """The seconds from each confirmation's commit to its page; the next coordinator has the duty each time."""
    havn, committed = harbour.havn, harbour.app.turns._committed
    at: list[float] = []

    def stamped() -> None:
        at.append(time.perf_counter())
        committed()

    harbour.app.turns._committed = stamped
    flow = reader.packaged()["declaration"]
    await asyncio.to_thread(in_talk, havn, flow, count, YOUTHS, session)
    found: list[float] = []
    for number in range(count):
        place = number % COORDINATORS
        await asyncio.to_thread(havn.store.run, _handed_on(harbour, place))
        harbour.seen.pop(DUTY + place, None)
        await harbour.app.feed.take(tap(5_000_000 + number, YOUTHS + number, buttons.talk(given)))
        found.append(await harbour.written_to(DUTY + place) - at[-1])
        await asyncio.sleep(every)
    return found


def _handed_on(harbour: Harbour, place: int) -> Callable[[Connection], None]:
    def work(db: Connection) -> None:
        roster.go_off(db, harbour.coordinators[place - 1])
        roster.go_on(db, harbour.coordinators[place], NOW)

    return work


async def _bare_calls(harbour: Harbour) -> list[float]:
    found: list[float] = []
    for _ in range(100):
        begun = time.perf_counter()
        await harbour.app.bot.send_message(CROWD, "En vanlig melding.")
        found.append(time.perf_counter() - begun)
    return found
