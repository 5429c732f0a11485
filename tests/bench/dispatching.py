"""What a thousand buttons cost the dispatcher: ours, with one handler a kind of update, and aiogram's filters.

A tap goes through the dispatcher, is translated, and its button is looked up and answered by the engine; nothing is
stored. Goal: with 1,000 buttons in the content within 10 % of the rate with one.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Callable
from typing import cast

from aiogram import Bot, Dispatcher, F
from aiogram.types import CallbackQuery, Update

from bot.arrivals import Arrival, Tapped
from bot.telegram.handlers import dispatcher
from bot.turn import Turns
from flows import engine, reader
from flows.inputs import Chose
from flows.model import Flow
from flows.session import Session
from tests.bench.scene import NOW, Figure, Raw, tap

ONE, HUNDRED, THOUSAND = 1, 100, 1000
A_STEP = 10
ROUNDS = 9
SECONDS = 0.4
UPDATES = 512


class Answering:
    """Stands where the turns do, and lets the engine answer; everybody is at the step whose button they tap."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._at = {
            choice.id: Session(flow.name, flow.version, step.id, NOW, NOW)
            for step in flow.steps.values()
            for choice in step.choices
        }

    async def take(self, arrival: Arrival | None) -> None:
        """Answer a tap."""
        if arrival is None or not isinstance(arrival.event, Tapped) or not isinstance(arrival.event.means, Chose):
            raise TypeError("a tap was not understood")
        before = self._at[arrival.event.means.choice]
        if engine.advance(self._flow, before, arrival.event.means, NOW).session.turn == before.turn:
            raise ValueError("a tap was not accepted")


def run() -> list[Figure]:
    """Measure all of them in turns, 9 rounds of 0.4 s each, and give medians."""
    return asyncio.run(_measured())


async def _measured() -> list[Figure]:
    ours = {count: _ours(count) for count in (ONE, THOUSAND)}
    theirs = {count: _theirs(count) for count in (ONE, HUNDRED, THOUSAND)}
    rates: dict[tuple[str, int], list[float]] = {}
    for _ in range(ROUNDS):
        for count, made in ours.items():
            rates.setdefault(("ours", count), []).append(await _rate(made, lambda button: f"c:1:b{button}", count))
        for count, made in theirs.items():
            rates.setdefault(("theirs", count), []).append(await _rate(made, lambda button: f"b{button}", count))
    rate = {name: statistics.median(found) for name, found in rates.items()}
    share = 100 * rate["ours", THOUSAND] / rate["ours", ONE]
    slower = rate["theirs", ONE] / rate["theirs", THOUSAND]
    return [
        (
            "dispatcher, 1,000 buttons against 1, %",
            share,
            f"{rate['ours', ONE]:,.0f} taps/s with one, answered by the engine",
        ),
        ("dispatcher, taps/s with 1,000 buttons", rate["ours", THOUSAND], "one handler; the button is data"),
        (
            "peer: aiogram F.data == …, taps/s with 1,000",
            rate["theirs", THOUSAND],
            f"{slower:,.0f} times slower than with one",
        ),
        ("peer: aiogram F.data == …, taps/s with 100", rate["theirs", HUNDRED], "a handler a button; answers nothing"),
        ("peer: aiogram F.data == …, taps/s with 1", rate["theirs", ONE], "the same"),
    ]


def _ours(buttons: int) -> Dispatcher:
    return dispatcher(cast("Turns", Answering(reader.read(content(buttons), "buttons"))))


def content(buttons: int) -> str:
    """A procedure with so many buttons, ten a step."""
    lines = ['title = "Knapper"\naudience = "youth"\nstart = "s0"\n']
    for step in range(0, buttons, A_STEP):
        choices = ", ".join(
            f'{{ id = "b{number}", text = "Knapp {number}" }}' for number in range(step, min(step + A_STEP, buttons))
        )
        lines.append(f'[step.s{step}]\nask = "Velg {step}"\nchoices = [{choices}]\n')
    return "\n".join([*lines, '[step.last]\nkind = "end"\nask = "Takk."\n'])


def _theirs(buttons: int) -> Dispatcher:
    made = Dispatcher(disable_fsm=True)
    for number in range(buttons):
        made.callback_query.register(_nothing, F.data == f"b{number}")
    return made


async def _nothing(query: CallbackQuery) -> None:
    """A handler that has nothing to do."""


async def _rate(made: Dispatcher, data: Callable[[int], str], buttons: int) -> float:
    """Taps a second on buttons chosen at random."""
    bot, chance = Bot("1:not-used"), random.Random(1)
    raws: list[Raw] = [tap(number, 1, data(chance.randrange(buttons))) for number in range(UPDATES)]
    updates = [Update.model_validate(raw, context={"bot": bot}) for raw in raws]
    begun, done = time.perf_counter(), 0
    while (taken := time.perf_counter() - begun) < SECONDS:
        await made.feed_update(bot, updates[done % UPDATES])
        done += 1
    await bot.session.close()
    return done / taken
