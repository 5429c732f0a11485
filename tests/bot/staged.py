"""The whole program on a database of its own, for what a conversation as data cannot bring about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import municipality
from flows.alert import Alert
from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from storage.people import ADMIN, COORDINATOR, YOUTH
from tests.conversations import runner
from tests.conversations.scene import Scene
from tests.conversations.stage import Stage

ROLES = {"young": YOUTH, "duty": COORDINATOR, "second": COORDINATOR, "admin": ADMIN}


@asynccontextmanager
async def staged(folder: Path, *on_duty: str, url: str = "") -> AsyncIterator[Stage]:
    """The people of `ROLES` have come in, those of `on_duty` have said so, and nothing is under way."""
    keyring = Keyring.load_or_create(folder / "keyring.json", runner.BEGINS)

    def opening() -> Store:
        return Store.open(url or sqlite_address(folder / "havn.db"), keyring=keyring, exclusive=True)

    with opening() as store:
        store.migrate()
    stage = Stage(opening, municipality.load(None), runner.flow("small"), runner.BEGINS)
    try:
        for name, role in ROLES.items():
            await stage.come_in(name, role)
        for name in on_duty:
            await says(stage, name, "/vakt")
        yield stage
    finally:
        stage.close()


async def says(stage: Stage, name: str, words: str) -> None:
    """Somebody writes, and everything that follows is done."""
    await stage.users[name].send(words)
    await stage.collect()
    await stage.settle()


async def taps(stage: Stage, name: str, *labels: str) -> None:
    """Somebody taps one button after another."""
    for label in labels:
        await stage.users[name].tap(label, within=0)
        await stage.collect()
        await stage.settle()


async def forges(stage: Stage, name: str, data: str, message: int) -> None:
    """Somebody sends a button's data, on whatever message."""
    stage.users[name].tap_data(data, message)
    await stage.collect()
    await stage.settle()


async def red(stage: Stage) -> str:
    """A young person is in danger; gives the reference."""
    await says(stage, "young", "/start")
    await taps(stage, "young", "Nei")
    return Scene(stage).case().reference


def alert(stage: Stage, reference: str) -> Alert:
    """The case's live alert."""
    from storage import alerts  # noqa: PLC0415 - the function is called as the table is

    live = stage.store.run(lambda db: alerts.live(db, reference))
    assert live is not None
    return live
