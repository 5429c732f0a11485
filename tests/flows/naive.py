"""The engine's promises worked out the slow way: the model itself is walked, without machine, plan or tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flows.model import Condition, Flow, Kind, Row
from flows.session import SKIPPED, Answer

Answers = Mapping[str, Answer]


def true(condition: Condition, flow: Flow, answers: Answers, today: date) -> bool:
    found = any(all(_true(part, flow, answers, today) for part in group) for group in condition.groups)
    return found is not condition.negated


def _true(part: Row | Condition, flow: Flow, answers: Answers, today: date) -> bool:
    if isinstance(part, Condition):
        return true(part, flow, answers, today)
    fact = flow.facts.get(part.key)
    coded = answers[fact.step if fact else part.key].coded if (fact.step if fact else part.key) in answers else None
    number = _number(coded, today if fact else None)
    if part.answered is not None:
        known = number is not None if fact else coded is not None and coded != (SKIPPED,)
        return known == part.answered
    if part.compare is None:
        return bool(part.among & set(coded or ()))
    if number is None:
        return False
    operator, bound = part.compare
    return {
        "<": number < bound,
        "<=": number <= bound,
        "==": number == bound,
        ">=": number >= bound,
        ">": number > bound,
    }[operator]


def _number(coded: tuple[str, ...] | None, today: date | None) -> int | None:
    if not coded or not coded[0][0].isdigit():
        return None
    if today is None:
        return int(coded[0]) if coded[0].isdigit() else None
    return (date.fromisoformat(coded[0]) - today).days


def follower(flow: Flow, name: str, answers: Answers, today: date) -> str:
    """The step after this one."""
    step = flow.steps[name]
    jump = next((choice.to for choice in step.choices if choice.to and choice.id in answers[name].coded), None)
    to = jump or _routed(flow, name, answers, today)
    while (when := flow.steps[to].when) is not None and not true(when, flow, answers, today):
        to = _routed(flow, to, answers, today)
    return to


def _routed(flow: Flow, name: str, answers: Answers, today: date) -> str:
    routes = flow.steps[name].routes
    return next(route.to for route in routes if route.when is None or true(route.when, flow, answers, today))


def replay(flow: Flow, answers: Answers, today: date) -> tuple[dict[str, Answer], str]:
    """The answers on the path from the start, in order, and the step where it ends."""
    known: dict[str, Answer] = {}
    state = flow.start
    while state in answers and state not in known and flow.steps[state].kind is not Kind.END:
        known[state] = answers[state]
        state = follower(flow, state, known, today)
    return known, state


def reasons(flow: Flow, answers: Answers, today: date) -> set[str]:
    return {rule.because for rule in flow.rules if true(rule.when, flow, answers, today)}
