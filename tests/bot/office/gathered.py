"""One run and the people around it: they come in by invitations, tap buttons that stand there, and forge others."""

import re
from dataclasses import dataclass

from bot.buttons import press
from flows.procedures.run import Measure, Run
from storage import measures, run_log, runs
from storage.run_log import LogLine
from tests.bot.office.meeting import Room
from tests.conversations.stage import Stage

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass
class Meeting:
    """The newest run of a procedure, and the room it is held in."""

    room: Room
    procedure: str

    def __post_init__(self) -> None:
        unit = self.stage.local.unit()
        found = self.stage.store.read(lambda db: runs.in_unit(db, unit))
        self.reference = max((one for one in found if one.procedure == self.procedure), key=_began).reference

    @property
    def stage(self) -> Stage:
        """The program."""
        return self.room.stage

    @property
    def run(self) -> Run:
        """The run as the database has it."""
        found = self.stage.store.read(lambda db: runs.load(db, self.reference))
        assert found is not None
        return found

    @property
    def measures(self) -> list[Measure]:
        """What was decided in it."""
        return self.stage.store.read(lambda db: measures.of_run(db, self.reference))

    @property
    def log(self) -> list[LogLine]:
        """Its log."""
        return self.stage.store.read(lambda db: run_log.read(db, self.stage.store.keyring, self.reference))

    def person(self, name: str) -> int:
        """Whose number this is."""
        return self.stage.person(name).id

    async def does(self, name: str, verb: str, *arguments: str) -> str:
        """Somebody sends the data of a button of this run, whether or not it stands in their chat."""
        return await self.forges(name, press(verb, self.reference, *arguments))

    async def forges(self, name: str, data: str) -> str:
        """Somebody sends any data on the newest message in their chat."""
        user = self.room.user(name)
        user.tap_data(data, user.from_bot()[-1].id)
        await self.room._settled()
        return self.room.screen(name)

    async def invites(self, role: str, called: str, by: str = "kari") -> str:
        """Somebody makes an invitation; its code."""
        await self.does(by, "invite", role)
        found = CODE.search(await self.room.says(by, called))
        assert found, self.room.screen(by)
        return found[0]

    async def brings_in(self, name: str, role: str, called: str, by: str = "kari") -> None:
        """Somebody comes in by an invitation of their own; a stranger is let in by the chair."""
        code = await self.invites(role, called, by)
        await self.room.says(name, code)
        await self.room.taps(name, "Nei")
        if self.run.member(self.person(name)) is None:
            await self.does(by, "people")
            await self.room.taps(by, "Slipp inn")
        assert self.run.member(self.person(name)) is not None, self.room.screen(name)

    async def hands_over(self, giver: str, taker: str) -> None:
        """Somebody asks a colleague to take their part over, and the colleague, who knows nobody, does."""
        await self.does(giver, "hand", str(self.person(taker)))
        await self.does(taker, "takeover", str(self.person(giver)), "no")


def _began(run: Run) -> tuple[object, str]:
    return run.started_at, run.reference
