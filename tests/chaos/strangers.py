"""A stranger tries everything that only coordinators may do: commands, their buttons with real references, codes."""

import asyncio
import random

from storage.invitations import ALPHABET
from tests.bot_api import User
from tests.chaos.figures import Figure
from tests.chaos.rights import CALLBACKS, COMMANDS, state_of
from tests.chaos.running import town_in
from tests.chaos.warm import Nursery
from tests.contract.town import RED, Town, say

SIZE = 3000  # guesses of codes, beside everything else
CASES = 4


def run(size: int, seed: int) -> list[Figure]:
    """A stranger and a member of staff try everything, and guess `size` codes between them."""
    with Nursery() as nursery:
        return asyncio.run(campaign(nursery, size, random.Random(seed)))


async def campaign(nursery: Nursery, size: int, chance: random.Random) -> list[Figure]:
    """The same with a nursery that is there already."""
    async with town_in(nursery) as town:
        kari = await town.coordinator()
        teacher = await town.staff("staff", "Lærer Prøve")
        open_codes = [await town.invite(role, "Ingen Prøve") for role in ("coordinator", "admin")]
        for _ in range(CASES):
            await say(town.api.user(), RED[:2])
        await kari.wait_for(lambda: len(_buttons(kari)) >= CASES, 15)
        await town.settle()
        references = sorted({data.split(":")[1] for data in _buttons(kari) if data.startswith("take:")})
        before = state_of(town.havn.data / "havn.db")
        strangers = [town.api.user(), teacher, town.api.user("en"), town.api.user("fa")]
        await _try_all(town, strangers, [*_buttons(kari), *_made_up(references)], _guesses(open_codes, size, chance))
        after = state_of(town.havn.data / "havn.db")
        seen = "\n".join(str(one) for who in strangers for one in who.ever() if one.by_bot and who is not teacher)
        leaked = sum(seen.count(secret) for secret in (*references, "Kari", "Åpne saker", "Jeg tar den"))
        tried = f"{len(town.api.updates.every):,} updates by {len(strangers)} people, {size:,} guesses of codes"
        return [
            Figure(
                "strangers: rights gained (rows changed)",
                sum(a != b for a, b in zip(before, after, strict=True)),
                tried,
                0,
            ),
            Figure("strangers: words of other people's cases seen", leaked, tried, 0),
            Figure("strangers: unhandled errors", await town.broken(), tried, 0),
            Figure("strangers: left without any answer", sum(not who.from_bot() for who in strangers), tried, 0),
            Figure("strangers: calls that the schema refuses", len(town.api.violations), tried, 0),
        ]


async def _try_all(town: Town, strangers: list[User], datas: list[str], guesses: list[str]) -> None:
    for who in strangers:
        await say(who, COMMANDS)
        for data in datas:
            who.tap_data(data, 1)
    for number, guess in enumerate(guesses):
        await say(strangers[number % len(strangers)], [guess])
        if number % 200 == 0:
            await town.api.wait_for(lambda: len(town.api.updates.pending) < 100, 30)
    await town.settle(0.5, 30)


def _buttons(kari: User) -> list[str]:
    """The callback data of everything that a coordinator was ever shown."""
    return sorted({button.data for one in kari.ever() for button in one.buttons if button.data})


def _made_up(references: list[str]) -> list[str]:
    return [data.format(ref=reference) for data in CALLBACKS for reference in references]


def _guesses(codes: list[str], size: int, chance: random.Random) -> list[str]:
    """Codes of the right shape, half of them one character away from a code that is open now."""
    made = []
    for number in range(size):
        near = list(chance.choice(codes) if number % 2 else "".join(chance.choices(ALPHABET, k=14)))
        near[4] = near[9] = "-"
        place = chance.choice([at for at, sign in enumerate(near) if sign != "-"])
        near[place] = chance.choice([sign for sign in ALPHABET if sign != near[place]])
        made.append(("/start " if number % 3 else "") + "".join(near))
    return made
