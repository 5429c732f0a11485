"""Answers -> how urgent a case is, by the rules in content. The level only rises; a person alone may lower it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.days import OSLO, day_of
from flows.model import Flow, Level, Rule
from flows.plan import plan
from flows.session import Answer, Session

Assessed = tuple[Level | None, tuple[str, ...]]
"""The highest level of the rules that hold, None when none does, and the reasons of all of them in content order."""


def assess(flow: Flow, answers: Mapping[str, Answer], now: datetime, zone: ZoneInfo = OSLO) -> Assessed:
    """The level and the reasons that these answers give at this time; the answers must be those on the path."""
    today = day_of(now, zone)
    found = [weighed.rule for weighed in plan(flow).rules if weighed.holds(answers, today)]
    return max((rule.level for rule in found), default=None), _in_order(flow, {rule.because for rule in found})


def heighten(flow: Flow, session: Session, found: Collection[Rule]) -> None:
    """Change the session's level and reasons for these rules that hold: never down, and no reason is taken back."""
    highest = max(rule.level for rule in found)
    session.level = highest if session.level is None else max(session.level, highest)
    session.reasons = _in_order(flow, {*session.reasons, *(rule.because for rule in found)})


def _in_order(flow: Flow, reasons: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.because for rule in flow.rules if rule.because in reasons))
