"""Steps nobody reaches or leaves, choices that lead nowhere, conditions that are never true or always shadowed."""

from __future__ import annotations

from collections.abc import Iterator

from flows.fault import Fault
from flows.model import Condition, Flow, Kind
from flows.proofs.journeys import Journeys, leads_to
from flows.proofs.places import Places

ONE_NEVER = "one of the tables of a condition is never true: no answers make it so. Take it away."


def faults(flow: Flow, journeys: Journeys, places: Places) -> Iterator[Fault]:
    """Every fault of the ways through the flow."""
    yield from _unreached(flow, journeys, places)
    yield from _unleft(flow, journeys, places)
    yield from _conditions(flow, journeys, places)
    yield from _impossible(flow, journeys, places)


def _unreached(flow: Flow, journeys: Journeys, places: Places) -> Iterator[Fault]:
    """The steps that nothing leads to; of those that only lead to each other, the first in the file."""
    lost = [name for name in flow.steps if name not in journeys.led]
    following = {name: {to for to in _named(flow, name) if to in lost} for name in lost}
    covered: set[str] = set()
    roots = [name for name in lost if not any(name in following[other] for other in lost if other != name)]
    for name in [*roots, *lost]:
        if name not in covered:
            yield places.step(name, "nobody comes to this step. Lead to it, or take it away.")
            waiting = [name]
            while waiting:
                here = waiting.pop()
                if here not in covered:
                    covered.add(here)
                    waiting.extend(following[here])


def _named(flow: Flow, name: str) -> set[str]:
    step = flow.steps[name]
    return {choice.to for choice in step.choices if choice.to} | {route.to for route in step.routes}


def _unleft(flow: Flow, journeys: Journeys, places: Places) -> Iterator[Fault]:
    """Steps that go round without an end, and choices that lead to such, or to the same step again."""
    ends = {name for name in journeys.come if flow.steps[name].kind is Kind.END}
    out = leads_to(journeys.after, ends)
    for name in journeys.come:
        step = flow.steps[name]
        if name not in out and _goes_round(journeys, name):
            yield places.step(name, "nobody gets from this step to an end. Give it a way on that leads to one.")
        for choice in step.choices if name in out else ():
            to = journeys.chosen[name, choice.id]
            if to == {name} and step.kind is not Kind.SUMMARY:
                yield places.choice(name, choice.id, f"the choice '{choice.id}' only shows this step again.")
            elif not to & out:
                yield places.choice(name, choice.id, f"the choice '{choice.id}' has no way on that leads to an end.")


def _goes_round(journeys: Journeys, name: str) -> bool:
    """Whether a step leads nowhere, or in the end back to itself."""
    following = journeys.after[name]
    return not following or name in leads_to(_turned(journeys.after), following)


def _turned(after: dict[str, set[str]]) -> dict[str, set[str]]:
    before: dict[str, set[str]] = {name: set() for name in after}
    for step, following in after.items():
        for to in following:
            before[to].add(step)
    return before


def _conditions(flow: Flow, journeys: Journeys, places: Places) -> Iterator[Fault]:
    """Conditions on the way that nothing can make true there, and ways that others always take before them."""
    for name, step in flow.steps.items():
        if name not in journeys.led:
            continue
        if step.when and name not in journeys.come:
            yield places.step(name, f"'when' is {_why(journeys, step.when)}, so nobody is shown this step.", "when")
        for number, route in enumerate(step.routes):
            if route.when is None or (name, number) in journeys.taken:
                continue
            if (name, number) in journeys.true:
                text = f"the way to '{route.to}' is never taken: the ways above it always are."
            else:
                text = f"the condition of the way to '{route.to}' is {_why(journeys, route.when)}."
            yield places.word(name, route.to, text)


def _why(journeys: Journeys, condition: Condition) -> str:
    possible = journeys.worlds.narrow(condition, [journeys.worlds.anything])
    return "never true for those who come here" if possible else "never true: no answers make it so"


def _impossible(flow: Flow, journeys: Journeys, places: Places) -> Iterator[Fault]:
    """Of several tables of which one must hold, those that never can."""
    for name, step in flow.steps.items():
        for condition in [step.when, *(route.when for route in step.routes)]:
            if condition and not journeys.worlds.groups_possible(condition):
                yield places.step(name, ONE_NEVER)
