"""What a run rings for: before a deadline, at it and after it, to whoever is responsible, then to who leads."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import versions
from bot.buttons import press
from bot.harbour import Harbour
from bot.office import company
from flows.deadlines import Calendar
from flows.fault import ContentError
from flows.msgid import N_
from flows.procedures import reminding
from flows.procedures.model import Procedure
from flows.procedures.reminding import Moment, Stage
from flows.procedures.run import Measure, Run, State
from storage import jobs, measures, run_log, runs, views

LOG = logging.getLogger(__name__)
RUN = "run"
"""The kind of job that looks after one run; its key is the run's reference."""
TEXTS = {
    Stage.BEFORE: N_("{reference}: en frist nærmer seg."),
    Stage.DUE: N_("⏰ {reference}: en frist går ut nå."),
    Stage.LATE: N_("⏰ {reference}: en frist er gått ut."),
    Stage.CHAIR: N_("⏰ {reference}: en frist er gått ut, og noen trenger at du griper inn."),
    Stage.AGAIN: N_("⏰ {reference}: en frist er fortsatt ikke fulgt opp."),
    Stage.RESUME: N_("{reference}: pausen er over."),
}
WORST = (Stage.RESUME, Stage.CHAIR, Stage.LATE, Stage.AGAIN, Stage.DUE, Stage.BEFORE)
"""When several things are due at once, one message is enough: it says the worst, or that all is on again. What is told
once comes before what is told again every hour.
"""


@dataclass(frozen=True, slots=True)
class _Since:
    """When a run last rang for measures, and for tasks: while it rests it rings for measures alone."""

    measures: datetime
    tasks: datetime

    @classmethod
    def read(cls, carried: str) -> _Since:
        """As a job carries it: one time, or two when they differ."""
        measured, _, tasked = carried.partition(" ")
        return cls(datetime.fromisoformat(measured), datetime.fromisoformat(tasked or measured))

    @property
    def carried(self) -> str:
        """What a job carries of it."""
        measured, tasked = self.measures.isoformat(), self.tasks.isoformat()
        return measured if measured == tasked else f"{measured} {tasked}"

    def moved(self, run: Run, now: datetime) -> _Since:
        """It has rung now for whatever it rings for as it stands."""
        return _Since(now, now if run.state is State.OPEN else self.tasks)


def plan(db: Connection, harbour: Harbour, procedure: Procedure, run: Run, now: datetime) -> None:
    """Set the next reminder of a run that changed. What fell due since it last rang is not forgotten."""
    waiting = jobs.payload(db, RUN, run.reference)
    since = _Since(now, now) if waiting is None else _Since.read(waiting["since"])
    _put(db, harbour, procedure, run, since)


def plan_all(db: Connection, harbour: Harbour, now: datetime) -> None:
    """Set the reminders of every run anew: an edited procedure may have moved its deadlines."""
    for found in runs.in_unit(db):
        try:
            with db.begin_nested():
                procedure, run = versions.of_run(db, harbour, found)
                plan(db, harbour, procedure, run, now)
        except (ContentError, LookupError) as broken:
            LOG.error("the deadlines of %s stay as they were: %s", found.reference, type(broken).__name__)  # noqa: TRY400 - a named fault


def _put(db: Connection, harbour: Harbour, procedure: Procedure, run: Run, since: _Since) -> None:
    calendar = harbour.municipality.calendar
    task = reminding.next_at(procedure, run, (), calendar, since.tasks)
    whatever = reminding.next_at(procedure, run, measures.of_run(db, run.reference), calendar, since.measures)
    following = min((one for one in (task, whatever) if one is not None), default=None)
    if following is None:
        jobs.cancel(db, RUN, run.reference)
    else:
        jobs.put(db, RUN, following, run.reference, {"since": since.carried})


def remind(db: Connection, harbour: Harbour, reference: str, since: str, now: datetime) -> None:
    """Ring for what fell due since the last time, and set the next reminder."""
    found = runs.load(db, reference, lock=True)
    if found is None:
        return
    procedure, run = versions.of_run(db, harbour, found)
    decided = measures.of_run(db, reference)
    calendar = harbour.municipality.calendar
    rung = _Since.read(since)
    due = _due(procedure, run, decided, calendar, rung, now)
    # Whom nothing reaches comes first: of two that ring for who leads in their place, their own stands.
    for person, one in sorted(_whom(due), key=lambda told: company.reaches(db, harbour, told[0])):
        company.ring(db, harbour, person, TEXTS[one.stage], reference, now, _leads(reference, one))
    for one in due:
        run_log.write(db, harbour.keyring, reference, f"remind.{one.stage.value}", None, now, task=str(one.what))
    if _rested(run, now):
        run = _woken(run, now)
        versions.kept(db, procedure, found, run)
        runs.save(db, run)
        run_log.write(db, harbour.keyring, reference, "resume", None, now)
        views.stale(db, reference, 0)
    _put(db, harbour, procedure, run, rung.moved(run, now))


def _due(
    procedure: Procedure, run: Run, decided: list[Measure], calendar: Calendar, since: _Since, now: datetime
) -> tuple[Moment, ...]:
    """What fell due; at the end of a pause also the tasks that fell due in it, and nobody was rung for."""
    ended: tuple[Moment, ...] = ()
    if _rested(run, now):
        ended = reminding.due_now(procedure, run, (), calendar, since.measures, now)
        run = _woken(run, now)
    decided_on = reminding.due_now(procedure, run, decided, calendar, since.measures, now)
    tasks = reminding.due_now(procedure, run, (), calendar, since.tasks, now)
    return (*ended, *(one for one in decided_on if isinstance(one.what, int)), *tasks)


def _rested(run: Run, now: datetime) -> bool:
    return run.state is State.PAUSED and run.paused_until is not None and run.paused_until <= now


def _woken(run: Run, now: datetime) -> Run:
    return replace(run, state=State.OPEN, paused_until=None, changed_at=now)


def _whom(due: tuple[Moment, ...]) -> list[tuple[int, Moment]]:
    """Each person once, with the worst that there is for them."""
    found: dict[int, Moment] = {}
    for one in sorted(due, key=lambda moment: WORST.index(moment.stage)):
        for person in one.to:
            found.setdefault(person, one)
    return list(found.items())


def _leads(reference: str, one: Moment) -> str:
    """To the person's own tasks; what somebody else did not do is none of those: to the measure, or to the run."""
    if one.stage not in {Stage.CHAIR, Stage.AGAIN}:
        return press("tasks", "0")
    return press("measure", reference, str(one.what)) if isinstance(one.what, int) else press("run", reference)
