"""Many timers outstanding for up to two years, with restarts and clock changes between: none missed, early or late.

The program's own scheduler works on a database of its own; the time between two timers is skipped, the time that the
work itself takes is not.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select, update

from bot import municipality
from bot.harbour import Harbour
from bot.scheduler import LOOK_SECONDS, Scheduler
from flows.alert import WAITING
from flows.case import State
from flows.model import Level
from storage import checks, jobs, people
from storage import tables as t
from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from tests.chaos.figures import Figure, percentile

SIZE = 20_000
YEARS = timedelta(days=730)
DISTURBED = 60  # times: restarts, and a clock that jumps
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def run(size: int, seed: int) -> list[Figure]:
    """`size` timers: signs of life at midnights, contact times of alerts, screens to fade."""
    with tempfile.TemporaryDirectory(prefix="havn-timers-") as folder:
        return asyncio.run(_Timers(Path(folder), size, random.Random(seed)).run())


class Moved:
    """The machine's clock, moved. It goes on while work is done."""

    def __init__(self) -> None:
        self._by = timedelta()

    def now(self) -> datetime:
        """The moved time, in UTC."""
        return datetime.now(UTC) + self._by

    def move(self, by: timedelta) -> None:
        """Forward, or back."""
        self._by += by


@dataclass(slots=True)
class Fired:
    """How late each timer was, in seconds by the program's clock; negative would be early."""

    running: list[float] = field(default_factory=list)
    resumed: list[float] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)


class _Timers:
    def __init__(self, folder: Path, size: int, chance: random.Random) -> None:
        self._folder, self._size, self._chance = folder, size, chance
        self._clock, self._fired = Moved(), Fired()
        self._due: dict[str, datetime] = {}
        self._resumed = datetime.min.replace(tzinfo=UTC)
        self._ring = Keyring.load_or_create(folder / "keyring.json", self._clock.now())
        self._local = municipality.load(None)

    async def run(self) -> list[Figure]:
        begun = self._clock.now()
        with self._opened() as (store, _):
            store.migrate()
            store.run(lambda db: self._lay_out(db, begun))
        often = max(2, self._size // DISTURBED)
        while len(self._due):
            with self._opened() as (store, scheduler):
                left = len(self._due)
                while self._due and left - len(self._due) < often * self._chance.random() * 2:
                    if not await self._next(store, scheduler):
                        return self._figures()
            self._disturb()
        return self._figures()

    @contextmanager
    def _opened(self) -> Iterator[tuple[Store, Scheduler]]:
        began = time.perf_counter()
        with Store.open(sqlite_address(self._folder / "havn.db"), keyring=self._ring, exclusive=True) as store:
            scheduler = Scheduler(store, Harbour(self._ring, self._local, {}), self._clock, lambda: None)
            self._fired.restarts.append(time.perf_counter() - began)
            yield store, scheduler

    async def _next(self, store: Store, scheduler: Scheduler) -> bool:
        """Skips to the next timer and does what is due; False when the database waits for nothing any more."""
        due = store.read(_first_due)
        if due is None:
            return False
        ahead = due - self._clock.now()
        if ahead > timedelta():
            self._clock.move(ahead + timedelta(seconds=self._chance.random() * LOOK_SECONDS))
        while await scheduler._round():
            pass
        for name, at in store.run(lambda db: _done(db, self._clock.now())):
            self._note(name, at)
        return True

    def _note(self, name: str, at: datetime) -> None:
        due = self._due.pop(name)
        late = (at - max(due, self._resumed)).total_seconds()
        if at < due:
            late = (at - due).total_seconds()
        (self._fired.resumed if due < self._resumed else self._fired.running).append(late)

    def _disturb(self) -> None:
        """What happens before the next start: some time passes, or the clock is set."""
        by = self._chance.choice(
            (timedelta(seconds=5), timedelta(minutes=10), -HOUR, HOUR, 3 * DAY, -timedelta(minutes=7))
        )
        self._clock.move(by)
        self._resumed = self._clock.now()

    def _lay_out(self, db: Connection, now: datetime) -> None:
        rows = [self._case(number, now) for number in range(self._size)]
        db.execute(insert(t.cases), rows)
        for row in rows:
            reference, kind = row["reference"], self._chance.random()
            due = now + HOUR + YEARS * self._chance.random()
            if kind < 0.7:
                due = due.replace(hour=22, minute=0, second=0, microsecond=0) + DAY
                checks.schedule(db, str(reference), "home", due)
            elif kind < 0.9:
                db.execute(insert(t.alerts), _taken(str(reference), now, due))
            else:
                person = people.meet(db, self._ring, len(self._due) + 1, "nb", now).id
                jobs.put(db, "fade", due, str(person))
                reference = f"fade {person}"
            self._due[str(reference)] = due

    def _case(self, number: int, now: datetime) -> dict[str, object]:
        return {"reference": f"{number:06d}", "unit": "havnvik", "level": Level.BLUE, "state": State.RECEIVED.value,
                "final": True,
                "talk": now, "created_at": now, "changed_at": now, "verified": False}  # fmt: skip

    def _figures(self) -> list[Figure]:
        running, resumed, restarts = self._fired.running, self._fired.resumed, self._fired.restarts
        against = f"{self._size:,} timers in two years, {len(restarts) - 1} restarts and clock changes"
        return [
            Figure("timers: missed", len(self._due), against, 0),
            Figure("timers: early", sum(late < 0 for late in (*running, *resumed)), against, 0),
            Figure("timers: lateness while running, p99", percentile(running, 0.99), against, 1, unit=" s"),
            Figure(
                "timers: lateness after a restart, p99",
                percentile(resumed, 0.99),
                f"{len(resumed):,} timers",
                3,
                unit=" s",
            ),
            Figure("timers: restart until due work is looked for, longest", max(restarts), against, 2, unit=" s"),
        ]


def _taken(reference: str, now: datetime, due: datetime) -> dict[str, object]:
    """An alert that somebody has, whose time to contact ends at `due`."""
    return {"reference": reference, "kind": "filed", "level": Level.RED, "raised_at": now, "since": due,
            "acted_at": now,
            "next_action_at": due, "rung": WAITING, "repeats": 0, "acknowledged_at": now,
            "contact_by": due}  # fmt: skip


def _first_due(db: Connection) -> datetime | None:
    found = [
        db.execute(select(func.min(t.checks.c.look_at))).scalar(),
        db.execute(select(func.min(t.alerts.c.next_action_at)).where(t.alerts.c.closed_at.is_(None))).scalar(),
        db.execute(select(func.min(t.jobs.c.due)).where(t.jobs.c.kind == "fade")).scalar(),
    ]
    return min((at for at in found if at is not None), default=None)


def _done(db: Connection, now: datetime) -> list[tuple[str, datetime]]:
    """Which timers have been acted on and when; they are put away, as a person would who answers at once."""
    live = t.alerts.c.closed_at.is_(None)
    raised = [
        (row.reference, row.acted_at) for row in db.execute(select(t.alerts).where(live, t.alerts.c.rung > WAITING))
    ]
    faded = [
        (f"fade {row.person_id}", row.created_at)
        for row in db.execute(select(t.outbox).where(t.outbox.c.kind == "fade"))
    ]
    for reference, _ in raised:
        closed = update(t.alerts).where(live, t.alerts.c.reference == reference)
        db.execute(closed.values(closed_at=now, next_action_at=None))
        db.execute(update(t.checks).where(t.checks.c.reference == reference).values(met_at=now, look_at=None))
    db.execute(delete(t.outbox))
    return [*raised, *faded]
