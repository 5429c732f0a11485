"""A tick, and taking it away again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flows.msgid import N_
from flows.procedures.admitting import part_of
from flows.procedures.model import CHAIR, EVERYONE, Procedure, Task
from flows.procedures.refusals import (
    AlreadyDone,
    AnonymousOnly,
    Barred,
    NoChoice,
    NotDone,
    NotOpen,
    NotYours,
    NotYourTask,
    UnknownTask,
)
from flows.procedures.run import Mark, Run, State
from flows.procedures.standing import able, answers, applies, done, holders, outstanding

FIRST = N_("Et tidligere steg må gjøres først.")


def may_tick(procedure: Procedure, run: Run, task: Task, person: int) -> str | None:
    """The role in which this person may tick the task now, None when they may not.

    What bars the task is not looked at: see `barred`.
    """
    member = run.member(person)
    if member is None or run.state is not State.OPEN or not able(member, task):
        return None
    if done(procedure, run, task) or not applies(task.when, answers(run)):
        return None
    roles = outstanding(procedure, run, task) if task.each else task.roles
    for role in roles:
        if person in holders(run, role, task):
            return member.role if role == EVERYONE else role
    empty = not task.strict and person == run.chair and not any(holders(run, role, task) for role in roles)
    return CHAIR if empty else None


def barred(procedure: Procedure, run: Run, task: Task) -> str | None:
    """Why the task cannot be ticked now (a msgid), None when it can: a bar holds, or a needed task is not done.

    A needed task that does not apply to this run is not waited for.
    """
    known = answers(run)
    for bar in procedure.bars:
        if task.id in bar.tasks and applies(bar.when, known):
            return bar.because
    needed = (procedure.tasks[name] for name in task.needs)
    return None if all(done(procedure, run, one) or not applies(one.when, known) for one in needed) else FIRST


def tick(procedure: Procedure, run: Run, task_id: str, by: int, now: datetime, choice: str = "") -> Run:
    """The run with this task ticked; the same again by the same person changes nothing.

    A stop whose condition now holds stops the run. Raises NotMember, UnknownTask, NotOpen, AnonymousOnly, AlreadyDone
    (by whom and when), NotYourTask, Barred and NoChoice.
    """
    member = part_of(run, by)
    marks = run.marks.get(task_id, {})
    task = procedure.tasks.get(task_id)
    role = None if task is None else may_tick(procedure, run, task, by)
    # Who changed role since they ticked may have to tick again, for another agency.
    if role is None and any(mark.by == by and mark.choice == choice for mark in marks.values()):
        return run
    if task is None or not applies(task.when, answers(run)):
        raise UnknownTask
    if run.state is not State.OPEN:
        raise NotOpen
    if not able(member, task):
        raise AnonymousOnly
    if role is None:
        raise _taken(procedure, run, task, member.role)
    because = barred(procedure, run, task)
    if because is not None:
        raise Barred(because)
    if (task.choice(choice) is None) if task.choices else bool(choice):
        raise NoChoice
    mark = Mark(task_id, role, by, now, choice)
    ticked = replace(run, marks={**run.marks, task_id: {**marks, role: mark}}, changed_at=now)
    return _stopped(procedure, ticked)


def untick(procedure: Procedure, run: Run, task_id: str, role: str, by: int, now: datetime) -> Run:
    """The run without the tick that this role made, also when it is stopped (it stays so).

    Raises NotMember, UnknownTask, NotOpen, NotDone and NotYours (only who ticked, or the chair).
    """
    part_of(run, by)
    if task_id not in procedure.tasks:
        raise UnknownTask
    if run.state not in {State.OPEN, State.STOPPED}:
        raise NotOpen
    marks = run.marks.get(task_id, {})
    if role not in marks:
        raise NotDone
    if by not in {marks[role].by, run.chair}:
        raise NotYours
    left = {other: mark for other, mark in marks.items() if other != role}
    others = {task: kept for task, kept in run.marks.items() if task != task_id}
    return replace(run, marks={**others, task_id: left} if left else others, changed_at=now)


def _taken(procedure: Procedure, run: Run, task: Task, role: str) -> AlreadyDone | NotYourTask:
    """Why this role does not tick the task: it was done, by itself or by all who had to, or it is not theirs."""
    marks = run.marks.get(task.id, {})
    if role in marks and task.each:
        return AlreadyDone(marks[role].by, marks[role].at)
    if done(procedure, run, task):
        last = max(marks.values(), key=lambda mark: mark.at)
        return AlreadyDone(last.by, last.at)
    return NotYourTask()


def _stopped(procedure: Procedure, run: Run) -> Run:
    known = answers(run)
    for stop in procedure.stops.values():
        if stop.when is not None and applies(stop.when, known):
            return replace(run, state=State.STOPPED, stop=stop.id)
    return run
