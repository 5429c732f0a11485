"""How far a run has come, in numbers: «steg 7 av 28, tre over fristen»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.deadlines import Calendar
from flows.procedures.due import overdue
from flows.procedures.model import Procedure
from flows.procedures.run import Run
from flows.procedures.standing import done, visible


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the tasks that apply are done, how many are overdue, and the number of the first one not done.

    Steps are counted from 1; when all are done, `step` is the last.
    """

    done: int
    total: int
    overdue: int
    step: int


def progress(procedure: Procedure, run: Run, now: datetime, calendar: Calendar) -> Progress:
    """How far the run has come."""
    ticked = [done(procedure, run, task) for task in visible(procedure, run)]
    first = ticked.index(False) + 1 if False in ticked else len(ticked)
    return Progress(sum(ticked), len(ticked), len(overdue(procedure, run, now, calendar)), first)
