"""Havn on a real database, with the Bot API of the tests instead of Telegram and a clock that stands still."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from aiogram.exceptions import TelegramAPIError
from sqlalchemy import Connection, func, select

from bot import chores
from bot.harbour import Harbour
from bot.municipality import Municipality
from bot.pace import Pace
from bot.scheduler import Scheduler
from bot.sender import Sender
from bot.telegram.courier import TelegramCourier
from bot.telegram.feed import Feed
from bot.telegram.handlers import dispatcher
from bot.turn import Turns
from flows import cards
from flows.model import Flow
from flows.procedures import reader
from storage import invitations, people, tables
from storage.engine import Store
from tests.bot_api import BotApi, User
from tests.bot_api.updates import Pending
from tests.conversations.direct import direct_bot

MOST = 3000
"""More rounds or messages than any conversation needs: a loop that does not end is a failure, not a wait."""
PATIENCE = timedelta(seconds=30)
"""How long a message that Telegram did not take waits here: the program tries again much sooner."""
PROCEDURES, CARDS = reader.packaged(), cards.packaged()
HOUSEKEEPING = (chores.EXPIRE, chores.PRUNE)


class StandingClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, to: datetime) -> None:
        assert to >= self._now, "time never goes backwards here"
        self._now = to


class AtOnce(Pace):
    """Telegram's pace is measured in real seconds, which do not pass here; tests/bot/test_pace.py holds it."""

    def wait(self, now: float) -> float:
        return 0.0

    def busy(self, now: float) -> frozenset[int]:
        return frozenset()

    def chat_free_at(self, chat: int) -> float:
        return 0.0


class Stage:
    """The whole program but its loops: what comes in is worked, what falls due is done, what waits is sent, then."""

    def __init__(
        self, opening: Callable[[], Store], local: Municipality, flows: Mapping[str, Flow], now: datetime
    ) -> None:
        """`opening` opens the database; it is called again when the program restarts."""
        self._opening = opening
        self.local = local
        self.clock = StandingClock(now)
        self.api = BotApi()
        self.bot = direct_bot(self.api)
        self.users: dict[str, User] = {}
        self.store = opening()
        self.serve(flows)
        self.store.run(lambda db: chores.begin(db, now))
        self._tell_time()

    def serve(self, flows: Mapping[str, Flow]) -> None:
        """Serve these flows, from parts that remember nothing of what was before."""
        store = self.store
        self.harbour = Harbour(store.keyring, self.local, dict(flows), PROCEDURES, CARDS)
        courier = TelegramCourier(self.bot, store, self.harbour, self.clock.now)
        self.sender = Sender(store, self.harbour, courier, self.clock, AtOnce())
        self.scheduler = Scheduler(store, self.harbour, self.clock, self.sender.wake)
        self.turns = Turns(store, self.harbour, self.clock, self.sender.wake)
        self.feed = Feed(self.bot, dispatcher(self.turns))

    def restart(self) -> None:
        """The program ends and begins again on the same database."""
        self.store.close()
        self.store = self._opening()
        self.serve(self.harbour.flows)

    def close(self) -> None:
        self.store.close()

    # What happens ----------------------------------------------------------------------------------------------------

    async def collect(self) -> None:
        """Work every update that people have caused, one after another, and answer the taps."""
        while self.api.updates.pending:
            await self.work(self.api.updates.pending.pop(0))

    async def work(self, pending: Pending) -> None:
        """Work one update, and answer it as far as it wants an answer."""
        answer = await self.feed.take(pending.update)
        if answer is not None:
            with suppress(TelegramAPIError):  # As in bot.telegram.polling: the button stops by itself.
                await self.bot(answer)

    async def deliver(self) -> None:
        """Send everything that is due to be sent now, in the sender's own order."""
        for _ in range(MOST):
            taken = await self.sender._take()
            if not taken:
                return
            for waiting in taken:
                await self.sender._send(waiting)
        raise AssertionError("the outbox never came to rest")

    async def settle(self) -> None:
        """Do all that is due at this moment, and send what comes of it."""
        for _ in range(MOST):
            await self.deliver()
            if not await self.scheduler._round():
                return
        raise AssertionError("something was always due")

    async def pass_time(self, span: timedelta) -> None:
        """Let time go by as it does while the program runs: whatever falls due is done at its own moment."""
        end = self.clock.now() + span
        for _ in range(MOST):
            moment = self.store.read(self._next_due)
            if moment is None or moment > end:
                break
            await self._at(max(moment, self.clock.now()))
        else:
            raise AssertionError("time never passed")
        await self._at(end)

    async def sleep(self, span: timedelta) -> None:
        """Let time go by while the program is not running, and start it again."""
        self.clock.move(self.clock.now() + span)
        self._tell_time()
        self.restart()
        await self.settle()

    async def come_in(self, name: str, role: str, language: str = "nb") -> None:
        """Somebody with a telephone; staff redeem a code of their own first."""
        user = self.users[name] = self.api.user(language, name)
        if role != people.YOUTH:
            code = self.invite(role, name.capitalize())
            await user.send(f"/start {code}")
            await self.collect()
            await self.deliver()

    def invite(self, role: str, name: str) -> str:
        """A code, as the command `havn invite` makes it."""
        unit, now = self.local.unit(), self.clock.now()
        return self.store.run(lambda db: invitations.invite(db, role, name, unit, now))

    # What is known ---------------------------------------------------------------------------------------------------

    def person(self, name: str) -> people.Person:
        """The row of a person who has written."""
        telegram, keyring = self.users[name].id, self.store.keyring
        found = self.store.read(lambda db: people.by_telegram(db, keyring, telegram))
        assert found is not None, f"{name} has never written"
        return found

    def named(self, person: int | None) -> str:
        """Whose row this is; "nobody" for none."""
        known = (name for name, user in self.users.items() if self._id(user) == person)
        return "nobody" if person is None else next(known, "somebody else")

    def _id(self, user: User) -> int | None:
        keyring = self.store.keyring
        found = self.store.read(lambda db: people.by_telegram(db, keyring, user.id))
        return None if found is None else found.id

    async def _at(self, moment: datetime) -> None:
        self.clock.move(moment)
        self._tell_time()
        await self.settle()

    def _tell_time(self) -> None:
        self.api.world.ahead = self.clock.now().timestamp() - time.time()

    def _next_due(self, db: Connection) -> datetime | None:
        """The next moment at which something other than housekeeping is due; that is done along the way."""
        jobs = select(func.min(tables.jobs.c.due)).where(tables.jobs.c.kind.not_in(HOUSEKEEPING))
        alerts = select(func.min(tables.alerts.c.next_action_at)).where(tables.alerts.c.closed_at.is_(None))
        checks = select(func.min(tables.checks.c.look_at))
        outbox = select(func.min(tables.outbox.c.due_at)).where(~tables.outbox.c.aside)
        found = [db.execute(one).scalar() for one in (jobs, alerts, checks)]
        if (again := db.execute(outbox).scalar()) is not None:
            found.append(max(again, self.clock.now() + PATIENCE))
        return min((at for at in found if at is not None), default=None)
