"""What is different between two versions of a procedure, as far as a live run could notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.procedures.model import Procedure, Task
from flows.procedures.renaming import renamed

Mapped = Mapping[str, str]


def mapping_of(old: Procedure, new: Procedure) -> dict[str, str]:
    """The tasks that were renamed, old id -> new id, as `was` tells; one that is still there was not renamed."""
    return {task.was: task.id for task in new.tasks.values() if task.was in old.tasks and task.was not in new.tasks}


def differences(old: Procedure, new: Procedure, mapping: Mapped) -> Iterator[str]:
    """Each difference that a live run could not go on with, in words."""
    if old.name != new.name:
        yield f"it is another procedure: '{old.name}' became '{new.name}'."
    if old.meeting is not new.meeting:
        yield "it became a meeting, or is one no longer."
    yield from _tasks(old, new, mapping)
    for role in sorted(old.roles.keys() - new.roles.keys()):
        yield f"the role '{role}' is gone, and somebody may have it."
    for result in old.results:
        if result.id not in {one.id for one in new.results}:
            yield f"the result '{result.id}' is gone."
    if _stops(old, mapping) != _stops(new, {}):
        yield "what stops it was changed."
    if _bars(old, mapping, mapping, old) != _bars(new, {}, mapping, old):
        yield "what bars its steps was changed."


def _tasks(old: Procedure, new: Procedure, mapping: Mapped) -> Iterator[str]:
    there = [mapping.get(task, task) for task in old.tasks]
    for was, task in zip(old.tasks, there, strict=True):
        if there.count(task) > 1:
            yield f"the step '{task}' stands for several earlier ones."
        elif task not in new.tasks:
            yield f"the step '{was}' is gone."
        else:
            before, after = _noticed(old.tasks[was], mapping), _noticed(new.tasks[task], {})
            for what in before:
                if before[what] != after[what]:
                    yield f"the step '{was}': {what} changed."
    claimed = [task.was for task in new.tasks.values() if task.was in mapping]
    for was in sorted({one for one in claimed if claimed.count(one) > 1}):
        yield f"several steps say that they were '{was}'."
    kept = [task for task in new.tasks if task in there]
    if kept != [task for task in there if task in new.tasks]:
        yield "its steps come in another order."


def _noticed(task: Task, mapping: Mapped) -> dict[str, object]:
    """What of a task must be the same for a run to go on: not its texts, law, cards, document and deadline."""
    return {
        "its phase": task.phase,
        "who may tick it": task.roles,
        "whether each agency ticks it": task.each,
        "whether it falls to the chair": task.strict,
        "its choices": tuple(choice.id for choice in task.choices),
        "when it is shown": renamed(task.when, mapping),
        "what must be done before it": frozenset(mapping.get(need, need) for need in task.needs),
        "what it opens": task.opens,
    }


def _stops(procedure: Procedure, mapping: Mapped) -> dict[str, object]:
    return {stop.id: renamed(stop.when, mapping) for stop in procedure.stops.values()}


def _bars(procedure: Procedure, names: Mapped, mapping: Mapped, old: Procedure) -> list[object]:
    """What bars the tasks that were there before, under their present names; bars on added tasks change nothing."""
    there = {mapping.get(task, task) for task in old.tasks}
    bars = ((there.intersection(names.get(task, task) for task in bar.tasks), bar) for bar in procedure.bars)
    return [(frozenset(tasks), renamed(bar.when, names)) for tasks, bar in bars if tasks]
