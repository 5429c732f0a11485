"""Ten thousand ordinary messages wait, and an acute alert comes: how soon it is sent, and are the limits kept."""

import asyncio
import random
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot import post
from bot.clock import SystemClock
from bot.delivery import Afterwards, counts_in_chat
from bot.harbour import Harbour
from bot.installation import Installation
from bot.installation import opened as installation
from bot.screen import Screen
from bot.sender import Sender
from storage import outbox, people
from storage.outbox import Waiting
from tests.bot_api import BotApi, flood
from tests.bot_api.calls import Call
from tests.chaos.figures import Figure, percentile
from tests.chaos.warm import Nursery, WarmHavn
from tests.contract.town import RED, Town, say

SIZE = 10_000
ALERTS, EVERY = 100, 0.3
RUSH = 150  # young people who press start in the same moment, against the strict server
CHATTY = 0.2  # of the ordinary messages go to somebody who has one waiting already


def run(size: int, seed: int) -> list[Figure]:
    """`size` ordinary messages and up to 100 alerts in this process; a rush of up to 150 people on the program."""
    figures = asyncio.run(_outbox(size, min(ALERTS, max(8, size // 100)), random.Random(seed)))
    with Nursery() as nursery:
        return figures + asyncio.run(_rush(nursery, min(RUSH, max(30, size // 20))))


class Swift:
    """A courier that takes everything after the time that Telegram takes, and notes when it was asked."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.asked: list[tuple[float, Waiting]] = []

    async def deliver(self, waiting: Waiting) -> Afterwards:
        """Notes the moment, and answers as fast as Telegram does."""
        self.asked.append((time.monotonic(), waiting))
        await asyncio.sleep(0.03 + self._chance.random() * 0.05)
        return lambda _, __: None


async def _outbox(size: int, alerts: int, chance: random.Random) -> list[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="havn-storm-") as folder,
        installation({"HAVN_DATA": folder}, serving=True) as havn,
    ):
        ids = havn.store.run(lambda db: _crowd(db, havn, size, alerts, chance))
        courier, clock = Swift(chance), SystemClock()
        sender = Sender(havn.store, Harbour(havn.keyring, havn.municipality, {}), courier, clock)
        running = asyncio.create_task(sender.run())
        await asyncio.sleep(1)
        committed: dict[int, float] = {}
        for person in ids:
            await asyncio.to_thread(havn.store.run, partial(_alert, havn=havn, person=person))
            committed[person] = time.monotonic()
            sender.wake()
            await asyncio.sleep(EVERY * (0.5 + chance.random()))
        await asyncio.sleep(0.5)
        sender.stop()
        await running
        left = havn.store.read(outbox.depth).waiting
    first = {one.message.person_id: at for at, one in reversed(courier.asked) if one.message.kind == "page"}
    waits = [first.get(person, float("inf")) - at for person, at in committed.items()]
    calls = [Call("sendMessage", {"chat_id": one.message.person_id}, at) for at, one in courier.asked if _counts(one)]
    against = f"{alerts} alerts while {size:,} messages waited, {left:,} of them still at the end"
    return [
        Figure("storm: alert committed to first send, p99", 1000 * percentile(waits, 0.99), against, 250, unit=" ms"),
        Figure("storm: the same, median", 1000 * percentile(waits, 0.5), against, unit=" ms"),
        Figure("storm: closer than 1/s a chat or 30/s in all", len(flood.breaches(calls)), f"{len(calls):,} sends", 0),
    ]


def _counts(waiting: Waiting) -> bool:
    return counts_in_chat(waiting.message.kind)


def _crowd(db: Connection, havn: Installation, size: int, alerts: int, chance: random.Random) -> list[int]:
    """Have so many messages wait; the ids of the coordinators that alerts will go to."""
    now = datetime.now(UTC)
    known: list[people.Person] = []
    for number in range(size):
        if not known or chance.random() > CHATTY:
            known.append(people.meet(db, havn.keyring, 10_000_000 + number, "nb", now))
        _ordinary(post.Post(db, havn.keyring, now), chance.choice(known[-50:]), number)
    return [people.meet(db, havn.keyring, 90_000_000 + number, "nb", now).id for number in range(alerts)]


def _ordinary(to: post.Post, person: people.Person, number: int) -> None:
    """What waits in a storm: answers, the next question, and what somebody wrote, which is to be deleted."""
    match number % 3:
        case 0:
            to.reply(person, Screen("Noe som kan vente"))
        case 1:
            to.screen(person, Screen("Et spørsmål"))
        case _:
            to.remove(person, number)


def _alert(db: Connection, *, havn: Installation, person: int) -> None:
    found = people.by_id(db, havn.keyring, person)
    assert found
    post.Post(db, havn.keyring, datetime.now(UTC)).page(found, person, Screen("🔴 RØD"), urgent=True)


async def _rush(nursery: Nursery, rush: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="havn-rush-") as folder:
        async with BotApi(enforce_limits=True) as api, WarmHavn(nursery, api, data=Path(folder) / "data") as havn:
            town = Town(api, havn)
            kari = await town.coordinator()
            await town.settle(1.0)
            for _ in range(rush):
                await say(api.user(), ["/start"])
            await api.wait_for(lambda: len(api.updates.pending) < rush // 2, 30)
            began = time.monotonic()
            await say(api.user(), RED[:2])
            await town.page(kari, within=20)
            wait = next(call.at for call in api.calls if "🔴 RØD" in call.text) - began
            await api.idle(1.5, 30)
            refused = sum((call.answer or {}).get("error_code") == 429 for call in api.calls)
            against = f"{rush} people pressed start in one moment; limits enforced by the server"
            return [
                Figure("storm: «Nei» pushed to page sent, whole program", 1000 * wait, against, unit=" ms"),
                Figure("storm: refusals (429)", refused, against, 0),
                Figure("storm: closer than the limits allow", len(api.flood()), against, 0),
                Figure("storm: calls that the schema refuses", len(api.violations), against, 0),
            ]
