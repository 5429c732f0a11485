"""From a tap to its commit and the sender's call, with 300 chats at once, beside what bot frameworks do by themselves.

The whole door is in it: the raw update, the dispatcher, the turn on a real SQLite file, fully synced, while the sender
runs at Telegram's pace. The network is not in it. Goal: p99 at most 100 ms.
"""

import asyncio
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from aiogram import Bot

from bot.clock import SystemClock
from bot.delivery import Afterwards
from bot.harbour import Harbour
from bot.installation import Installation
from bot.sender import Sender
from bot.telegram.feed import Feed
from bot.telegram.handlers import dispatcher
from bot.turn import Turns
from flows import engine, reader
from storage.outbox import Waiting
from tests.bench.scene import NOW, Figure, Raw, in_talk, installed, peer, percentile, tap

CHATS = 300
BURSTS = 11
WARM = 2
STEADY_SECONDS = 8
BETWEEN_SECONDS = 2.0
"""In the steady part each chat taps every two seconds, at moments of its own."""

Take = Callable[[Raw], Awaitable[object]]


class NoNetwork:
    """A courier that delivers at once, to nobody."""

    async def deliver(self, waiting: Waiting) -> Afterwards:
        """Nothing goes anywhere, and there is nothing to write down."""
        await asyncio.sleep(0)
        return lambda _db, _now: None


class Tapping(Protocol):
    """Chats that tap."""

    def tap(self, chat: int) -> Raw:
        """The update of this chat's next tap."""


class Chats:
    """Young people who tap on the first question and go back again, each on their current screen."""

    def __init__(self, first_turn: int) -> None:
        self._turn = dict.fromkeys(range(1, CHATS + 1), first_turn)
        self._updates = itertools.count(1)

    def tap(self, chat: int) -> Raw:
        """The update of this chat's next tap."""
        turn = self._turn[chat]
        self._turn[chat] += 1
        return tap(next(self._updates), chat, f"c:{turn}:yes" if turn % 2 else f"b:{turn}")


def run() -> list[Figure]:
    """Measure ours, then the peers: bursts (the median of 11 bursts' p99) and 300 chats that tap as people do."""
    with installed() as havn:
        burst, steady = asyncio.run(_ours(havn))
    often = f"each every {BETWEEN_SECONDS:g} s, {len(steady) / STEADY_SECONDS:.0f}/s"
    kept = "durable, encrypted"
    return [
        (
            "tap to sender, 300 chats, p99 ms",
            percentile(steady),
            f"{often}; {kept}; median {percentile(steady, 0.5):.1f}",
        ),
        ("tap to sender, 300 in one instant, p99 ms", burst, f"{kept}; {CHATS * 1000 / burst:,.0f} taps/s"),
        *asyncio.run(_dialog()),
        *asyncio.run(_conversation(each=True)),
        *asyncio.run(_conversation(each=False)),
    ]


async def _ours(havn: Installation) -> tuple[float, list[float]]:
    flow = reader.packaged()["declaration"]
    in_talk(havn, flow, CHATS)
    harbour, clock = Harbour(havn.keyring, havn.municipality, {"declaration": flow}), SystemClock()
    sender = Sender(havn.store, harbour, NoNetwork(), clock)
    bot = Bot("1:not-used")
    feed = Feed(bot, dispatcher(Turns(havn.store, harbour, clock, sender.wake)))
    sending = asyncio.create_task(sender.run())
    chats = Chats(engine.begin(flow, NOW).session.turn)
    try:
        burst = await bursts(feed.take, chats)
        return burst, await _steady(feed.take, chats)
    finally:
        sender.stop()
        await sending
        await bot.session.close()


async def bursts(take: Take, chats: Tapping) -> float:
    """Every chat taps in the same instant, eleven times: the median of the bursts' 99th percentiles, in ms."""
    found: list[float] = []
    for _ in range(WARM + BURSTS):
        taps = [chats.tap(chat) for chat in range(1, CHATS + 1)]
        begun = time.perf_counter()
        seconds = await asyncio.gather(*(_timed(take, raw, begun) for raw in taps))
        found.append(percentile(seconds))
    return statistics.median(found[WARM:])


async def _steady(take: Take, chats: Tapping) -> list[float]:
    found: list[float] = []

    async def chat(number: int) -> None:
        await asyncio.sleep(random.random() * BETWEEN_SECONDS)
        end = time.perf_counter() + STEADY_SECONDS
        while time.perf_counter() < end:
            begun = time.perf_counter()
            found.append(await _timed(take, chats.tap(number), begun))
            await asyncio.sleep(max(0.0, begun + BETWEEN_SECONDS - time.perf_counter()))

    await asyncio.gather(*(chat(number) for number in range(1, CHATS + 1)))
    return found


async def _timed(take: Take, raw: Raw, begun: float) -> float:
    await take(raw)
    return time.perf_counter() - begun


async def _dialog() -> list[Figure]:
    module = peer("taps_dialog", "aiogram_dialog")
    if module is None:
        return []
    dialogs = module.Dialogs()
    await dialogs.begin(CHATS)
    figure = await bursts(dialogs.take, dialogs)
    beside = f"in memory: not durable, not encrypted; {CHATS * 1000 / figure:,.0f} taps/s"
    return [("peer: aiogram-dialog, 300 in one instant, p99 ms", figure, beside)]


async def _conversation(*, each: bool) -> list[Figure]:
    module = peer("taps_conversation", "telegram")
    if module is None:
        return []
    with tempfile.TemporaryDirectory(prefix="havn-bench-") as folder:
        conversations: Any = module.Conversations(Path(folder), each=each)
        await conversations.begin(CHATS)
        figure = await bursts(conversations.take, conversations)
        await conversations.end()
    how = "pickled after each step" if each else "pickled once a minute, as it comes"
    beside = f"{how}: not synced, not encrypted; {CHATS * 1000 / figure:,.0f} taps/s"
    name = "each step pickled" if each else "as it comes"
    return [(f"peer: python-telegram-bot, {name}, p99 ms", figure, beside)]
