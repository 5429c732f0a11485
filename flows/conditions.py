"""Conditions over coded answers, as plain callables."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from flows.model import Condition, Fact, Row
from flows.session import SKIPPED, Answer

Holds = Callable[[Mapping[str, Answer], date], bool]
"""Whether something holds, given the answers that count and the day that it is where the person lives."""

OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
}


def holds(condition: Condition, facts: Mapping[str, Fact], answers: Mapping[str, Answer], today: date) -> bool:
    """Whether the condition is true of these answers on this day. A number that is not known compares as false."""
    return compiled(condition, facts)(answers, today)


def compiled(condition: Condition, facts: Mapping[str, Fact]) -> Holds:
    """The condition as a callable, worked out once for each version of a flow."""
    groups = [_all([_part(part, facts) for part in group]) for group in condition.groups]
    found = _any(groups)
    if not condition.negated:
        return found
    return lambda answers, today: not found(answers, today)


def chosen(step: str, choice: str) -> Holds:
    """Whether this choice is the answer to the step, or among the answers."""

    def is_chosen(answers: Mapping[str, Answer], today: date) -> bool:  # noqa: ARG001 - every condition is called alike
        return choice in answers[step].coded

    return is_chosen


def day_in(answer: Answer | None) -> date | None:
    """The date that was answered; None when it is not known."""
    if answer is None or not answer.coded or not answer.coded[0][:1].isdigit():
        return None
    return date.fromisoformat(answer.coded[0])


def days_until(answer: Answer | None, today: date) -> int | None:
    """Whole days from today until the date that was answered; None when it is not known."""
    day = day_in(answer)
    return None if day is None else (day - today).days


def number(answer: Answer | None) -> int | None:
    """The whole number that was answered; None when it is not known."""
    if answer is None or not answer.coded or not answer.coded[0].isdigit():
        return None
    return int(answer.coded[0])


def rows(condition: Condition) -> Iterator[Row]:
    """Every row of the condition, also of those within it."""
    for group in condition.groups:
        for part in group:
            if isinstance(part, Condition):
                yield from rows(part)
            else:
                yield part


def step_of(row: Row, facts: Mapping[str, Fact]) -> str:
    """The step whose answer the row looks at, also through a fact."""
    fact = facts.get(row.key)
    return fact.step if fact else row.key


def _part(part: Row | Condition, facts: Mapping[str, Fact]) -> Holds:
    return compiled(part, facts) if isinstance(part, Condition) else _row(part, facts)


def _row(row: Row, facts: Mapping[str, Fact]) -> Holds:
    key = step_of(row, facts)
    dated = row.key in facts
    if row.compare:
        return _compared(key, row.compare, dated=dated)
    if row.answered is not None:
        return _answered(key, wanted=row.answered, dated=dated)
    among = row.among

    def is_among(answers: Mapping[str, Answer], today: date) -> bool:  # noqa: ARG001
        answer = answers.get(key)
        return answer is not None and not among.isdisjoint(answer.coded)

    return is_among


def _compared(key: str, compare: tuple[str, int], *, dated: bool) -> Holds:
    against = OPERATORS[compare[0]]
    bound = compare[1]

    def compares(answers: Mapping[str, Answer], today: date) -> bool:
        value = days_until(answers.get(key), today) if dated else number(answers.get(key))
        return value is not None and against(value, bound)

    return compares


def _answered(key: str, *, wanted: bool, dated: bool) -> Holds:
    def is_answered(answers: Mapping[str, Answer], today: date) -> bool:
        answer = answers.get(key)
        if dated:
            return (days_until(answer, today) is not None) is wanted
        return (answer is not None and answer.coded != (SKIPPED,)) is wanted

    return is_answered


def _all(parts: list[Holds]) -> Holds:
    if len(parts) == 1:
        return parts[0]

    def all_hold(answers: Mapping[str, Answer], today: date) -> bool:
        for part in parts:  # noqa: SIM110 - a loop is twice as fast as all() over a generator
            if not part(answers, today):
                return False
        return True

    return all_hold


def _any(parts: list[Holds]) -> Holds:
    if len(parts) == 1:
        return parts[0]

    def any_holds(answers: Mapping[str, Answer], today: date) -> bool:
        for part in parts:  # noqa: SIM110 - as above
            if part(answers, today):
                return True
        return False

    return any_holds
