"""Telegram away for a while, in each of its ways: nothing is lost, and alerts go first when it is back."""

import asyncio
import random
import time
from collections.abc import Callable

from tests.bot_api import BotApi
from tests.bot_api.calls import Call
from tests.chaos.crowd import Crowd, Declared
from tests.chaos.figures import Figure
from tests.chaos.ledger import looked_into, words_of
from tests.chaos.running import at_rest, town_in
from tests.chaos.warm import Nursery
from tests.contract.town import CONFIRM, QUIET, RED, Town, say

SIZE = 45  # seconds of each outage
SENDING = ("sendMessage", "editMessageText", "deleteMessage", "answerCallbackQuery")
WEATHER: dict[str, Callable[[BotApi], object]] = {
    "5xx": lambda api: api.fail(502, html=True, method=SENDING),
    "gone": lambda api: api.disconnect(method=SENDING),
    "429": lambda api: api.refuse(429, retry_after=3, method=SENDING),
    "silent": lambda api: api.slow(8, method=SENDING),
}
ORDINARY = 40  # talks that have begun meanwhile


def run(size: int, seed: int) -> list[Figure]:
    """An outage of `size` seconds of each kind."""
    with Nursery() as nursery:
        found = [asyncio.run(campaign(nursery, size, random.Random(seed), weather, ORDINARY)) for weather in WEATHER]
    return [figure for some in found for figure in some]


async def campaign(nursery: Nursery, size: float, chance: random.Random, weather: str, ordinary: int) -> list[Figure]:
    """One outage: updates still come in, `ordinary` talks among them, but nothing can be sent for `size` seconds."""
    async with town_in(nursery) as town:
        kari, ola = await town.coordinators("Kari Prøve", "Ola Prøve")
        key = await town.key("Kari Prøve")
        await town.settle()
        WEATHER[weather](town.api)
        crowd = Crowd(town, chance, at_once=2, pause=0.02, patience=size + 60)
        going = asyncio.create_task(crowd.run([kari, ola]))
        oldest = town.api.user()
        await say(oldest, (*RED, CONFIRM))
        for number in range(ordinary):
            await say(town.api.user(), QUIET[: 2 + number % 3])
        await asyncio.sleep(size)
        crowd.stop()
        await say(town.api.user(), RED[:2])
        await asyncio.sleep(0.5)
        town.api.heal()
        healed = time.monotonic()
        await going
        await at_rest(town, 120, 1.0)
        with looked_into(town.havn) as found:
            held = await asyncio.to_thread(words_of, found, key)
        mine = [Declared("", red=True, user=oldest, reference=await town.receipt(oldest))]
        return _figures(town, [*mine, *crowd.declared], healed, held, f"{weather}, {size:g} s")


def _figures(town: Town, declared: list[Declared], healed: float, held: dict[str, str], what: str) -> list[Figure]:
    sent = town.api.calls.sent()
    after = [call for call in sent if call.at > healed]
    first = next((place for place, call in enumerate(after) if _is_page(call)), len(after))
    pages = [call for call in sent if _is_page(call)]
    back = {name: next((call.at for call in pages if name in call.text), float("inf")) - healed for name in held}
    lost = [one for one in declared if not one.reference or one.words not in held.get(one.reference, "")]
    against = f"{what}: {len(held)} cases meanwhile"
    return [
        Figure(f"outage ({what}): declarations lost", len(lost), against, 0),
        Figure(f"outage ({what}): alerts lost", sum(late == float("inf") for late in back.values()), against, 0),
        Figure(f"outage ({what}): ordinary messages before the first alert", first, against, 2),
        Figure(f"outage ({what}): back to the first alert", max(0, min(back.values())), against, 3, unit=" s"),
        Figure(
            f"outage ({what}): back to the oldest alert",
            max(0, back[str(declared[0].reference)]),
            against,
            5,
            unit=" s",
        ),
        Figure(f"outage ({what}): calls that the schema refuses", len(town.api.violations), against, 0),
    ]


def _is_page(call: Call) -> bool:
    return call.method == "sendMessage" and "take:" in str(call.params.get("reply_markup"))
