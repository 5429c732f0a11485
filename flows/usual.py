"""The deadlines that hold where a municipality has not set its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flows.deadlines import Calendar, Term
from flows.ladder import Ladder, Ladders, Plan, Rung
from flows.model import Level
from flows.paging import Audience

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOW = timedelta()


def reminders(every: timedelta) -> Ladder:
    """After the time to contact: the owner, one interval later all, then the administrators too, for ever."""
    return Ladder(
        (
            Rung(NOW, Audience.ONE, every),
            Rung(every, Audience.ALL, every),
            Rung(2 * every, Audience.ADMINISTRATORS, every),
        )
    )


RED = Ladder(
    (
        Rung(NOW, Audience.FIRST, 5 * MINUTE),
        Rung(15 * MINUTE, Audience.ON_DUTY, 5 * MINUTE),
        Rung(30 * MINUTE, Audience.ALL, 5 * MINUTE),
        Rung(45 * MINUTE, Audience.ADMINISTRATORS, 10 * MINUTE),
    )
)
ORANGE = Ladder(
    (
        Rung(NOW, Audience.FIRST, HOUR),
        Rung(2 * HOUR, Audience.NEXT, HOUR),
        Rung(4 * HOUR, Audience.ALL, 2 * HOUR),
        Rung(8 * HOUR, Audience.ADMINISTRATORS, 4 * HOUR),
    )
)
YELLOW = Ladder(
    (
        Rung(NOW, Audience.FIRST, 8 * HOUR),
        Rung(DAY, Audience.NEXT, 8 * HOUR),
        Rung(2 * DAY, Audience.ALL, 12 * HOUR),
        Rung(3 * DAY, Audience.ADMINISTRATORS, DAY),
    )
)
BLUE = Ladder(
    (
        Rung(NOW, Audience.FIRST, DAY),
        Rung(2 * DAY, Audience.NEXT, DAY),
        Rung(4 * DAY, Audience.ALL, 2 * DAY),
    )
)
PLANS: Mapping[Level, Plan] = {
    Level.RED: Plan(RED, Term(HOUR), reminders(15 * MINUTE)),
    Level.ORANGE: Plan(ORANGE, Term(DAY), reminders(4 * HOUR)),
    Level.YELLOW: Plan(YELLOW, Term(working_days=3), reminders(DAY)),
    Level.BLUE: Plan(BLUE, Term(working_days=3), reminders(2 * DAY)),
}


def ladders(calendar: Calendar) -> Ladders:
    """The usual plans of all levels with this calendar."""
    return Ladders(PLANS, calendar)
