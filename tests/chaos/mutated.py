"""Updates that Telegram would never send: fields gone, doubled, of another type, numbers and text without sense."""

import asyncio
import json
import random
from collections.abc import Callable

from tests.bot_api import User
from tests.bot_api.kinds import all_message_kinds, all_update_kinds
from tests.bot_api.updates import Pending
from tests.bot_api.world import Json
from tests.chaos.figures import Figure
from tests.chaos.running import town_in
from tests.chaos.warm import Nursery
from tests.contract.town import Town

SIZE = 6000
FIRST = 800_000_001  # above the numbers of the updates that are whole
ODD: tuple[object, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**63) - 1, 1e308, "", "x", "\u0000", "\U0001f600",
    "\u202e", "a" * 5000, "1" * 400, [], {}, [[]], [{}], {"id": 1},
)  # fmt: skip


def run(size: int, seed: int) -> list[Figure]:
    """`size` mutated updates, then whole ones, which must be answered as ever."""
    with Nursery() as nursery:
        return asyncio.run(campaign(nursery, size, random.Random(seed)))


async def campaign(nursery: Nursery, size: int, chance: random.Random) -> list[Figure]:
    """The same with a nursery that is there already."""
    async with town_in(nursery) as town:
        people = [town.api.user(language) for language in ("nb", "nn", "en", None)]
        for one in people:
            await one.send("/start")
        await town.settle()
        seeds = [body for one in people for body in _whole(one)]
        for number in range(size):
            _push(town, _mutated(chance.choice(seeds), chance), FIRST + number)
            if number % 200 == 0:
                await town.api.wait_for(lambda: len(town.api.updates.pending) < 300, 30)
        await town.settle(0.5, 30)
        fresh = [town.api.user() for _ in range(5)]
        for one in fresh:
            await one.send("/start")
        await town.settle(0.5, 30)
        tried = f"{size:,} mutated updates of {len(seeds)} kinds"
        silent = sum(not one.from_bot() for one in fresh)
        return [
            Figure("mutated: unhandled errors", await town.broken(), tried, 0),
            Figure("mutated: silence for whole updates afterwards", silent, tried, 0),
            Figure("mutated: the program ended", 0 if town.havn.running else 1, tried, 0),
            Figure("mutated: calls that the schema refuses", len(town.api.violations), tried, 0),
        ]


def _whole(user: User) -> list[Json]:
    """An update of each kind, and a message of each kind, of this person."""
    chat = dict(user.chat.about)
    updates = [body for _, body in all_update_kinds(chat, user.person)]
    updates += [{"message": body} for _, body in all_message_kinds(chat, user.person)]
    updates.append({"callback_query": {"id": "1", "from": user.person, "chat_instance": "1", "data": "c:1:no",
                                       "message": {"message_id": 1, "date": 0, "chat": chat}}})  # fmt: skip
    return updates


def _mutated(body: Json, chance: random.Random) -> object:
    copy: object = json.loads(json.dumps(body))
    for _ in range(chance.choice((1, 1, 2, 4))):
        copy = _change(copy, chance)
    return copy


def _change(value: object, chance: random.Random) -> object:
    """The value with one thing in it changed, somewhere."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        name = chance.choice(list(value))
        ways: list[Callable[[], object]] = [
            lambda: {key: _change(one, chance) if key == name else one for key, one in value.items()},
            lambda: {key: _change(one, chance) if key == name else one for key, one in value.items()},
            lambda: {key: one for key, one in value.items() if key != name},
            lambda: (
                value
                | {chance.choice(("id", "from", "chat", "text", "data", "date", "message", name)): chance.choice(ODD)}
            ),
        ]
        return chance.choice(ways)()
    if isinstance(value, list) and value and chance.random() < 0.7:
        return [_change(value[0], chance), *value[chance.randrange(2) :]]
    return chance.choice(ODD)


def _push(town: Town, body: object, number: int) -> None:
    """Past the server's own check, which lets no such update through."""
    update = {"update_id": number, **body} if isinstance(body, dict) else {"update_id": number, "message": body}
    if not isinstance(update["update_id"], int) or isinstance(update["update_id"], bool):
        update["update_id"] = number
    town.api.updates.pending.append(Pending(update, forced=True))
    town.api.updates.changed.set()
