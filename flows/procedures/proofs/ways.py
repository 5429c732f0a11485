"""Tasks nobody comes to or gets past, loops nobody leaves, bars and stops that never or always hold."""

from __future__ import annotations

from collections.abc import Iterator

from flows.fault import Fault
from flows.procedures.model import Bar, Procedure, Task
from flows.procedures.proofs.loops import loops
from flows.procedures.proofs.places import Places
from flows.procedures.proofs.reach import Known, Reach

_ONE_NEVER = "one of the tables of a condition is never true: no answers make it so. Take it away."


def faults(procedure: Procedure, reach: Reach, places: Places) -> Iterator[Fault]:
    """Every fault of the ways through the procedure."""
    yield from _tasks(procedure, reach, places)
    yield from _needs(procedure, reach, places)
    for bar in procedure.bars:
        yield from _bar(procedure, bar, reach, places)
    yield from _stops(procedure, reach, places)


def _tasks(procedure: Procedure, reach: Reach, places: Places) -> Iterator[Fault]:
    barred = {name for bar in procedure.bars for name in bar.tasks}
    for task in procedure.tasks.values():
        if not reach.possible(task.when):
            yield places.task(task.id, "nobody comes to this task: its 'when' never holds. Mend it.", "when")
        elif task.when and not reach.groups_possible(task.when):
            yield places.task(task.id, _ONE_NEVER, "when")
        elif task.id in barred and task.id not in reach.tickable and _needs_come(task, reach):
            text = "its bars never all let it through together, so nobody ever ticks it. Mend one."
            alone = [bar for bar in procedure.bars if task.id in bar.tasks and not _passed(bar, task, reach)]
            yield from [] if alone else [places.task(task.id, text)]


def _needs_come(task: Task, reach: Reach) -> bool:
    return all(name in reach.tickable for name in task.needs)


def _needs(procedure: Procedure, reach: Reach, places: Places) -> Iterator[Fault]:
    for circle in loops({task.id: task.needs for task in procedure.tasks.values()}):
        first = circle[0]
        said = f"these wait for each other, so nobody ever ticks them: {', '.join(circle)}."
        if len(circle) == 1:
            said = "this task needs itself, so nobody ever ticks it."
        yield places.task(first, f"{said} Take one away from 'needs'.", "needs")
    for task in procedure.tasks.values():
        for name in task.needs:
            if hidden(task, procedure.tasks[name], reach):
                text = (
                    f"needs '{name}', which may not be shown when this is. Give this the same 'when', or take it away."
                )
                yield places.task(task.id, text, "needs")


def hidden(task: Task, other: Task, reach: Reach) -> bool:
    """Whether the other task can be out of sight while this one is shown and waits to be ticked."""
    if other.when is None:
        return False

    def apart(known: Known) -> bool:
        waits = task.id not in known and other.id not in known
        return waits and reach.holds(task.when, known) and not reach.holds(other.when, known)

    return reach.some([task.when, other.when], apart) is True


def _bar(procedure: Procedure, bar: Bar, reach: Reach, places: Places) -> Iterator[Fault]:
    tasks = [procedure.tasks[name] for name in bar.tasks]

    def bars(known: Known) -> bool:
        return reach.holds(bar.when, known) and any(task.id not in known for task in tasks)

    if reach.some([bar.when], bars) is False:
        yield places.line(bar.line, "this bar never holds, so it stops nobody. Mend its 'when', or take it away.")
    elif not reach.groups_possible(bar.when):
        yield places.line(bar.line, f"the bar: {_ONE_NEVER}")
    for task in tasks:
        if reach.possible(task.when) and not _passed(bar, task, reach):
            text = f"this bar always holds, so nobody ever ticks '{task.id}'. Let an answer that comes before lift it."
            yield places.line(bar.line, text)


def _passed(bar: Bar, task: Task, reach: Reach) -> bool:
    """Whether the task can wait to be ticked and the bar let it through."""

    def free(known: Known) -> bool:
        return task.id not in known and reach.holds(task.when, known) and not reach.holds(bar.when, known)

    return reach.some([task.when, bar.when], free) is not False


def _stops(procedure: Procedure, reach: Reach, places: Places) -> Iterator[Fault]:
    for stop in procedure.stops.values():
        if stop.when is None:
            continue
        if not reach.possible(stop.when):
            yield places.line(stop.line, f"the stop '{stop.id}' never falls: its 'when' never holds.")
        elif not reach.groups_possible(stop.when):
            yield places.line(stop.line, f"the stop '{stop.id}': {_ONE_NEVER}")
        elif reach.at_once(stop.when):
            text = f"the stop '{stop.id}' falls before anything is done. Ask for an answer in its 'when'."
            yield places.line(stop.line, text)
