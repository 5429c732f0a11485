"""Deadlines that never begin: those that count from a meeting that is not held, or from what cannot come before."""

from __future__ import annotations

from collections.abc import Iterator

from flows.fault import Fault
from flows.procedures.model import MEETING, START, Procedure, Task
from flows.procedures.proofs.places import Places
from flows.procedures.proofs.reach import Reach
from flows.procedures.proofs.ways import hidden, loops


def faults(procedure: Procedure, reach: Reach, places: Places) -> Iterator[Fault]:
    """Every deadline without a base that it can count from."""
    bases = {task.id: _bases(task, procedure) for task in procedure.tasks.values()}
    for circle in loops(bases):
        said = f"the deadlines of these count from each other: {', '.join(circle)}."
        if len(circle) == 1:
            said = "this deadline counts from its own task."
        yield places.task(circle[0], f"{said} Let one count from the start.", "due")
    order = {name: number for number, name in enumerate(procedure.tasks)}
    for task in procedure.tasks.values():
        if not procedure.meeting and any(due.base == MEETING for due in task.due.values()):
            text = "the deadline counts from the meeting, but none is held. Write meeting = true, or another base."
            yield places.task(task.id, text, "due")
        for base in bases[task.id]:
            if said := _too_late(procedure, task, procedure.tasks[base], order, reach):
                yield places.task(task.id, f"the deadline counts from '{base}', {said}", "due")


def _bases(task: Task, procedure: Procedure) -> tuple[str, ...]:
    named = dict.fromkeys(due.base for due in task.due.values())
    return tuple(base for base in named if base not in {START, MEETING} and base in procedure.tasks)


def _too_late(procedure: Procedure, task: Task, base: Task, order: dict[str, int], reach: Reach) -> str:
    if base.id == task.id:
        return ""
    if task.id in _needed(procedure, base):
        return "which can only be done after this. Count from something that comes before."
    if order[base.id] > order[task.id]:
        return "which comes after this. Move it up, or count from something that comes before."
    if hidden(task, base, reach):
        return "which may not be shown when this is, so that it never begins. Count from another task."
    return ""


def _needed(procedure: Procedure, task: Task) -> set[str]:
    """Everything that must be done before this task, also by way of others."""
    found: set[str] = set()
    waiting = list(task.needs)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += procedure.tasks[name].needs
    return found
