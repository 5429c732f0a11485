"""Two replicas on one PostgreSQL, one killed or frozen with work in its hands: how soon the other has done it."""

import asyncio
import itertools
import random
import re
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from sqlalchemy import Connection, text

from bot import post
from bot.installation import Installation
from bot.screen import Screen
from flows import usual
from flows.alert import Cause
from flows.deadlines import Calendar
from flows.effects import FileCase
from flows.model import Level
from storage import calls, filing, people, roster
from storage.calls import Call
from tests.bot_api import BotApi, User
from tests.chaos.figures import Figure, percentile
from tests.chaos.ledger import looked_into
from tests.chaos.warm import Nursery, WarmHavn
from tests.postgres import PostgresServer

SIZE = 60
UNITS = 8  # each with a coordinator and an alert of its own, so that no chat's own second is what is measured
MESSAGES = 12
WITHIN = 20.0
ANY = re.compile(r"(?:melding|sak) (\d+)")


def run(size: int, seed: int) -> list[Figure]:
    """`size` replicas killed, and a third of that frozen."""
    with Nursery() as nursery, PostgresServer() as postgres:
        chance = random.Random(seed)
        with postgres.database() as url:
            dead = asyncio.run(campaign(nursery, url, size, chance, freeze=False))
        with postgres.database() as url:
            return dead + asyncio.run(campaign(nursery, url, max(1, size // 3), chance, freeze=True))


@dataclass(slots=True)
class Pair:
    """Both replicas, their Telegram, and the chats that their work goes to."""

    api: BotApi
    replicas: list[WarmHavn]
    found: Installation
    young: list[User]
    duty: list[User]
    numbers: Iterator[int]


async def campaign(nursery: Nursery, url: str, size: int, chance: random.Random, *, freeze: bool) -> list[Figure]:
    """So many times: work falls due, one replica stops in the middle of it, and the other one does it."""
    async with _pair(nursery, url) as pair:
        waits: list[float] = []
        undone = 0
        for trial in range(size):
            found, left = await _trial(pair, pair.replicas[trial % 2], chance, freeze=freeze)
            waits += found
            undone += left
        sent = [match[0] for call in pair.api.calls.sent() if (match := ANY.search(call.text))]
        how, goal = ("frozen", 5.0) if freeze else ("dead", 1.0)
        against = f"{size} replicas {how}, {len(waits):,} messages and alerts that the other one took over"
        return [
            Figure(f"takeover: work of a {how} replica, p99", percentile(waits, 0.99), against, goal, unit=" s"),
            Figure(f"takeover: the same ({how}), median", percentile(waits, 0.5), against, unit=" s"),
            Figure(f"takeover: left undone after {WITHIN:g} s ({how})", undone, against, 0),
            Figure(f"takeover: repeated messages a time ({how})", (len(sent) - len(set(sent))) / size, against),
        ]


async def _trial(pair: Pair, victim: WarmHavn, chance: random.Random, *, freeze: bool) -> tuple[list[float], int]:
    due = [next(pair.numbers) for _ in range(MESSAGES)]
    seen = len(pair.api.calls)
    references = await asyncio.to_thread(pair.found.store.run, lambda db: _fall_due(db, pair, due))
    await asyncio.sleep(chance.random() * 0.3)
    stopped = time.monotonic()
    await (victim.freeze() if freeze else victim.kill9())

    def missing() -> set[str]:
        said = " ".join(call.text for call in pair.api.calls[seen:] if call.delivered)
        return {name for name in (*(f"melding {number}." for number in due), *references) if name not in said}

    while missing() and time.monotonic() - stopped < WITHIN:  # noqa: ASYNC110 - nobody tells when a call comes
        await asyncio.sleep(0.02)
    left = len(missing())
    when = [call.answered or 0 for call in pair.api.calls[seen:] if call.delivered and call.method == "sendMessage"]
    if freeze:
        await victim.thaw()
    else:
        await victim.start()
    await pair.api.idle(0.5, 20)
    return [at - stopped for at in when if at > stopped], left


def _fall_due(db: Connection, pair: Pair, numbers: list[int]) -> list[str]:
    """Messages for the young, and an alert in each unit that is due this very moment. The references of the alerts."""
    now, ring = datetime.now(UTC), pair.found.keyring
    for number, user in zip(numbers, itertools.cycle(pair.young)):
        post.Post(db, ring, now).reply(people.meet(db, ring, user.id, "nb", now), Screen(f"melding {number}."))
    db.execute(
        text("UPDATE alerts SET next_action_at = :now, leased_until = NULL WHERE closed_at IS NULL"), {"now": now}
    )
    return list(db.execute(text("SELECT reference FROM alerts WHERE closed_at IS NULL")).scalars())


@asynccontextmanager
async def _pair(nursery: Nursery, url: str) -> AsyncIterator[Pair]:
    with tempfile.TemporaryDirectory(prefix="havn-pair-") as folder:
        config = Path(folder) / "municipality.toml"
        config.write_text(_with_units(), encoding="utf-8")
        env = {"HAVN_DATABASE_URL": url, "HAVN_KEYRING": str(Path(folder) / "ring.json"), "HAVN_CONFIG": str(config),
               "HAVN_WEB_URL": "https://havn.example"}  # fmt: skip
        async with BotApi(webhook_to="http://127.0.0.1:9") as api:
            one, two = (WarmHavn(nursery, api, data=Path(folder) / name, env=dict(env)) for name in ("one", "two"))
            async with one, two:
                with looked_into(one) as found:
                    pair = Pair(api, [one, two], found, [api.user() for _ in range(MESSAGES)],
                                [api.user() for _ in range(UNITS)], itertools.count(1))  # fmt: skip
                    found.store.run(lambda db: _people(db, pair))
                    await api.idle(1.0, 20)
                    yield pair


def _people(db: Connection, pair: Pair) -> None:
    """A coordinator on duty and a live alert in each unit."""
    now, ring = datetime.now(UTC), pair.found.keyring
    ladders = usual.ladders(Calendar(pair.found.municipality.zone, lambda _: False))
    for number, user in enumerate(pair.duty):
        met = people.meet(db, ring, user.id, "nb", now)
        people.become(db, met.id, people.COORDINATOR, f"Vakt {number}", f"unit{number}", None)
        roster.go_on(db, met.id, now)
        filed = FileCase(final=False, level=Level.RED, reasons=(), parts={})
        child = people.meet(db, ring, 1_000_000 + number, "nb", now)
        case = filing.file(db, ring, person_id=child.id, unit=f"unit{number}", filed=filed, talk=now, now=now)
        calls.make(db, ring, Call(case.reference, Cause.FILED, Level.RED, "cli"), ladders, now)


def _with_units() -> str:
    packaged = resources.files("bot").joinpath("municipality.toml").read_text("utf-8")
    units = "".join(f'\n[[unit]]\nid = "unit{number}"\nname = "Enhet {number}"\n' for number in range(UNITS))
    return packaged.replace("\n[[place]]", f"{units}\n[[place]]", 1)
