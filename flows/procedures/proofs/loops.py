"""Circles in which each waits for the next, and a procedure as it would be without them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flows.procedures.model import Procedure


def loops(following: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The circles in which each leads to the next, every one told once, in the order of the names."""
    left = {name: [to for to in ways if to in following] for name, ways in following.items()}
    while left:
        ended = [name for name, ways in left.items() if not any(to in left for to in ways)]
        if ended:
            for name in ended:
                del left[name]
            continue
        path = [next(iter(left))]
        while True:
            to = next(to for to in left[path[-1]] if to in left)
            if to in path:
                break
            path.append(to)
        circle = path[path.index(to) :]
        yield tuple(sorted(circle, key=list(following).index))
        for name in circle:
            del left[name]


def unlooped(procedure: Procedure) -> Procedure:
    """The procedure without what its tasks wait for in circles: what else is wrong is judged as if that were mended."""
    while circles := list(loops({task.id: task.needs for task in procedure.tasks.values()})):
        tasks = dict(procedure.tasks)
        for circle in circles:
            for name in circle:
                needs = tuple(need for need in tasks[name].needs if need not in circle)
                tasks[name] = replace(tasks[name], needs=needs)
        procedure = replace(procedure, tasks=tasks)
    return procedure
