"""kill -9 at random moments of real conversations under load: what was confirmed is there, help was called."""

import asyncio
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from storage.tables import outbox
from tests.bot_api import BotApi
from tests.bot_api.calls import Call
from tests.chaos.crowd import Crowd
from tests.chaos.figures import Figure, percentile
from tests.chaos.ledger import chain_is_whole, looked_into, words_of
from tests.chaos.warm import Nursery, WarmHavn
from tests.contract.town import REFERENCE, Town
from tests.postgres import PostgresServer

SIZE = 1000
LONGEST_LIFE = 0.9  # seconds; the kills fall into the start too
ONE_IN = 10  # of the kills happen on PostgreSQL


def run(size: int, seed: int) -> list[Figure]:
    """`size` kills on SQLite, and a tenth of that on PostgreSQL."""
    with Nursery() as nursery, PostgresServer() as postgres, postgres.database() as url:
        lite = asyncio.run(campaign(nursery, size, seed, None))
        return lite + asyncio.run(campaign(nursery, max(3, size // ONE_IN), seed, url))


async def campaign(nursery: Nursery, kills: int, seed: int, url: str | None, at_once: int = 8, pause: float = 0.12,
                   ) -> list[Figure]:  # fmt: skip
    """So many kills while `at_once` people declare at a time and two coordinators take what comes."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="havn-kills-") as folder:
        async with BotApi() as api:
            havn = WarmHavn(nursery, api, data=Path(folder) / "data", env={"HAVN_DATABASE_URL": url} if url else None)
            async with havn:
                town = Town(api, havn)
                duty = await town.coordinators("Kari Prøve", "Ola Prøve")
                key = await town.key("Kari Prøve")
                await town.settle()
                crowd = Crowd(town, chance, at_once, pause)
                begun = len(api.calls)
                going = asyncio.create_task(crowd.run(duty))
                await _kill(havn, kills, chance)
                crowd.stop()
                await going
                await _rest(havn)
                return await asyncio.to_thread(_figures, town, crowd, key, kills, api.calls[begun:], url)


async def _kill(havn: WarmHavn, kills: int, chance: random.Random) -> None:
    for _ in range(kills):
        await asyncio.sleep(chance.random() * LONGEST_LIFE)
        await havn.kill9()
        havn.begin()
    await havn.kill9()
    await havn.start()


async def _rest(havn: WarmHavn) -> None:
    """Until no page and no screen waits to be sent any more."""
    end = time.monotonic() + 60
    wait = select(func.count()).where(outbox.c.kind.in_(("page", "screen")))
    with looked_into(havn) as found:
        while await asyncio.to_thread(found.store.read, lambda db: db.execute(wait).scalar_one()):
            assert time.monotonic() < end, "the outbox never came to rest"
            await asyncio.sleep(0.2)


def _figures(town: Town, crowd: Crowd, key: Path, kills: int, calls: list[Call], url: str | None) -> list[Figure]:
    with looked_into(town.havn) as found:
        held, whole = words_of(found, key), chain_is_whole(found)
    receipts = {one.reference: one for one in crowd.declared if one.reference}
    lost = [reference for reference, one in receipts.items() if one.words not in held.get(reference, "")]
    called = {name for call in calls if call.delivered for name in REFERENCE.findall(call.text) if _is_page(call)}
    repeats = _repeated(calls)
    nameless = sum(not REFERENCE.search(text) for _, text in repeats if "🔴" in text)
    against = f"{kills:,} kills on {'PostgreSQL' if url else 'SQLite'}, {len(receipts):,} declarations confirmed"
    return [
        Figure("kill -9: confirmed declarations lost", len(lost), against, at_most=0),
        Figure("kill -9: talks that never got their receipt", len(crowd.declared) - len(receipts), against, at_most=0),
        Figure("kill -9: alerts lost", len(held.keys() - called), f"{len(held):,} cases", at_most=0),
        Figure("kill -9: repeated messages a kill", repeats.total() / kills, against, at_most=0.02),
        Figure("kill -9: repeated alerts without their reference", nameless, against, at_most=0),
        Figure("kill -9: breaks in the audit chain", 0 if whole else 1, against, at_most=0),
        Figure("kill -9: calls that the schema refuses", len(town.api.violations), f"{len(calls):,} calls", at_most=0),
        Figure("kill -9: a declaration from start to receipt, p99", percentile([one.seconds for one in crowd.declared], 0.99),  # noqa: E501 - a row of a table
               "a new life each 0.5 s on average", unit=" s"),
    ]  # fmt: skip


def _is_page(call: Call) -> bool:
    return call.method == "sendMessage" and "take:" in str(call.params.get("reply_markup"))


def _repeated(calls: list[Call]) -> Counter[tuple[object, str]]:
    """Messages put into a chat more than once though they were meant once: same chat, text and buttons."""
    seen = Counter(
        (call.chat, f"{call.text} {call.params.get('reply_markup')}")
        for call in calls
        if call.method == "sendMessage" and call.delivered
    )
    return Counter({what: times - 1 for what, times in seen.items() if times > 1})
