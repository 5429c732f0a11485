"""When tasks are due. A pause moves no deadline."""

from __future__ import annotations

from datetime import datetime

from flows.deadlines import Calendar
from flows.procedures.model import MEETING, START, Due, Procedure, Task
from flows.procedures.run import Run, State
from flows.procedures.standing import done, visible


def base_of(procedure: Procedure, run: Run, wanted: Due) -> datetime | None:
    """When a deadline begins to count (UTC): the start, the meeting, or when the last who had to ticked the base task.

    None as long as that is not known.
    """
    if wanted.base == START:
        return run.started_at
    if wanted.base == MEETING:
        return run.meeting_at
    task = procedure.tasks[wanted.base]
    if not done(procedure, run, task):
        return None
    return max(mark.at for mark in run.marks[task.id].values())


def due(procedure: Procedure, run: Run, task: Task, calendar: Calendar) -> datetime | None:
    """When the task is due at the run's level (UTC); None without a deadline, or as long as its base is not known."""
    wanted = task.due.get(run.level)
    base = None if wanted is None else base_of(procedure, run, wanted)
    if wanted is None or base is None:
        return None
    return wanted.term.after(base, calendar) if wanted.term else base


def overdue(procedure: Procedure, run: Run, now: datetime, calendar: Calendar) -> tuple[Task, ...]:
    """The tasks whose deadline has passed, in the order of the procedure; none when the run is stopped or closed."""
    return tuple(task for task, at in waiting(procedure, run, calendar) if at < now)


def next_due(procedure: Procedure, run: Run, calendar: Calendar) -> datetime | None:
    """The earliest deadline of a task that is not done (UTC), also one that has passed."""
    return min((at for _, at in waiting(procedure, run, calendar)), default=None)


def waiting(procedure: Procedure, run: Run, calendar: Calendar) -> tuple[tuple[Task, datetime], ...]:
    """Each task yet to be done that has a deadline, with it; none when the run is stopped or closed."""
    if run.state not in {State.OPEN, State.PAUSED}:
        return ()
    timed = ((task, due(procedure, run, task, calendar)) for task in visible(procedure, run))
    return tuple((task, at) for task, at in timed if at is not None and not done(procedure, run, task))
