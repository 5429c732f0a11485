"""Two simulated years of one municipality: shifts, holidays, summer time, deployments, restarts, people who are silent.

Every alert must be acknowledged, or reach more people, for as long as it takes; none may fall silent.
"""

import asyncio
import heapq
import itertools
import random
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot import municipality
from flows import reader
from flows.model import Level
from storage import alerts, people
from storage import tables as t
from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from tests.bot_api import User
from tests.bot_api.user import seen as seen_by
from tests.chaos.figures import Figure
from tests.chaos.way import QUIET, SHORT, declaration, first_choices, way
from tests.contract.town import REFERENCE, TAKE
from tests.conversations.stage import Stage

SIZE = 300  # declarations
BEGIN = datetime(2027, 1, 4, 7, tzinfo=UTC)
DAYS = 730
RESTARTS, DEPLOYMENTS = 500, 100
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OSLO = ZoneInfo("Europe/Oslo")
Happening = Callable[[], Coroutine[object, object, None]]


def run(size: int, seed: int, days: int = DAYS) -> list[Figure]:
    """Two years (or `days`) with `size` declarations, 500 restarts and 100 deployments (fewer when `size` is small)."""
    with tempfile.TemporaryDirectory(prefix="havn-years-") as folder:
        return asyncio.run(_Years(Path(folder), size, random.Random(seed), days).run())


@dataclass(slots=True)
class Known:
    """What is remembered of one case to judge it by: when it was raised, every page, and when somebody took it."""

    level: Level
    raised: datetime
    taken: datetime | None = None
    pages: list[tuple[datetime, str]] = field(default_factory=list)


class _Years:
    def __init__(self, folder: Path, size: int, chance: random.Random, days: int) -> None:
        self._ring = Keyring.load_or_create(folder / "keyring.json", BEGIN)
        self._file = folder / "havn.db"
        with self._opened() as first:
            first.migrate()
        self._size, self._chance, self._end = size, chance, BEGIN + days * DAY
        self._local = municipality.load(None)
        self._stage = Stage(self._opened, self._local, {"declaration": declaration()}, BEGIN)
        self._plan: list[tuple[datetime, int, Happening]] = []
        self._order = itertools.count()
        self._known: dict[str, Known] = {}
        self._looked: dict[str, int] = {}
        self._answered: set[tuple[str, int]] = set()
        self._silent = self._restarts = self._deployments = self._young = 0

    def _opened(self) -> Store:
        return Store.open(sqlite_address(self._file), keyring=self._ring, exclusive=True)

    async def run(self) -> list[Figure]:
        for name in ("kari", "ola", "siri", "per"):
            await self._stage.come_in(name, people.COORDINATOR)
        await self._stage.come_in("ada", people.ADMIN)
        self._lay_plan()
        while self._plan and self._plan[0][0] < self._end + 40 * DAY:
            at, _, happening = heapq.heappop(self._plan)
            await self._until(at)
            await happening()
            await self._stage.collect()
            await self._stage.settle()
            self._look_around()
        self._stage.close()
        return self._figures()

    async def _until(self, at: datetime) -> None:
        """Time passes, a little at a time while somebody is called, so that a page is seen soon after it came."""
        while (left := at - self._stage.clock.now()) > timedelta():
            calling = [one for one in self._stage.store.read(lambda db: alerts.open_in(db, None)) if not one.answered]
            await self._stage.pass_time(min(left, 15 * MINUTE if calling else 8 * HOUR))
            self._look_around()
            if self._plan and self._plan[0][0] < at:
                heapq.heappush(self._plan, (at, next(self._order), _nothing))
                return

    # What is going to happen

    def _at(self, at: datetime, happening: Happening) -> None:
        heapq.heappush(self._plan, (max(at, self._stage.clock.now()), next(self._order), happening))

    def _lay_plan(self) -> None:
        share = min(1.0, self._size / SIZE)
        for _ in range(self._size):
            self._at(self._some_time(), self._declare)
        for _ in range(int(RESTARTS * share)):
            self._at(self._some_time(), self._restart)
        for _ in range(int(DEPLOYMENTS * share)):
            self._at(self._some_time(), self._deploy)
        names = itertools.cycle(("kari", "ola", "siri", "per"))
        for week in range((self._end - BEGIN).days // 7 + 1):
            monday = (BEGIN + week * 7 * DAY).astimezone(OSLO).replace(hour=8)
            name = next(names)
            if week % 13 != 12:  # now and then nobody takes the week: a holiday, an illness
                self._at(monday.astimezone(UTC), lambda name=name: self._says(name, "/vakt"))  # type: ignore[misc]
            self._at((monday + 7 * DAY - MINUTE).astimezone(UTC), lambda name=name: self._says(name, "/vakt av"))  # type: ignore[misc]

    def _some_time(self) -> datetime:
        return BEGIN + (self._end - BEGIN) * self._chance.random()

    async def _says(self, name: str, text: str) -> None:
        await self._stage.users[name].send(text)

    async def _declare(self) -> None:
        """A new person goes the whole way, or only as far as danger is told."""
        self._young += 1
        user = self._stage.api.user(self._chance.choice(("nb", "en")), f"ung {self._young}")
        danger = self._chance.random() < 0.5
        moves = way(first_choices(SHORT if danger else QUIET))
        await user.send("/start")
        for move in moves[: 2 if danger and self._chance.random() < 0.1 else None]:
            move.make(user)

    async def _restart(self) -> None:
        self._restarts += 1
        self._stage.restart()

    async def _deploy(self) -> None:
        """A new version of the content; talks that are under way keep theirs."""
        self._deployments += 1
        source = f"{declaration().source}\n# {self._deployments}\n"
        self._stage.serve({"declaration": reader.read(source, "declaration")})

    # How people answer

    def _look_around(self) -> None:
        """Everybody sees what is in their chat, and answers it some time later, or never."""
        now = self._stage.clock.now()
        for name in ("kari", "ola", "siri", "per", "ada"):
            user = self._stage.users[name]
            newest = itertools.islice(reversed(user.chat.posts.values()), 60)
            for seen in [seen_by(post) for post in newest if post.by_bot and not post.deleted]:
                taking = any(button.text == TAKE for button in seen.buttons)
                if taking and (name, seen.id) not in self._answered:
                    self._answered.add((name, seen.id))
                    if self._chance.random() < 0.6:
                        wait = MINUTE * self._chance.lognormvariate(2.3, 1.4)
                        self._at(now + wait, lambda user=user, seen=seen.id: self._takes(user, seen))  # type: ignore[misc]
        self._stage.store.read(lambda db: self._judge(db, now))

    async def _takes(self, user: User, message: int) -> None:
        seen = next((one for one in user.from_bot() if one.id == message), None)
        if seen is None or not any(button.text == TAKE for button in seen.buttons):
            return
        reference = REFERENCE.findall(seen.text)[0]
        await user.tap(TAKE, on=seen)
        now = self._stage.clock.now()
        self._at(now + HOUR * self._chance.expovariate(0.7), lambda: self._presses(user, f"contact:{reference}"))
        self._at(
            now + DAY * (1 + self._chance.expovariate(0.3)), lambda: self._presses(user, f"outcome:{reference}:helped")
        )

    async def _presses(self, user: User, data: str) -> None:
        user.tap_data(data, 1)

    # What must hold

    def _judge(self, db: Connection, now: datetime) -> None:
        """At every moment: each alert that nobody has dealt with knows when it rings next, and that is soon enough."""
        ladders = self._local.ladders
        self._silent += len(alerts.silent(db))
        for alert in alerts.open_in(db, None):
            known = self._known.setdefault(alert.reference, Known(alert.level, alert.raised_at))
            known.taken = known.taken or alert.acknowledged_at
            longest = max(ladders.ladder(alert.level).longest_silence, ladders.reminders(alert.level).longest_silence)
            if alert.contacted_at is None and alert.rung >= 0:
                late = alert.next_action_at is None or not now - MINUTE <= alert.next_action_at <= now + longest
                self._silent += late

    def _figures(self) -> list[Figure]:
        with self._opened() as store:
            pages, names, late, raised = store.read(_all_pages)
        for reference, at, person in pages:
            self._known[reference].pages.append((at, names.get(person, "")))
        ladders = self._local.ladders
        gaps = sum(_gap(one) > ladders.ladder(one.level).longest_silence + MINUTE for one in self._known.values())
        never = sum(one.taken is None for one in self._known.values())
        red = [one for one in self._known.values() if one.level is Level.RED and one.taken]
        unheard = sum(
            one.taken - one.raised > 46 * MINUTE and "Ada" not in {who for _, who in one.pages}
            for one in red
            if one.taken
        )
        against = (f"{(self._end - BEGIN).days} days, {self._young} declarations, {raised} alerts, "
                   f"{len(pages):,} pages, {self._restarts} restarts, "
                   f"{self._deployments} deployments")  # fmt: skip
        return [
            Figure("two years: alerts that fell silent", self._silent, against, 0),
            Figure("two years: alerts never acknowledged", never, against, 0),
            Figure("two years: silences longer than the ladder's longest", gaps, against, 0),
            Figure("two years: red for over 45 min without the administrator", unheard, against, 0),
            Figure("two years: alerts whose first page was late (> 1 min)", late, against, 0),
            Figure("two years: calls that the schema refuses", len(self._stage.api.violations), against, 0),
        ]


async def _nothing() -> None:
    """Only the time is of interest."""


def _all_pages(db: Connection) -> tuple[list[tuple[str, datetime, int]], dict[int, str], int, int]:
    rows = db.execute(select(t.pages, t.alerts.c.reference, t.alerts.c.raised_at).join_from(t.pages, t.alerts)).all()
    pages = [(str(row.reference), row.paged_at, int(row.person_id)) for row in rows]
    first: dict[int, timedelta] = {}
    for row in rows:
        wait = (row.sent_at or row.raised_at + DAY) - row.raised_at
        first[row.alert_id] = min(wait, first.get(row.alert_id, wait))
    return pages, people.names(db), sum(wait > MINUTE for wait in first.values()), len(first)


def _gap(one: Known) -> timedelta:
    """The longest time without a page until somebody took the case."""
    if one.taken is None:
        return timedelta()  # counted as never acknowledged
    until = one.taken
    times = [one.raised, *sorted(at for at, _ in one.pages if one.raised <= at <= until), until]
    return max(after - before for before, after in itertools.pairwise(times))
