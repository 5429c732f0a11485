"""Deadlines that never begin: those that count from a meeting that is not held, or from what cannot come before."""

from __future__ import annotations

from collections.abc import Iterator

from flows.fault import Fault
from flows.procedures.model import MEETING, START, Procedure, Task
from flows.procedures.proofs.loops import loops
from flows.procedures.proofs.places import Places
from flows.procedures.proofs.reach import Reach
from flows.procedures.proofs.ways import hidden


def faults(procedure: Procedure, reach: Reach, places: Places) -> Iterator[Fault]:
    """Every deadline without a base that it can count from."""
    bases = {task.id: _bases(task, procedure) for task in procedure.tasks.values()}
    circles = list(loops(bases))
    for circle in circles:
        base = next(name for name in bases[circle[0]] if name in circle)
        all_of_them = f"the deadlines of these count from each other: {', '.join(circle)}."
        said = f"the deadline counts from '{base}', which leads back here: {all_of_them}"
        if len(circle) == 1:
            said = "this deadline counts from its own task."
        yield places.task(circle[0], f"{said} Let one count from the start.", "due")
    order = {name: number for number, name in enumerate(procedure.tasks)}
    for task in procedure.tasks.values():
        if not procedure.meeting and any(due.base == MEETING for due in task.due.values()):
            text = "the deadline counts from the meeting, but none is held. Write meeting = true, or another base."
            yield places.task(task.id, text, "due")
        for base in bases[task.id]:
            in_circle = any(task.id in circle and base in circle for circle in circles)
            if said := _too_late(task, procedure.tasks[base], {} if in_circle else order, reach):
                yield places.task(task.id, f"the deadline counts from '{base}', {said}", "due")


def _bases(task: Task, procedure: Procedure) -> tuple[str, ...]:
    named = dict.fromkeys(due.base for due in task.due.values())
    return tuple(base for base in named if base not in {START, MEETING} and base in procedure.tasks)


def _too_late(task: Task, base: Task, order: dict[str, int], reach: Reach) -> str:
    if task.id in _needed(reach.procedure, base):
        return "which can only be done after this. Count from something that comes before."
    if not order:
        return ""  # They count from each other, which is told already.
    if order[base.id] > order[task.id]:
        return "which comes after this. Move it up, or count from something that comes before."
    if hidden(task, base, reach):
        return "which may not be shown when this is, so that it never begins. Count from another task."
    return ""


def _needed(procedure: Procedure, task: Task) -> set[str]:
    """Everything that must be done before this task, also by way of others."""
    found: set[str] = set()
    waiting = list(procedure.tasks[task.id].needs)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += procedure.tasks[name].needs
    return found
