"""How far a run has come: which tasks apply, which are done, and on whom the others wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flows.conditions import holds
from flows.model import Condition
from flows.procedures.model import CHAIR, EVERYONE, SECRETARY, Opens, Procedure, Task
from flows.procedures.run import Member, Run
from flows.session import Answer

LEVEL = "level"
"""The key by which a condition asks for the run's level."""
_NO_AGENCY = frozenset({EVERYONE, CHAIR, SECRETARY, "interpreter"})
"""Roles that stand for no agency: what everybody is, what one is chosen for, and who speaks for others."""


def answers(run: Run) -> dict[str, Answer]:
    """What conditions look at: what was chosen in each ticked task, and the level. Every mark that stands counts."""
    found = {
        task: Answer(tuple(dict.fromkeys(mark.choice for mark in marks.values() if mark.choice)))
        for task, marks in run.marks.items()
        if marks
    }
    found[LEVEL] = Answer((run.level.key,))
    return found


def applies(condition: Condition | None, known: Mapping[str, Answer]) -> bool:
    """Whether this holds; nothing to hold always does."""
    return condition is None or holds(condition, {}, known, date.min)


def visible(procedure: Procedure, run: Run) -> tuple[Task, ...]:
    """The tasks whose `when` holds, in the order of the procedure."""
    known = answers(run)
    return tuple(task for task in procedure.tasks.values() if applies(task.when, known))


def able(member: Member, task: Task) -> bool:
    """Whether this participant may do anything in the task at all: who is there anonymously only states a basis."""
    return not member.anonymous or task.opens is Opens.BASIS


def holders(run: Run, role: str, task: Task) -> tuple[int, ...]:
    """Who is present in this role and able to tick the task, in the order they joined."""
    return tuple(_held(run, task).get(role, ()))


def agencies(run: Run, task: Task) -> tuple[str, ...]:
    """The roles that a task with `each` is ticked for: those of its roles that somebody present can tick in."""
    held = _held(run, task)
    named = [role for role in task.roles if role != EVERYONE and role in held]
    if EVERYONE in task.roles:
        named += [role for role in held if role not in _NO_AGENCY]
    return tuple(dict.fromkeys(named))


def done(procedure: Procedure, run: Run, task: Task) -> bool:  # noqa: ARG001 - every question about a task is asked alike
    """Whether the task is done; with `each`, when every agency that takes part now has ticked it."""
    marks = run.marks.get(task.id, {})
    return bool(marks) and (not task.each or all(role in marks for role in agencies(run, task)))


def outstanding(procedure: Procedure, run: Run, task: Task) -> tuple[str, ...]:
    """The roles that have yet to tick: with `each` all that have not, otherwise the responsible one. None when done."""
    if done(procedure, run, task):
        return ()
    there = agencies(run, task) if task.each else _filled(run, task)[:1]
    marks = run.marks.get(task.id, {})
    return tuple(role for role in there if role not in marks) or (task.roles if task.strict else (CHAIR,))


def responsible(procedure: Procedure, run: Run, task: Task) -> tuple[int, ...]:
    """The people who answer for the task now: those present in its first role that is filled, or else the chair.

    With `each`, those whose agency has yet to tick.
    """
    roles = outstanding(procedure, run, task) or _filled(run, task)[:1]
    held = _held(run, task)
    people = dict.fromkeys(person for role in roles for person in held.get(role, ()))
    return tuple(people) or (run.chair,)


def empty_roles(procedure: Procedure, run: Run) -> tuple[str, ...]:
    """The roles of tasks yet to be done that nobody present can tick at all, in the order of the tasks."""
    waiting = (task for task in visible(procedure, run) if not done(procedure, run, task) and not _filled(run, task))
    return tuple(dict.fromkeys(role for task in waiting for role in task.roles))


def _filled(run: Run, task: Task) -> tuple[str, ...]:
    held = _held(run, task)
    return tuple(role for role in task.roles if role in held)


def _held(run: Run, task: Task) -> dict[str, list[int]]:
    """The roles that somebody present can tick the task in, with those who have them, in the order they joined."""
    held: dict[str, list[int]] = {}
    functions = {run.chair: (CHAIR,), run.secretary: (SECRETARY,)}
    for member in run.present:
        if able(member, task):
            for role in (member.role, EVERYONE, *functions.get(member.person, ())):
                held.setdefault(role, []).append(member.person)
    return held
