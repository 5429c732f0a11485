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
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol

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

OURS = f"tap to sender, {CHATS} in one instant"
DIALOG = f"peer: aiogram-dialog, {CHATS} in one instant"
PICKLED = "peer: python-telegram-bot, each step pickled"
USUAL = "peer: python-telegram-bot, as it comes"
KEPT = {
    OURS: "durable, encrypted",
    DIALOG: "in memory: not durable, not encrypted",
    PICKLED: "written after each step: not synced, not encrypted",
    USUAL: "written once a minute: not durable, not encrypted",
}
"""What each way does with an answer."""

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
    """Measure ours and the peers burst by burst in turns (the median of the bursts' p99), then ours in steady use."""
    with installed() as havn, tempfile.TemporaryDirectory(prefix="havn-bench-") as folder:
        p99, steady = asyncio.run(_measured(havn, Path(folder)))
    often = f"each every {BETWEEN_SECONDS:g} s, {len(steady) / STEADY_SECONDS:.0f}/s; durable, encrypted"
    found = [
        (f"tap to sender, {CHATS} chats, p99 ms", percentile(steady), f"{often}; median {percentile(steady, 0.5):.1f}")
    ]
    for name, beside in KEPT.items():
        if name in p99:
            found.append((f"{name}, p99 ms", p99[name], f"{beside}; {CHATS * 1000 / p99[name]:,.0f} taps/s"))
    return found


async def _measured(havn: Installation, folder: Path) -> tuple[dict[str, float], list[float]]:
    async with AsyncExitStack() as stack:
        take, chats = await stack.enter_async_context(_ours(havn))
        ways: dict[str, tuple[Take, Tapping]] = {OURS: (take, chats)}
        if dialog := peer("taps_dialog", "aiogram_dialog"):
            dialogs = dialog.Dialogs()
            await dialogs.begin(CHATS)
            ways[DIALOG] = (dialogs.take, dialogs)
        if conversation := peer("taps_conversation", "telegram"):
            for name, each in ((PICKLED, True), (USUAL, False)):
                conversations = await stack.enter_async_context(conversation.conversing(folder, CHATS, each=each))
                ways[name] = (conversations.take, conversations)
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(WARM + BURSTS):
            for name, (taking, tapping) in ways.items():
                found[name].append(await _burst(taking, tapping))
        return {name: statistics.median(each[WARM:]) for name, each in found.items()}, await _steady(take, chats)


@asynccontextmanager
async def _ours(havn: Installation) -> AsyncIterator[tuple[Take, Tapping]]:
    flow = reader.packaged()["declaration"]
    in_talk(havn, flow, CHATS)
    harbour, clock = Harbour(havn.keyring, havn.municipality, {"declaration": flow}), SystemClock()
    sender = Sender(havn.store, harbour, NoNetwork(), clock)
    bot = Bot("1:not-used")
    feed = Feed(bot, dispatcher(Turns(havn.store, harbour, clock, sender.wake)))
    sending = asyncio.create_task(sender.run())
    try:
        yield feed.take, Chats(engine.begin(flow, NOW).session.turn)
    finally:
        sender.stop()
        await sending
        await bot.session.close()


async def _burst(take: Take, chats: Tapping) -> float:
    """Every chat taps in the same instant: the 99th percentile, in ms."""
    taps = [chats.tap(chat) for chat in range(1, CHATS + 1)]
    begun = time.perf_counter()
    return percentile(await asyncio.gather(*(_timed(take, raw, begun) for raw in taps)))


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
