"""A demo whose program is the test itself."""

from bot.clock import MovableClock
from bot.simulator.behind import Looked, Paper
from bot.simulator.demo import Demo
from bot.simulator.telegram import SimulatedTelegram
from tests.simulator.standing import standing_clock


class Stage:
    """The demo, what its views and papers are to show, and how often it was begun anew."""

    def __init__(self) -> None:
        self.clock: MovableClock = standing_clock()
        self.telegram = SimulatedTelegram(self.clock.now)
        self.tables: list[dict[str, object]] = []
        self.cases: list[dict[str, object]] = []
        self.filed: list[dict[str, object]] = []
        self.papers: dict[str, Paper] = {}
        self.restarts = 0
        self.demo = Demo(self.telegram, self.clock, self)

    async def database(self) -> Looked:
        return self.tables

    async def opened(self) -> Looked:
        return self.cases

    async def minutes(self) -> Looked:
        return self.filed

    async def procedures(self) -> Looked:
        return [{"name": name} for name in self.papers]

    async def drawing(self, name: str) -> Paper | None:
        return self.papers.get(name)

    async def document(self, reference: str, ending: str) -> Paper | None:
        return self.papers.get(f"{reference}.{ending}")

    async def restart(self) -> None:
        self.restarts += 1

    def bot_says(self, key: str, text: str) -> None:
        world = self.telegram.world
        message = world.post(self.demo.people[key].chat, world.bot, text)
        message.silent = True
