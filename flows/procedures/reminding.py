"""When a run reminds, of what and whom: before a deadline, at it, and after it for as long as it takes."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.deadlines import Calendar
from flows.model import Level
from flows.procedures.due import base_of, waiting
from flows.procedures.model import Procedure, Task
from flows.procedures.run import Measure, MeasureState, Run, State
from flows.procedures.standing import responsible

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CHAIR_AFTER: Mapping[Level, timedelta] = {
    Level.RED: timedelta(minutes=15),
    Level.ORANGE: 2 * HOUR,
    Level.YELLOW: DAY,
    Level.BLUE: DAY,
}
"""How long after a missed deadline the chair is told."""
AGAIN_EVERY: Mapping[Level, timedelta] = {
    Level.RED: HOUR,
    Level.ORANGE: 4 * HOUR,
    Level.YELLOW: DAY,
    Level.BLUE: DAY,
}
"""How often the chair and the responsible are told after that."""
SHORTEST = HOUR
"""A shorter time than this has no reminder before its end."""


class Stage(enum.StrEnum):
    """Why somebody is reminded now. LATE is what CHAIR is where the chair is responsible: nobody else is told."""

    BEFORE = "before"
    DUE = "due"
    LATE = "late"
    CHAIR = "chair"
    AGAIN = "again"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Moment:
    """Remind these people (numbers) at this time (UTC) of a task (its id), a measure (its number) or the pause ("")."""

    at: datetime
    stage: Stage
    to: tuple[int, ...]
    what: str | int


@dataclass(frozen=True, slots=True)
class _Item:
    """Something with a deadline that is not done: when its time began, who has it and how urgent it is."""

    what: str | int
    begun: datetime
    due: datetime
    people: tuple[int, ...]
    chair: int
    level: Level

    def moments(self) -> Iterator[Moment]:
        """The reminders that come once, in order of time."""
        left = self.due - self.begun
        if left >= SHORTEST:
            yield Moment(self.due - min(left / 4, DAY), Stage.BEFORE, self.people, self.what)
        yield Moment(self.due, Stage.DUE, self.people, self.what)
        stage = Stage.LATE if self.chair in self.people else Stage.CHAIR
        yield Moment(self.told, stage, (self.chair,), self.what)

    @property
    def told(self) -> datetime:
        """When the chair is told that it is late."""
        return self.due + CHAIR_AFTER[self.level]

    def again(self, number: int) -> Moment:
        """The reminder that comes for the `number`th time (from 1) after the chair was told."""
        everybody = tuple(dict.fromkeys((*self.people, self.chair)))
        return Moment(self.told + number * AGAIN_EVERY[self.level], Stage.AGAIN, everybody, self.what)

    def count(self, now: datetime) -> int:
        """How many times it has been told again by `now`."""
        return max(0, (now - self.told) // AGAIN_EVERY[self.level])


def moments(procedure: Procedure, run: Run, measures: Iterable[Measure], calendar: Calendar) -> tuple[Moment, ...]:
    """Every reminder that comes once, past ones too, in order of time; see `again` for those that come for ever.

    An open run reminds of its tasks and measures, a stopped one of its measures; a paused one of those and of the end
    of the pause.
    """
    found = (moment for item in _items(procedure, run, measures, calendar) for moment in item.moments())
    return tuple(sorted((*_resuming(run), *found), key=_time))


def again(
    procedure: Procedure, run: Run, measures: Iterable[Measure], calendar: Calendar, after: datetime
) -> tuple[Moment, ...]:
    """Of each task and measure that goes on being reminded of, the first such reminder later than `after`."""
    items = _items(procedure, run, measures, calendar)
    return tuple(sorted((item.again(item.count(after) + 1) for item in items), key=_time))


def due_now(
    procedure: Procedure, run: Run, measures: Iterable[Measure], calendar: Calendar, since: datetime, now: datetime
) -> tuple[Moment, ...]:
    """The reminders later than `since` and not later than `now`, in order of time.

    Of the same task or measure nobody is reminded twice: after a long silence each gets the latest one alone.
    """
    found = [one for one in _resuming(run) if since < one.at <= now]
    for item in _items(procedure, run, measures, calendar):
        passed = [*item.moments(), *([item.again(item.count(now))] if item.count(now) else [])]
        found += _latest([one for one in passed if since < one.at <= now])
    return tuple(sorted(found, key=_time))


def next_at(
    procedure: Procedure, run: Run, measures: Iterable[Measure], calendar: Calendar, after: datetime
) -> datetime | None:
    """When this run reminds for the first time later than `after` (UTC); None when it never does as it stands."""
    measures = tuple(measures)
    once = (one.at for one in moments(procedure, run, measures, calendar) if one.at > after)
    ever = (one.at for one in again(procedure, run, measures, calendar, after))
    return min((*once, *ever), default=None)


def _resuming(run: Run) -> tuple[Moment, ...]:
    if run.state is not State.PAUSED or run.paused_until is None:
        return ()
    return (Moment(run.paused_until, Stage.RESUME, (run.chair,), ""),)


def _items(procedure: Procedure, run: Run, measures: Iterable[Measure], calendar: Calendar) -> Iterator[_Item]:
    if run.state is State.OPEN:
        for task, at in waiting(procedure, run, calendar):
            people = responsible(procedure, run, task)
            yield _Item(task.id, _begun(procedure, run, task), at, people, run.chair, run.level)
    if run.state is not State.CLOSED:
        for one in measures:
            if one.state is MeasureState.OPEN:
                there = one.responsible if run.member(one.responsible) else run.chair
                level = Level.RED if one.urgent else run.level
                yield _Item(one.number, one.decided_at, one.due_at, (there,), run.chair, level)


def _begun(procedure: Procedure, run: Run, task: Task) -> datetime:
    """When the time for the task began: at the base of its deadline, and for one at the base itself at the start."""
    wanted = task.due[run.level]
    base = base_of(procedure, run, wanted) if wanted.term else None
    return base or run.started_at


def _latest(passed: list[Moment]) -> list[Moment]:
    """Without the reminders whose people all get a later one."""
    kept: list[Moment] = []
    reached: set[int] = set()
    for one in reversed(passed):
        if not reached.issuperset(one.to):
            kept.append(one)
            reached.update(one.to)
    return kept


def _time(moment: Moment) -> datetime:
    return moment.at
