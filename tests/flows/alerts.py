"""An alert to try things on, and what is seen of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flows import alert as life
from flows import usual
from flows.alert import Alert, Cause, Outcome
from flows.deadlines import Calendar
from flows.model import Level
from flows.paging import Announce, Page

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
T0 = datetime(2027, 6, 7, 10, tzinfo=UTC)  # a Monday
LADDERS = usual.ladders(Calendar(ZoneInfo("Europe/Oslo"), lambda day: day == date(2027, 5, 17)))
KARI, OLA = 1, 2


def raised(level: Level = Level.RED, now: datetime = T0) -> Alert:
    return life.raised("HAVN-7K2M", Cause.FILED, level, LADDERS, now)[0]


def taken(level: Level = Level.RED, at: datetime = T0, by: int = KARI) -> Alert:
    return life.acknowledge(raised(level), LADDERS, at, by)[0]


def after(alert: Alert, elapsed: timedelta) -> Outcome:
    return life.escalate(alert, LADDERS, T0 + elapsed)


def page(outcome: Outcome) -> Page:
    (found,) = (effect for effect in outcome[1] if isinstance(effect, Page))
    return found


def announced(outcome: Outcome) -> Announce:
    (found,) = (effect for effect in outcome[1] if isinstance(effect, Announce))
    return found


def watched(alert: Alert, until: timedelta) -> list[tuple[int, Page]]:
    """What is paged when somebody looks every minute from the last change on: the minute and the page."""
    seen = []
    for minute in range((alert.acted_at - T0) // MINUTE, until // MINUTE + 1):
        alert, effects = after(alert, minute * MINUTE)
        seen += [(minute, effect) for effect in effects if isinstance(effect, Page)]
    return seen
