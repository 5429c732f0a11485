"""A demo whose program is the test itself."""

from bot.clock import MovableClock
from bot.simulator.demo import Demo
from bot.simulator.telegram import SimulatedTelegram
from tests.simulator.standing import standing_clock


class Stage:
    """The demo, what its views are to show, and how often it was begun anew."""

    def __init__(self) -> None:
        self.clock: MovableClock = standing_clock()
        self.telegram = SimulatedTelegram(self.clock.now)
        self.tables: list[dict[str, object]] = []
        self.cases: list[dict[str, object]] = []
        self.restarts = 0
        self.demo = Demo(self.telegram, self.clock, self.look, self.open, self.restart)

    async def look(self) -> list[dict[str, object]]:
        return self.tables

    async def open(self) -> list[dict[str, object]]:
        return self.cases

    async def restart(self) -> None:
        self.restarts += 1

    def bot_says(self, key: str, text: str) -> None:
        world = self.telegram.world
        message = world.post(self.demo.people[key].chat, world.bot, text)
        message.silent = True
