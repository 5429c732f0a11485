"""What a run rings for: before a deadline, at it and after it, to whoever is responsible, then to who leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection

from bot import versions
from bot.buttons import press
from bot.harbour import Harbour
from bot.office import company
from flows.msgid import N_
from flows.procedures import reminding
from flows.procedures.model import Procedure
from flows.procedures.reminding import Moment, Stage
from flows.procedures.run import Run, State
from storage import jobs, measures, run_log, runs, views

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
WORST = (Stage.AGAIN, Stage.CHAIR, Stage.LATE, Stage.DUE, Stage.RESUME, Stage.BEFORE)
"""When several things are due at once, one message is enough: it says the worst of them."""


def plan(db: Connection, harbour: Harbour, procedure: Procedure, run: Run, now: datetime) -> None:
    """Set the next reminder of a run that changed. What fell due since it last rang is not forgotten."""
    waiting = jobs.payload(db, RUN, run.reference)
    _put(db, harbour, procedure, run, now if waiting is None else datetime.fromisoformat(waiting["since"]))


def plan_all(db: Connection, harbour: Harbour, now: datetime) -> None:
    """Set the reminders of every run anew: an edited procedure may have moved its deadlines."""
    for found in runs.in_unit(db):
        procedure, run = versions.of_run(db, harbour, found)
        plan(db, harbour, procedure, run, now)


def _put(db: Connection, harbour: Harbour, procedure: Procedure, run: Run, since: datetime) -> None:
    decided = measures.of_run(db, run.reference)
    following = reminding.next_at(procedure, run, decided, harbour.municipality.calendar, since)
    if following is None:
        jobs.cancel(db, RUN, run.reference)
    else:
        jobs.put(db, RUN, following, run.reference, {"since": since.isoformat()})


def remind(db: Connection, harbour: Harbour, reference: str, since: str, now: datetime) -> None:
    """Ring for what fell due since the last time, and set the next reminder."""
    found = runs.load(db, reference, lock=True)
    if found is None:
        return
    procedure, run = versions.of_run(db, harbour, found)
    decided = measures.of_run(db, reference)
    calendar = harbour.municipality.calendar
    due = reminding.due_now(procedure, run, decided, calendar, datetime.fromisoformat(since), now)
    for person, stage in _whom(due):
        company.ring(db, harbour, person, TEXTS[stage], reference, now, press("tasks", "0"))
    for one in due:
        run_log.write(db, harbour.keyring, reference, f"remind.{one.stage.value}", None, now, task=str(one.what))
    if run.state is State.PAUSED and run.paused_until is not None and run.paused_until <= now:
        run = replace(run, state=State.OPEN, paused_until=None, changed_at=now)
        versions.kept(db, procedure, found, run)
        runs.save(db, run)
        run_log.write(db, harbour.keyring, reference, "resume", None, now)
        views.stale(db, reference, 0)
    _put(db, harbour, procedure, run, now)


def _whom(due: tuple[Moment, ...]) -> list[tuple[int, Stage]]:
    """Each person once, with the worst that there is for them."""
    found = sorted((person, WORST.index(one.stage)) for one in due for person in one.to)
    return [(person, WORST[next(iter(stages))[1]]) for person, stages in groupby(found, key=lambda pair: pair[0])]
