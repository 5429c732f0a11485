"""One municipality: Telegram, Havn as a process, and the people who use it, seen from outside alone."""

import asyncio
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.bot_api import BotApi, User
from tests.bot_api.calls import Call
from tests.bot_api.process import HavnProcess
from tests.chaos.later import VARIABLE
from tests.chaos.ledger import register_key

REFERENCE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b")
BROKEN = re.compile(r'^havn_updates_total\{outcome="broken"\} ([0-9.]+)', re.MULTILINE)
TAKE = "Jeg tar den"


class Town:
    """Made for one installation; its people write to one bot."""

    def __init__(self, api: BotApi, havn: HavnProcess) -> None:
        self.api, self.havn = api, havn
        self._ahead = 0.0

    def later(self, minutes: float) -> None:
        """Moves the program's clock, forward or (a negative number) back."""
        self._ahead += 60 * minutes
        clock = Path(self.havn.environment[VARIABLE])
        clock.with_suffix(".new").write_text(str(self._ahead), encoding="ascii")
        clock.with_suffix(".new").replace(clock)

    # The people

    async def invite(self, role: str, name: str, *more: str) -> str:
        """A code, as `havn invite` prints it."""
        done = await self.havn.cli("invite", role, "--name", name, *more)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()[0]

    async def staff(self, role: str, name: str, *more: str, duty: bool = False) -> User:
        """Somebody who was invited and has come in; a coordinator on duty if told so."""
        code = await self.invite(role, name, *more)
        person = self.api.user(name=name)
        await say(person, [f"/start {code}", *(["/vakt"] if duty else [])])
        await self.api.wait_for(lambda: not self.api.updates.pending, 5, f"the code of {name} is not taken")
        return person

    async def coordinator(self, name: str = "Kari Prøve", *more: str, duty: bool = True) -> User:
        """A coordinator, on duty, who has read what the bot says to them."""
        return (await self.coordinators(name, more=more, duty=duty))[0]

    async def coordinators(self, *names: str, more: Sequence[str] = (), duty: bool = True) -> list[User]:
        """Coordinators on duty, first in line first."""
        people = [await self.staff("coordinator", name, *more, duty=duty) for name in names]
        for person in people:
            await person.wait_for_text("Du er på vakt siden" if duty else "Du er ikke på vakt", 8)
        return people

    async def key(self, name: str) -> Path:
        """A coordinator's private key under a passphrase that costs little, kept outside the program's own folder."""
        path = self.havn.data.parent / f"{name.split(maxsplit=1)[0].lower()}.key"
        await asyncio.to_thread(register_key, self.havn, name, path)
        return path

    async def typed_key(self, name: str, *more: str) -> Path:
        """The private key that `havn keys new` makes."""
        path = self.havn.data.parent / f"{name.split(maxsplit=1)[0].lower()}.key"
        done = await self.havn.cli("keys", "new", "--name", name, "--out", str(path), *more)
        assert done.returncode == 0, done.stderr
        return path

    # What they see

    async def page(self, coordinator: User, reference: str | None = None, within: float = 5.0) -> str:
        """The reference of a page that stands in the chat, of this case or any, as soon as there is one."""

        def found() -> list[str]:
            asked = [one for one in coordinator.from_bot() if any(button.text == TAKE for button in one.buttons)]
            named = [name for one in asked for name in REFERENCE.findall(one.text)]
            return [name for name in named if reference in {None, name}]

        await coordinator.wait_for(found, within, f"no page for {reference or 'any case'}")
        return found()[-1]

    async def receipt(self, youth: User, within: float = 10.0) -> str:
        """The reference in the receipt that stands in a young person's chat, as soon as it does."""
        await youth.wait_for(lambda: references(youth), within, "no receipt")
        return references(youth)[-1]

    async def opened(self, reference: str, key: Path) -> dict[str, Any]:
        """What `havn open --json` shows of a case."""
        done = await self.havn.cli("open", reference, "--key", str(key), "--json")
        assert done.returncode == 0, done.stderr
        read = json.loads(done.stdout)
        assert isinstance(read, dict)
        return read

    async def broken(self) -> int:
        """How many updates ended in an error that nobody had thought of."""
        found = BROKEN.search(await self.havn.page("/metrics"))
        return int(float(found[1])) if found else 0

    def pages(self, coordinator: User, reference: str) -> list[Call]:
        """Every message that called this coordinator to this case."""
        sent = self.api.calls.sent(coordinator.id)
        return [call for call in sent if reference in call.text and TAKE in str(call.params.get("reply_markup"))]

    async def paged(self, coordinator: User, reference: str, times: int, within: float = 6.0) -> None:
        """Waits until this coordinator has been called to the case so many times in all."""
        await coordinator.wait_for(
            lambda: len(self.pages(coordinator, reference)) >= times, within, f"not paged {times} times for {reference}"
        )

    async def settle(self, quiet: float = 0.3, within: float = 20.0) -> None:
        """Waits until the program has come to rest."""
        await self.api.idle(quiet, within)


def references(user: User) -> list[str]:
    """Every reference that a visible message of the bot names."""
    return [name for one in user.from_bot() for name in REFERENCE.findall(one.text)]


async def say(user: User, lines: Iterable[str]) -> None:
    """Writes one line after the other, without waiting for what the chat shows: a button's name does what it does."""
    for line in lines:
        await user.send(line)
        await asyncio.sleep(0)


RED = ("/start", "Nei", "Ja", "15 år", "Jeg forstår", "Meg", "Å bli giftet bort", "Ferdig", "I dag", "Ja", "Ja, nå",
       "Jeg kontakter dere")  # fmt: skip
"""Not safe, on a phone that others read: the short way up to its summary. An alert is raised at the second line."""
QUIET = ("/start", "Ja", "Ja", "16–17 år", "Jeg forstår", "Meg", "Å bli kontrollert", "Ferdig", "Senere", "Ja", "Nei",
         "Jeg kontakter dere")  # fmt: skip
"""Safe now: the short way up to its summary, with nothing red in it."""
CONFIRM = "Bekreft og send"
