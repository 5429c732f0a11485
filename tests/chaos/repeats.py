"""Every update twice and out of order: one case, one alert, and no answer that nobody gave."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.bot_api import User
from tests.bot_api.world import Json
from tests.chaos.figures import Figure
from tests.chaos.ledger import chain_is_whole, looked_into
from tests.chaos.running import town_in
from tests.chaos.warm import Nursery
from tests.chaos.way import LONG, QUIET, SHORT, Move, first_choices, way
from tests.contract.town import Town, references

SIZE = 60
TOGETHER = 10
PATIENCE = 90
A_LOOK = 1.3  # seconds: a chat is written to once a second, so what is shown then is what there is
TURN = re.compile(r"[a-z]:(\d+)")


def run(size: int, seed: int) -> list[Figure]:
    """`size` people whose every update comes twice, and of whom most have theirs shuffled."""
    with Nursery() as nursery:
        return asyncio.run(campaign(nursery, size, random.Random(seed)))


async def campaign(nursery: Nursery, size: int, chance: random.Random) -> list[Figure]:
    """The same with a nursery that is there already."""
    async with town_in(nursery) as town:
        kari, key = await town.coordinator(), await town.key("Kari Prøve")
        town.api.updates.copies = 2
        people: list[tuple[User, list[Move]]] = []
        for begin in range(0, size, TOGETHER):
            some = [(town.api.user(), _moves(chance)) for _ in range(min(TOGETHER, size - begin))]
            people += some
            await _shuffled(town, some, chance)
            await asyncio.gather(*(_goes_on(one, moves) for one, moves in some))
        await town.settle(1.0, 30)
        return await _figures(town, people, kari, key)


def _moves(chance: random.Random) -> list[Move]:
    return way(first_choices(chance.choice((SHORT, QUIET, LONG)), f"ord {chance.randrange(10**6)}"))


async def _shuffled(town: Town, people: Sequence[tuple[User, list[Move]]], chance: random.Random) -> None:
    """Every tap that all of them will make, in any order, with some copies already among it."""
    for one, _ in people:
        await one.send("/start")
    await town.settle(0.2, 30)
    town.api.updates.hold()
    for one, moves in people:
        for move in moves:
            if move.data:  # Words belong to whatever is asked when they come; a tap says to which screen it belongs.
                move.make(one)

    def order(updates: Sequence[Json]) -> list[Json]:
        return chance.sample(updates, len(updates))

    town.api.updates.release(order)


async def _goes_on(one: User, moves: list[Move]) -> None:
    """Does what is left, as a person would who looks at the screen again."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while not references(one) and asyncio.get_running_loop().time() < end:
        await one.api.wait_for(lambda: not one.api.updates.pending, 30)
        await asyncio.sleep(A_LOOK)
        shown = one.from_bot()[-1:]
        turns = [int(found[1]) for seen in shown for button in seen.buttons if (found := TURN.match(button.data or ""))]
        ticked = any(button.text.startswith("☑") for seen in shown for button in seen.buttons)
        if turns and not references(one):
            left = [move for move in moves if move.turn >= turns[0]]
            for move in left[1:] if ticked and left and left[0].data.startswith("t:") else left:
                move.make(one)


async def _figures(town: Town, people: Sequence[tuple[User, list[Move]]], kari: User, key: Path) -> list[Figure]:
    pages = Counter(name for one, _ in people for name in set(references(one)) for _ in town.pages(kari, name))
    wrong = 0
    for one, moves in people[:: max(1, len(people) // 20)]:
        wrong += sum([_differs(moves, await town.opened(name, key)) for name in references(one)[-1:]])
    with looked_into(town.havn) as found:
        whole = chain_is_whole(found)
    listed = (await town.havn.cli("cases", "--all")).stdout.count("\n")
    updates = sum(len(moves) for _, moves in people)
    against = f"{len(people)} people, {updates:,} updates, each twice, shuffled"
    return [
        Figure("repeats: people without a receipt", sum(not references(one) for one, _ in people), against, at_most=0),
        Figure("repeats: cases more or fewer than people", abs(listed - len(people)), against, at_most=0),
        Figure("repeats: alerts sent twice", sum(times - 1 for times in pages.values()), against, at_most=0),
        Figure("repeats: alerts not sent", sum(not pages[name] for one, _ in people for name in references(one)[-1:]),
               against, at_most=0),
        Figure("repeats: answers that nobody gave, or lost", wrong, "20 cases opened and compared", at_most=0),
        Figure("repeats: unhandled errors", await town.broken(), against, at_most=0),
        Figure("repeats: breaks in the audit chain", 0 if whole else 1, against, at_most=0),
        Figure("repeats: calls that the schema refuses", len(town.api.violations), against, at_most=0),
    ]  # fmt: skip


def _differs(moves: Sequence[Move], opened: dict[str, dict[str, list[dict[str, object]]]]) -> int:
    """How many answers of a case are not the ones that were given."""
    held = {str(line["step"]): line for part in opened["parts"].values() for line in part}
    given = {move.step: move for move in moves if (move.coded or move.words) and not move.step.startswith("summary")}
    wrong = sum(move.coded not in str(held.get(step, {}).get("coded")) for step, move in given.items() if move.coded)
    said = [
        (step, move) for step, move in given.items() if move.words and held.get(step, {}).get("words") != move.words
    ]
    return wrong + len(said) + len(held.keys() - {move.step for move in moves})
