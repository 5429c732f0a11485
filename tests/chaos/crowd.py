"""Young people who declare and coordinators who answer, all at once, whatever happens to the program meanwhile."""

import asyncio
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.bot_api import User
from tests.contract.town import CONFIRM, QUIET, RED, TAKE, Town, references


@dataclass(slots=True)
class Declared:
    """A declaration as its author knows it: their own words, and the reference once it was shown."""

    words: str
    red: bool
    user: User
    reference: str | None = None
    seconds: float = 0.0


@dataclass(slots=True)
class Crowd:
    """`at_once` young people at a time, each a new person, and whoever is on duty. `stop` ends it.

    Somebody who waits for a receipt gives up after `patience` seconds; nobody ever should.
    """

    town: Town
    chance: random.Random
    at_once: int = 8
    pause: float = 0.12
    patience: float = 60.0
    declared: list[Declared] = field(default_factory=list)
    _stopping: bool = False

    async def run(self, coordinators: Iterable[User]) -> None:
        """Declares until stopped; ends when everybody has a receipt or has lost patience."""
        answering = [asyncio.create_task(self._answer(one)) for one in coordinators]
        try:
            await asyncio.gather(*(self._declare_again_and_again() for _ in range(self.at_once)))
        finally:
            for task in answering:
                task.cancel()

    def stop(self) -> None:
        """Nobody begins any more."""
        self._stopping = True

    async def _declare_again_and_again(self) -> None:
        while not self._stopping:
            await self._declare(red=self.chance.random() < 0.5)

    async def _declare(self, *, red: bool) -> None:
        words = f"ord-{self.chance.randrange(10**12):012d}"
        mine = Declared(words, red, self.town.api.user())
        self.declared.append(mine)
        began = time.monotonic()
        for line in (*(RED if red else QUIET)[:-1], "Ring eller send SMS", words, CONFIRM):
            await mine.user.send(line)
            await asyncio.sleep(self.chance.random() * 2 * self.pause)
        while not references(mine.user) and time.monotonic() - began < self.patience:  # noqa: ASYNC110 - the strict server tells nobody when a chat changes
            await asyncio.sleep(0.05)
        mine.reference = next(iter(references(mine.user)), None)
        mine.seconds = time.monotonic() - began

    async def _answer(self, coordinator: User) -> None:
        """Takes what calls, again when the button still stands after a while."""
        tapped: dict[int, float] = {}
        while True:
            for one in coordinator.from_bot():
                again = time.monotonic() - tapped.get(one.id, -10.0) > 8
                if again and any(button.text == TAKE for button in one.buttons):
                    tapped[one.id] = time.monotonic()
                    await coordinator.tap(TAKE, on=one)
            await asyncio.sleep(0.2)
