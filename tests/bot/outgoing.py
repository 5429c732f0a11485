"""A courier that notes what it is given and ends as it is told, and messages for it to carry."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from itertools import count

from sqlalchemy import Connection

from bot.delivery import Afterwards
from bot.pace import Pace
from bot.sender import Sender
from storage import outbox, people
from storage.outbox import Message, Waiting
from tests.bot_api.waiting import until
from tests.conversations.stage import Stage

Ending = Callable[[Waiting], Exception | None]
_numbers = count(9_000_001)


class Notebook:
    """A courier. `tried` holds (name, person, when) of each message; `ends` says how it ends, `slow` how slowly."""

    def __init__(self, ends: Ending = lambda _: None, slow: float = 0.0) -> None:
        self.tried: list[tuple[str, int, float]] = []
        self.written: list[int] = []
        self.ends, self.slow = ends, slow

    async def deliver(self, waiting: Waiting) -> Afterwards:
        self.tried.append((waiting.message.payload.get("name", ""), waiting.message.person_id, time.monotonic()))
        await asyncio.sleep(self.slow)
        if (ending := self.ends(waiting)) is not None:
            raise ending

        def afterwards(db: Connection, now: datetime) -> None:
            self.written.append(waiting.id)

        return afterwards

    @property
    def names(self) -> list[str]:
        """What was tried, in order."""
        return [name for name, _, _ in self.tried]


def somebody(stage: Stage) -> int:
    """A person whom nobody knows anything about."""
    now, keyring = stage.clock.now(), stage.store.keyring
    return stage.store.run(lambda db: people.meet(db, keyring, next(_numbers), "nb", now)).id


def put(stage: Stage, name: str, person: int, priority: int = 2, kind: str = "reply", **payload: object) -> None:
    """Put a message that is known by this name in the outbox."""
    message = Message(kind, person, priority, {"name": name, **payload})
    now, keyring = stage.clock.now(), stage.store.keyring
    stage.store.run(lambda db: outbox.put(db, keyring, message, now))


async def send(stage: Stage, courier: Notebook, ends: Callable[[], object], pace: Pace | None = None) -> Sender:
    """Run a sender until something is true, for five seconds at most, and stop it in order."""
    sender = Sender(stage.store, stage.harbour, courier, stage.clock, pace or Pace(1000, 0.0))
    running = asyncio.create_task(sender.run())
    try:
        await soon(ends)
    finally:
        sender.stop()
        await running
    return sender


async def soon(condition: Callable[[], object]) -> None:
    """Wait until something is true, for five seconds at most."""
    await until(condition, 5, lambda: "what was waited for never came")


def waits(stage: Stage) -> int:
    """How many messages wait."""
    return stage.store.read(outbox.depth).waiting


def aside(stage: Stage) -> int:
    """How many were set aside."""
    return stage.store.read(outbox.depth).aside
