"""When an answer is due: in hours that run through nights and holidays, or in working days that do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.model import Level

OPENS = time(8)
CLOSES = time(16)
SATURDAY = 5
# Easter and the days around it make six in a row; a calendar that never has a working day must not stop the clock.
LONGEST_BREAK = 14


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where the municipality is: its time zone and its public holidays (weekends are known without asking)."""

    zone: ZoneInfo
    is_holiday: Callable[[date], bool]

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no public holiday."""
        return day.weekday() < SATURDAY and not self.is_holiday(day)

    def working_day(self, day: date, step: int) -> date:
        """The nearest working day after `day` (step 1) or before it (step -1), at most LONGEST_BREAK days away."""
        for _ in range(LONGEST_BREAK):
            day += timedelta(days=step)
            if self.is_working_day(day):
                break
        return day


@dataclass(frozen=True, slots=True)
class Term:
    """How long something may take: `span` in elapsed time, or else `working_days`. ValueError for none or both."""

    span: timedelta | None = None
    working_days: int = 0

    def __post_init__(self) -> None:
        if (self.span is None) == (self.working_days == 0):
            raise ValueError("a term is either a time or a number of working days")
        if self.working_days < 0 or (self.span is not None and self.span <= timedelta()):
            raise ValueError("a term must be longer than nothing")

    def after(self, start: datetime, calendar: Calendar) -> datetime:
        """The end of the term that starts at `start` (aware), in UTC."""
        if self.span is not None:
            return start.astimezone(UTC) + self.span
        day, hour = _within_office_hours(start.astimezone(calendar.zone), calendar)
        for _ in range(self.working_days):
            day = calendar.working_day(day, 1)
        return datetime.combine(day, hour, calendar.zone).astimezone(UTC)


def _within_office_hours(local: datetime, calendar: Calendar) -> tuple[date, time]:
    """The working day and hour a term counts from: what comes in while it is closed counts from closing time."""
    day = local.date()
    if not calendar.is_working_day(day):
        return calendar.working_day(day, -1), CLOSES
    return day, min(max(local.time(), OPENS), CLOSES)


# domain/declaration.md, triage: RØD ≤ 15 min, ORANSJE ≤ 24 t også helg, GUL ≤ 3 virkedager. Blue is given the same.
ANSWER: Mapping[Level, Term] = {
    Level.RED: Term(timedelta(minutes=15)),
    Level.ORANGE: Term(timedelta(hours=24)),
    Level.YELLOW: Term(working_days=3),
    Level.BLUE: Term(working_days=3),
}


def answer_by(
    level: Level,
    now: datetime,
    zone: ZoneInfo,
    is_holiday: Callable[[date], bool],
    terms: Mapping[Level, Term] = ANSWER,
) -> datetime:
    """When a person has been promised an answer (UTC): red in 15 minutes, orange in 24 hours, others in 3 working days.

    A working-day term ends between 08 and 16 local time, on the same hour as it began when that was office hours.
    """
    return terms[level].after(now, Calendar(zone, is_holiday))
