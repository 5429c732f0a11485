"""Every kind of message that Telegram has, at many steps, in three languages: always an answer, never an error."""

import asyncio
import random
from collections.abc import Sequence

from tests.bot_api import User
from tests.bot_api.kinds import all_message_kinds
from tests.chaos.figures import Figure
from tests.chaos.running import at_rest, town_in
from tests.chaos.warm import Nursery
from tests.chaos.way import LONG, QUIET, SHORT, Move, first_choices, way
from tests.contract.town import Town

SIZE = 10  # steps, of each way and in each language
KINDS = [name for name, _ in all_message_kinds({"id": 1, "type": "private"}) if name != "text"]
TEXTS = ("", " ", "\u200b", "\u202ertl\u202c", "\U0001f600" * 4096, "<b>&amp;</i>", "a" * 10_000,
         "/", "/\n", "{reference}", "%s%n",
         "﷽" * 500, "\x01\x02", "'; DROP TABLE cases; --", "e" + "\u0301" * 3000)  # fmt: skip
EVERYTHING = (*KINDS, *(text for text in TEXTS if text.strip()))
LANGUAGES = ("nb", "nn", "en")
AT_ONCE = 9  # people between two rests: every message is deleted with a call of its own, 30 of them a second


def run(size: int, seed: int) -> list[Figure]:
    """Every kind at `size` steps of three ways, in three languages."""
    with Nursery() as nursery:
        return asyncio.run(campaign(nursery, size, random.Random(seed), len(EVERYTHING)))


async def campaign(nursery: Nursery, size: int, chance: random.Random, each: int) -> list[Figure]:
    """The same with a nursery that is there already. Each person sends `each` of all kinds and texts at one step."""
    async with town_in(nursery) as town:
        silent = sent = stopped = 0
        places = [(moves[:at], language) for moves in _ways() for language in LANGUAGES
                  for at in sorted(chance.sample(range(len(moves)), min(size, len(moves))))]  # fmt: skip
        for begin in range(0, len(places), AT_ONCE):
            some = [(town.api.user(language), moves) for moves, language in places[begin : begin + AT_ONCE]]
            await _arrive(town, some)
            asked = len(town.api.calls)
            for user, _ in some:
                sent += await _send(user, chance.sample(EVERYTHING, each), chance)
            await at_rest(town, 120)
            later = {call.chat for call in town.api.calls[asked:] if call.method != "deleteMessage"}
            silent += sum(user.id not in later for user, _ in some)
            stopped += sum(not user.from_bot() for user, _ in some)
        tried = f"{sent:,} messages of {len(KINDS)} kinds at {len(places)} steps, {len(LANGUAGES)} languages"
        return [
            Figure("hostile: unhandled errors", await town.broken(), tried, 0),
            Figure("hostile: people left in silence", silent, tried, 0),
            Figure("hostile: chats without a screen", stopped, tried, 0),
            Figure(
                "hostile: calls that the schema refuses", len(town.api.violations), f"{len(town.api.calls):,} calls", 0
            ),
            Figure("hostile: messages left standing", sum(_left(user.visible()) for user in _people(town)), tried, 0),
        ]


def _ways() -> list[list[Move]]:
    return [way(first_choices(given)) for given in (SHORT, QUIET, LONG)]


async def _arrive(town: Town, people: Sequence[tuple[User, list[Move]]]) -> None:
    for user, moves in people:
        await user.send("/start")
        for move in moves:
            move.make(user)
    await at_rest(town, 60, 0.3)


async def _send(user: User, some: Sequence[str], chance: random.Random) -> int:
    for one in some:
        if one in KINDS:
            await user.send_kind(one, **({"caption": "tekst"} if chance.random() < 0.1 else {}))
        else:
            await user.send(one)
    return len(some)


def _people(town: Town) -> list[User]:
    return [User(town.api, {}, chat) for chat in town.api.world.chats.values()]


def _left(visible: Sequence[object]) -> int:
    """Messages of a person that still stand, but for a dice, which Telegram lets nobody delete for a day."""
    return sum(not one.by_bot and "dice" not in one.message for one in visible)  # type: ignore[attr-defined]
