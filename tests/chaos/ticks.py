"""Fifty people tick the same procedure from their own phones, every update twice, `kill -9` between: nothing is lost.

In one half each of them ticks every task for a service of their own, in an order of their own; in the other half all
of them go for the same task at the same time, and exactly one is first.
"""

import asyncio
import os
import random
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.bot_api import User
from tests.bot_api.world import Tap
from tests.chaos import drill
from tests.chaos.figures import Figure, percentile
from tests.chaos.ledger import chain_is_whole, looked_into
from tests.chaos.running import at_rest, town_in
from tests.chaos.seen import seen_by_others
from tests.chaos.warm import Nursery, WarmHavn
from tests.contract.town import Town
from tests.postgres import PostgresServer

SIZE = 10_000
PEOPLE = 50
ONE_KILL_IN = 400
"""Ticks between two kills, on average."""
PATIENCE = 120.0
"""Seconds until somebody goes on whose tap was never taken."""
TAKEN = 2.0
"""Seconds until somebody goes on whose tap was taken and not answered: a kill may take the answer with it."""
REST = 600
"""Seconds that a busy machine may need to work through what is on its way."""
REFERENCE = "Furu-27"
DONE = re.compile(r"· (\d+) gjort")


def run(size: int, seed: int) -> list[Figure]:
    """`size` ticks by 50 people in each half, on SQLite and on PostgreSQL, and how soon the others see a tick."""
    many = min(PEOPLE, max(2, size // 10))
    chance, kills = random.Random(seed), max(1, size // ONE_KILL_IN)
    found: list[Figure] = []
    with Nursery() as nursery, PostgresServer() as postgres:
        for on_postgres in (False, True):
            for each in (True, False):
                with postgres.database() as url:
                    given = url if on_postgres else None
                    found += asyncio.run(campaign(nursery, many, size // many, kills, chance, url=given, each=each))
            with postgres.database() as url:
                found += asyncio.run(seen_by_others(nursery, 10, 30, url if on_postgres else None))
                found += asyncio.run(seen_by_others(nursery, many, 15, url if on_postgres else None))
    return found


@dataclass(slots=True)
class _Drill:
    """Everybody and what they tapped, while the program may be killed at any moment."""

    town: Town
    chance: random.Random
    users: list[User]
    persons: dict[int, int] = field(default_factory=dict)
    taps: dict[tuple[int, str], Tap] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    over: bool = False

    async def enter(self) -> None:
        """Everybody opens their chat and the run in it."""
        for user in self.users:
            await user.send("/moter")
        for user in self.users:
            await user.wait_for_text("Møter og prosedyrer", 30)
            await user.tap(f"run:{REFERENCE}", within=30)
        for user in self.users:
            await user.wait_for_text("gjort", 30)

    async def tick(self, user: User, task: str) -> None:
        """One tick, and what a person does until the button's clock stops."""
        began = time.monotonic()
        tap = self.taps[user.id, task] = user.tap_data(f"tick:{REFERENCE}:{task}", user.from_bot()[-1].id)
        updates = self.town.api.updates
        number, end = int(str(updates.every[-1]["update_id"])), began + PATIENCE
        while not tap.answers and time.monotonic() < end:
            await asyncio.sleep(0.01 + self.chance.random() * 0.03)
            if all(one.id != number for one in updates.pending):
                end = min(end, time.monotonic() + TAKEN)
        if tap.answers:
            self.seconds.append(time.monotonic() - began)

    async def in_own_order(self, tasks: list[str]) -> None:
        """Everybody ticks every task, each in an order of their own."""

        async def one(user: User) -> None:
            for task in self.chance.sample(tasks, len(tasks)):
                await self.tick(user, task)

        await asyncio.gather(*(one(user) for user in self.users))

    async def race(self, tasks: list[str]) -> None:
        """All of them go for the same task at the same time, one task after the other."""
        for task in tasks:
            await asyncio.gather(*(self.tick(user, task) for user in self.chance.sample(self.users, len(self.users))))

    async def kill(self, times: int, ticks: int) -> int:
        """Kill the program so many times, spread evenly over the ticks but for some; the number of kills."""
        marks = sorted(self.chance.randrange(ticks) for _ in range(times))
        killed = 0
        for mark in marks:
            while len(self.taps) <= mark and not self.over:  # noqa: ASYNC110 - a dictionary tells nobody that it grows
                await asyncio.sleep(0.01)
            if self.over:
                break
            havn = self.town.havn
            assert isinstance(havn, WarmHavn)
            await havn.kill9()
            havn.begin()
            killed += 1
            await asyncio.sleep(0.3 + self.chance.random())
        return killed

    async def all_see(self, done: str) -> set[str]:
        """Everybody opens the run; somebody ticks the last task; the screens that they have once all show that."""
        first, *others = self.users
        for user in self.users:
            user.tap_data(f"run:{REFERENCE}", user.from_bot()[-1].id)
        await at_rest(self.town, REST)
        await self.tick(first, self.last)
        first.tap_data(f"run:{REFERENCE}", first.from_bot()[-1].id)
        end = time.monotonic() + 30
        while not all(user.sees(done) for user in others) and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await at_rest(self.town, REST)
        while len(self.screens()) > 1 and time.monotonic() < end:  # noqa: ASYNC110 - a phone tells nobody that it changed
            await asyncio.sleep(0.05)
        return self.screens()

    def screens(self) -> set[str]:
        """What stands last on each phone."""
        return {user.from_bot()[-1].text for user in self.users}

    last: str = ""


async def campaign(nursery: Nursery, many: int, count: int, kills: int, chance: random.Random, *, url: str | None,
                   each: bool) -> list[Figure]:  # fmt: skip
    """So many people and tasks, on SQLite or the PostgreSQL at `url`; `each` ticks for a service of their own."""
    with tempfile.TemporaryDirectory(prefix="havn-ticks-") as folder:
        config = str(drill.settings(Path(folder), many, count, each=each))
        env = {"HAVN_CONFIG": config} | ({"HAVN_DATABASE_URL": url} if url else {})
        async with town_in(nursery, **env) as town:
            room = _Drill(town, chance, [town.api.user(name=f"p{number}") for number in range(many)])
            with looked_into(town.havn) as found:
                room.persons = drill.gather(found, room.users, REFERENCE)
            await room.enter()
            return await _held(room, many, count, kills, url=url, each=each)


async def _held(room: _Drill, many: int, count: int, kills: int, *, url: str | None, each: bool) -> list[Figure]:
    tasks = drill.tasks(count)
    room.last, town = tasks[-1], room.town
    town.api.updates.copies = 2
    killing = asyncio.create_task(room.kill(kills, many * (count - 1)))
    began = time.monotonic()
    await (room.in_own_order(tasks[:-1]) if each else room.race(tasks[:-1]))
    room.over, took = True, time.monotonic() - began
    killed = await killing
    if not await town.havn.status("/healthz"):
        await town.havn.kill9()
        await town.havn.start()
    await at_rest(town, REST)
    if each:  # the last one but for the first person, who ticks it while all look on
        await asyncio.gather(*(room.tick(user, room.last) for user in room.users[1:]))
    screens = await room.all_see(f"· {count} gjort")
    broken = await town.broken()
    with looked_into(town.havn) as found:
        held, whole = await asyncio.to_thread(drill.kept, found, REFERENCE), chain_is_whole(found)
    load = f"{many} people × {count} tasks, {'each for a service' if each else 'one for all'}, every update twice, "
    load += f"{killed} kills, {'PostgreSQL' if url else 'SQLite'}"
    return [*_figures(room, held, screens, load, each=each), *_times(room, took), *_whole(town, load, broken, whole)]


def _figures(room: _Drill, held: drill.Kept, screens: set[str], load: str, *, each: bool) -> list[Figure]:
    persons = room.persons
    if each:
        places = {user.id: drill.role(place) for place, user in enumerate(room.users)}
        meant = {(task, places[user]): persons[user] for user, task in room.taps}
        told = {(task, places[user]) for (user, task), tap in room.taps.items() if tap.answers}
        wrong = {key for key, by in held.marks.items() if meant.get(key) != by}
        lost, answered = meant.keys() - held.marks.keys(), told - held.marks.keys()
    else:
        tried = {(task, persons[user]) for user, task in room.taps}
        marked = {task for task, _ in held.marks}
        wrong = {key for key, by in held.marks.items() if (key[0], by) not in tried}
        wrong |= {(task, "") for task, times in Counter(task for task, _ in held.marks).items() if times != 1}
        lost = {(task, "") for _, task in room.taps if task not in marked}
        answered = {(task, "") for (_, task), tap in room.taps.items() if tap.answers and task not in marked}
    meant_lines = Counter((task, by) for (task, _), by in held.marks.items())
    lines = Counter(held.log)
    share = 100 * (len(held.marks) - len(wrong)) / max(1, len(held.marks) + len(lost))
    several = sum(times - 1 for times in lines.values() if times > 1)
    return [
        Figure("ticks: recorded exactly once", share, load, at_least=100, unit=" %"),
        Figure("ticks: lost", len(lost), load, at_most=0),
        Figure("ticks: answered and lost", len(answered), load, at_most=0),
        Figure("ticks: by somebody who did not make them, or twice", len(wrong), load, at_most=0),
        Figure("ticks: lines of the log too many or too few", several + len(lines.keys() ^ meant_lines.keys()), load, at_most=0),  # noqa: E501 - a row of a table
        Figure("ticks: screens that differ in the end", len(screens) - 1, load, at_most=0),
    ]  # fmt: skip


def _times(room: _Drill, took: float) -> list[Figure]:
    loaded = f"{len(room.taps):,} taps in {took:,.0f} s, all at once; load average {os.getloadavg()[0]:.1f}"
    return [
        Figure("ticks: tapped to recorded and answered, median", percentile(room.seconds, 0.5), loaded, unit=" s"),
        Figure("ticks: the same, p99", percentile(room.seconds, 0.99), loaded, unit=" s"),
    ]


def _whole(town: Town, load: str, broken: int, whole: bool) -> list[Figure]:  # noqa: FBT001 - a figure
    return [
        Figure("ticks: unhandled errors", broken, load, at_most=0),
        Figure("ticks: breaks in the audit chain", 0 if whole else 1, load, at_most=0),
        Figure("ticks: calls that the schema refuses", len(town.api.violations), load, at_most=0),
    ]
