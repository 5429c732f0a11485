"""Everything that can have been answered so far, as bits.

What is known of a step's answer is one integer, a bit for each point of its domain; a world is a tuple of them, one for
each step that a condition looks at. Narrowing is one `&`. A list of worlds may be too large, never too small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.conditions import rows, step_of
from flows.model import Condition, Flow, Row
from flows.proofs.domains import domain_of

World = tuple[int, ...]

_MOST = 48
"""More worlds than this are thrown together. Then more is thought possible than is: no fault is invented."""


@dataclass(frozen=True, slots=True)
class Test:
    """A row in bits: where it can be true and where it can be false, at this place in a world."""

    place: int
    true: int
    false: int


@dataclass(frozen=True, slots=True)
class Table:
    """A condition in bits."""

    groups: tuple[tuple[Test | Table, ...], ...]
    negated: bool


class Worlds:
    """The worlds of one flow: `nothing` is answered yet, and `anything` can have been."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        told: dict[str, set[str]] = {}
        bounds: dict[str, set[int]] = {}
        for condition in conditions(flow):
            for row in rows(condition):
                name = step_of(row, flow.facts)
                told.setdefault(name, set()).update(row.among)
                bounds.setdefault(name, set()).update([row.compare[1]] if row.compare else [])
        self.places = {name: place for place, name in enumerate(told)}
        self.domains = [
            domain_of(flow.steps[name], frozenset(told[name]), sorted(bounds[name])) for name in self.places
        ]
        self.nothing: World = tuple(1 for _ in self.domains)
        self.anything: World = tuple(domain.everything for domain in self.domains)
        self._tables: dict[int, Table] = {}

    def narrow(self, condition: Condition, worlds: list[World], *, to: bool = True) -> list[World]:
        """The worlds in which the condition can be true, or false when `to` is False; empty when it cannot be."""
        table = self._tables.get(id(condition))
        if table is None:
            table = self._tables[id(condition)] = self._table(condition)
        return _table(table, worlds, to=to)

    def groups_possible(self, condition: Condition) -> bool:
        """Whether each of several tables of a condition can be true by itself; True when there is but one."""
        groups = self._table(condition).groups
        return len(groups) == 1 or all(_all_true(group, [self.anything]) for group in groups)

    def _table(self, condition: Condition) -> Table:
        groups = tuple(
            tuple(self._table(part) if isinstance(part, Condition) else self._test(part) for part in group)
            for group in condition.groups
        )
        return Table(groups, condition.negated)

    def _test(self, row: Row) -> Test:
        place = self.places[step_of(row, self.flow.facts)]
        true, false = self.domains[place].tell(row, dated=row.key in self.flow.facts)
        return Test(place, true, false)


def conditions(flow: Flow) -> Iterator[Condition]:
    """Every condition of the flow."""
    for step in flow.steps.values():
        if step.when:
            yield step.when
        yield from (route.when for route in step.routes if route.when)
    yield from (rule.when for rule in flow.rules)
    yield from (check.when for check in flow.checks)


def joined(worlds: list[World]) -> World:
    """One world that holds all of these."""
    found = worlds[0]
    for world in worlds[1:]:
        found = tuple([ours | theirs for ours, theirs in zip(found, world, strict=True)])
    return found


def cut(worlds: list[World], place: int, mask: int) -> list[World]:
    """The worlds with only these points left at this place."""
    found = []
    for world in worlds:
        left = world[place] & mask
        if left == world[place]:
            found.append(world)
        elif left:
            found.append((*world[:place], left, *world[place + 1 :]))
    return found


def _table(table: Table, worlds: list[World], *, to: bool) -> list[World]:
    if to == table.negated:  # Every group must be false.
        for group in table.groups:
            worlds = _some_false(group, worlds)
        return worlds
    found: list[World] = []
    for group in table.groups:
        found += _all_true(group, worlds)
    return found if len(found) <= _MOST else [joined(found)]


def _all_true(group: tuple[Test | Table, ...], worlds: list[World]) -> list[World]:
    for part in group:
        worlds = _part(part, worlds, to=True)
    return worlds


def _some_false(group: tuple[Test | Table, ...], worlds: list[World]) -> list[World]:
    """The first part is false, or it is true and the second is false, and so on."""
    found: list[World] = []
    for part in group:
        found += _part(part, worlds, to=False)
        worlds = _part(part, worlds, to=True)
    return found if len(found) <= _MOST else [joined(found)]


def _part(part: Test | Table, worlds: list[World], *, to: bool) -> list[World]:
    if isinstance(part, Table):
        return _table(part, worlds, to=to)
    return cut(worlds, part.place, part.true if to else part.false)
