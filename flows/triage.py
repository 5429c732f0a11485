"""Answers -> how urgent a case is, by the rules in content. The level only rises; a person alone may lower it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.days import OSLO, day_of
from flows.model import Flow, Level
from flows.plan import Plan, Weighed, plan
from flows.session import Answer, Session

Assessed = tuple[Level | None, tuple[str, ...]]
"""The highest level of the rules that hold, None when none does, and the reasons of all of them in content order."""


def assess(flow: Flow, answers: Mapping[str, Answer], now: datetime, zone: ZoneInfo = OSLO) -> Assessed:
    """The level and the reasons that these answers give at this time; the answers must be those on the path."""
    today = day_of(now, zone)
    found = [rule for rule, holds in plan(flow).rules if holds(answers, today)]
    return max((rule.level for rule in found), default=None), _in_order(flow, {rule.because for rule in found})


def heighten(
    made: Plan, session: Session, rules: Iterable[Weighed], answers: Mapping[str, Answer], today: date
) -> None:
    """Change the session's level and reasons for those of the rules that hold: never down, no reason is lost."""
    reasons, level = session.reasons, session.level
    found = [
        rule
        for rule, holds in rules
        if (rule.because not in reasons or level is None or rule.level > level) and holds(answers, today)
    ]
    if found:
        highest = max(rule.level for rule in found)
        session.level = highest if level is None else max(level, highest)
        session.reasons = _in_order(made.flow, {*reasons, *(rule.because for rule in found)})


def _in_order(flow: Flow, reasons: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.because for rule in flow.rules if rule.because in reasons))
