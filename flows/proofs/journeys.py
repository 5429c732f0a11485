"""Every journey through a flow at once: with what answers each step can be come to, and where each leads."""

from __future__ import annotations

import heapq

from flows.model import Flow, Kind, Step
from flows.proofs.worlds import World, Worlds, joined

Arrivals = list[tuple[str, list[World]]]
_ALL = -1  # As a mask: every point.


class Journeys:
    """What was found. `come` is the world in which a step is come to; a step that is not in it is never shown.

    `led` are the steps that something led to, shown or passed over. `taken` are the routes (step and number) that can
    be taken, `true` those whose condition can be true, taken or not. `after` is where each step leads, `chosen` where
    each of its choices does.
    """

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.worlds = Worlds(flow)
        self.come: dict[str, World] = {}
        self.starts = (flow.start, flow.staff_start) if flow.staff_start else (flow.start,)
        self.led: set[str] = set(self.starts)
        self.taken: set[tuple[str, int]] = set()
        self.true: set[tuple[str, int]] = set()
        self.after: dict[str, set[str]] = {name: set() for name in flow.steps}
        self.chosen: dict[tuple[str, str], set[str]] = {}
        self._travel()

    def answered(self, step: Step, mask: int = _ALL) -> list[World]:
        """The worlds right after a step that is shown got an answer, one at the points of the mask."""
        world = self.come[step.id]
        place = self.worlds.places.get(step.id)
        if place is None:
            return [world]
        fresh = self.worlds.domains[place].answered & mask
        return [(*world[:place], fresh, *world[place + 1 :])]

    def _travel(self) -> None:
        """Look at the steps in the order of the file, and again when more can come to them."""
        order = {name: number for number, name in enumerate(self.flow.steps)}
        names = list(order)
        waiting: list[int] = []
        arrivals: Arrivals = [(start, [self.worlds.nothing]) for start in self.starts]
        while arrivals or waiting:
            for to, worlds in arrivals:
                before = self.come.get(to)
                come = joined([before, *worlds] if before else worlds)
                if come != before:
                    self.come[to] = come
                    if order[to] not in waiting:
                        heapq.heappush(waiting, order[to])
            arrivals = self._leave(self.flow.steps[names[heapq.heappop(waiting)]]) if waiting else []

    def _leave(self, step: Step) -> Arrivals:
        """Where a step leads: its choices' own ways first, then its routes with the answers that are left."""
        if step.kind is Kind.END:
            return []
        arrivals: Arrivals = []
        left = _ALL
        place = self.worlds.places.get(step.id)
        for choice in step.choices:
            true, false = (_ALL, _ALL) if place is None else self.worlds.domains[place].among([choice.id])
            if choice.to:
                here = self._into(choice.to, self.answered(step, true & left))
                left &= false
            else:
                here = self._along(step, self.answered(step, true & left))
            self.chosen.setdefault((step.id, choice.id), set()).update(to for to, _ in here)
            arrivals += here
        if not step.choices or step.skip is not None:
            arrivals += self._along(step, self.answered(step, left))
        self.after[step.id].update(to for to, _ in arrivals)
        return arrivals

    def _along(self, step: Step, worlds: list[World]) -> Arrivals:
        """The first route whose condition is true."""
        arrivals: Arrivals = []
        left = worlds
        for number, route in enumerate(step.routes):
            taken = left
            if route.when is not None:
                taken = self.worlds.narrow(route.when, left)
                if taken or self.worlds.narrow(route.when, worlds):
                    self.true.add((step.id, number))
                left = self.worlds.narrow(route.when, left, to=False)
            if taken:
                self.taken.add((step.id, number))
                arrivals += self._into(route.to, taken)
        return arrivals

    def _into(self, to: str, worlds: list[World]) -> Arrivals:
        """To a step, or where its condition does not hold, along its routes. The reader refuses circles."""
        self.led.add(to)
        step = self.flow.steps[to]
        if step.when is None:
            return [(to, worlds)]
        shown = self.worlds.narrow(step.when, worlds)
        missed = self.worlds.narrow(step.when, worlds, to=False)
        arrivals: Arrivals = [(to, shown)] if shown else []
        if missed:
            arrivals += self._along(step, missed)
        return arrivals


def leads_to(after: dict[str, set[str]], goals: set[str]) -> set[str]:
    """The goals and every step from which one of them can be come to."""
    before: dict[str, set[str]] = {}
    for step, following in after.items():
        for to in following:
            before.setdefault(to, set()).add(step)
    found = set(goals)
    waiting = list(goals)
    while waiting:
        fresh = before.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return found
