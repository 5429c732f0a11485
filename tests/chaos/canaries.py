"""Declarations full of marked words through their whole life: not a byte of a mark may stand in clear anywhere."""

import asyncio
import random
import shutil
from pathlib import Path

from tests.bot_api import User
from tests.chaos.figures import Figure
from tests.chaos.running import town_in
from tests.chaos.search import found_in, places
from tests.chaos.warm import Nursery
from tests.chaos.way import LONG, first_choices, way
from tests.contract.town import Town, references
from tests.postgres import PostgresServer

SIZE = 120
MARKS = ("Tsjirpzq", "tsjirpæøåq")
"""Every marked word holds one of these; a search for them is a search for every canary."""
ON_POSTGRES = 8  # one in so many goes to PostgreSQL


def run(size: int, seed: int) -> list[Figure]:
    """`size` long declarations on SQLite, an eighth of that on PostgreSQL."""
    chance = random.Random(seed)
    with Nursery() as nursery, PostgresServer() as postgres, postgres.database() as url:
        lite = asyncio.run(campaign(nursery, size, chance))
        return lite + asyncio.run(campaign(nursery, max(1, size // ON_POSTGRES), chance, url, postgres))


async def campaign(nursery: Nursery, size: int, chance: random.Random, url: str = "",
                   postgres: PostgresServer | None = None,
                   ) -> list[Figure]:  # fmt: skip
    """The same with a nursery that is there already, on SQLite or on this PostgreSQL."""
    env = {"HAVN_DATABASE_URL": url} if url else {}
    async with town_in(nursery, **env) as town:
        await _own_temporary_folder(town)
        kari, key = await town.coordinator(), await town.key("Kari Prøve")
        roots = [town.havn.data, *([postgres.folder] if postgres else [])]
        hits: list[str] = []
        young: list[User] = []
        for number in range(size):
            young.append(await _declares(town, chance, number))
            await town.api.wait_for(lambda: len(town.api.updates.pending) < 200, 30)
            if number in {size // 3, size // 2}:
                hits += await asyncio.to_thread(found_in, places(town.havn.data), MARKS)
        await town.api.wait_for(lambda: not town.api.updates.pending, 30)
        await town.havn.restart(kill=True)
        hits += await asyncio.to_thread(found_in, places(town.havn.data), MARKS)
        hits += await _backed_up(town)
        shown = [one.text for one in kari.ever()] + [await town.havn.page("/metrics"), town.havn.output()]
        hits += [f"shown: {text[:40]}" for text in shown if any(mark in text for mark in MARKS)]
        written = sum(path.stat().st_size for path in places(*roots))
        if postgres:
            postgres._admin.execute("CHECKPOINT")
        hits += await asyncio.to_thread(found_in, places(*roots), MARKS)
        control = await _control(town, key, young)
        against = (
            f"{size} declarations on {'PostgreSQL' if url else 'SQLite'}, {written / 1e6:,.0f} MB searched five times"
        )
        return [
            Figure("canaries: places where a marked word stands in clear", len(hits), against, 0),
            Figure(
                "canaries: opened with a key, the marks are there",
                control,
                "so that a search means something",
                at_least=1,
            ),
            Figure("canaries: unhandled errors", await town.broken(), against, 0),
        ]


async def _own_temporary_folder(town: Town) -> None:
    """Temporary files of the program fall into the folder that is searched."""
    folder = town.havn.data / "tmp"
    folder.mkdir(mode=0o700)
    await town.havn.terminate()
    town.havn.environment["TMPDIR"] = str(folder)
    await town.havn.start()


async def _declares(town: Town, chance: random.Random, number: int) -> User:
    """One in three hides in the middle, one in three writes and sends things that nobody asked for."""
    user = town.api.user(chance.choice(("nb", "nn", "en")))
    mark = f"{number}{MARKS[number % 2]}{chance.randrange(10**6)}"
    moves = way(first_choices(LONG, mark))
    await user.send(f"/start {mark}")
    for at, move in enumerate(moves):
        move.make(user)
        if number % 3 == 1 and at % 9 == 0:
            await _unasked(user, mark)
        if number % 3 == 2 and at == len(moves) * 2 // 3:
            await user.send("stopp")
            break
    return user


async def _unasked(user: User, mark: str) -> None:
    await user.send_photo(mark)
    await user.send_kind("contact", contact={"first_name": mark, "phone_number": mark})
    await user.edit(await user.send(mark), f"{mark} {mark}")
    user.tap_data(f"c:1:{mark}"[:64], 1)
    await user.send(f"/{mark}")


async def _backed_up(town: Town) -> list[str]:
    """A backup in the searched folder, restored beside it, and both searched."""
    backup, again = town.havn.data / "backup", town.havn.data.parent / "restored"
    done = await town.havn.cli("backup", str(backup))
    assert done.returncode == 0, done.stderr
    other = {"HAVN_DATA": str(again), "HAVN_DATABASE_URL": ""}
    done = await town.havn.cli("restore", str(backup), env=other)
    assert done.returncode == 0, done.stderr
    hits = await asyncio.to_thread(found_in, places(backup, again), MARKS)
    await asyncio.to_thread(shutil.rmtree, again)
    return hits


async def _control(town: Town, key: Path, young: list[User]) -> int:
    """How many of the cases looked at show their marks to a key, once a receipt that the kill cut off has come."""
    await town.api.wait_for(lambda: any(references(user) for user in young[:4]), 30)
    filed = [name for user in young[:4] for name in references(user)[-1:]]
    opened = [str(await town.opened(name, key)) for name in filed]
    return sum(any(mark in text for mark in MARKS) for text in opened)
