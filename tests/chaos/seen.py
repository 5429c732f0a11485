"""How soon the others see a tick: everybody looks at the same run, two tick, and the moments are compared."""

import asyncio
import os
import re
import tempfile
import time
from pathlib import Path

from tests.bot_api import User
from tests.chaos import drill
from tests.chaos.figures import Figure, percentile
from tests.chaos.running import at_rest, town_in
from tests.chaos.warm import Nursery
from tests.contract.town import Town
from tests.postgres import PostgresServer

REFERENCE = "Gran-3"
DONE = re.compile(r"· (\d+) gjort")
WITHIN = 2.0
"""Seconds until everybody sees the same."""
A_SECOND = 28
"""Calls that the program makes a second at most: Telegram takes 30 of a bot."""
SHOWING = frozenset({"editMessageText", "sendMessage"})


async def seen_by_others(nursery: Nursery, many: int, ticks: int, url: str | None) -> list[Figure]:
    """So many people look at a run in which somebody ticks so many times, one tick after the other."""
    with tempfile.TemporaryDirectory(prefix="havn-seen-") as folder:
        config = str(drill.settings(Path(folder), many, ticks, each=False))
        env = {"HAVN_CONFIG": config} | ({"HAVN_DATABASE_URL": url} if url else {})
        async with town_in(nursery, **env) as town:
            users = [town.api.user(name=f"p{number}") for number in range(many)]
            await asyncio.to_thread(_gather, town, users)
            await _enter(town, users)
            began = await _tick(users, ticks)
            await at_rest(town, 60)
            late = _late(town, users[1:], began)
    others, load = many - 1, os.getloadavg()[0]
    against = f"{ticks} ticks before {others} others, {'PostgreSQL' if url else 'SQLite'}, load average {load:.1f}"
    goal = WITHIN if others < A_SECOND else None  # Telegram's own limit leaves no room for more screens at once
    missing = ticks * others - len(late)
    return [
        Figure("ticks: until the others see one, median", percentile(late, 0.5), against, at_most=WITHIN, unit=" s"),
        Figure("ticks: the same, p99", percentile(late, 0.99), against, at_most=goal, unit=" s"),
        Figure("ticks: screens that never showed one", missing, against, at_most=0),
    ]


def _gather(town: Town, users: list[User]) -> None:
    from tests.chaos.ledger import looked_into  # noqa: PLC0415 - opened in a thread of its own

    with looked_into(town.havn) as found:
        drill.gather(found, users, REFERENCE)


async def _enter(town: Town, users: list[User]) -> None:
    for user in users:
        await user.send("/moter")
    await at_rest(town, 60)
    for user in users:
        user.tap_data(f"run:{REFERENCE}", user.from_bot()[-1].id)
    await at_rest(town, 60)


async def _tick(users: list[User], ticks: int) -> list[float]:
    """The moments at which the first one ticked, far enough apart that Telegram lets every screen be drawn."""
    apart, began = max(1.5, 1.6 * len(users) / A_SECOND), []
    for task in drill.tasks(ticks):
        began.append(time.monotonic())
        users[0].tap_data(f"tick:{REFERENCE}:{task}", users[0].from_bot()[-1].id)
        await asyncio.sleep(apart)
    return began


def _late(town: Town, others: list[User], began: list[float]) -> list[float]:
    """For each tick and each of the others: seconds from the tick to the first call that shows it."""
    late = []
    for user in others:
        calls = [call for call in town.api.calls if call.chat == user.id and call.method in SHOWING and call.delivered]
        shown = [(call.answered or call.at, int(found[1])) for call in calls if (found := DONE.search(call.text))]
        for count, at in enumerate(began, 1):
            first = min((when for when, done in shown if done >= count), default=None)
            if first is not None:
                late.append(first - at)
    return late


def seen(many: int, ticks: int) -> list[Figure]:
    """The figures alone, on SQLite and on PostgreSQL, without the rest of the campaign."""
    with Nursery() as nursery, PostgresServer() as postgres, postgres.database() as url:
        lite = asyncio.run(seen_by_others(nursery, many, ticks, None))
        return lite + asyncio.run(seen_by_others(nursery, many, ticks, url))
