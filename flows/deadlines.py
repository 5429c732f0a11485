"""When something is due: in hours that run through nights and holidays, in days, or in working days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.model import Level

OPENS = time(8)
CLOSES = time(16)
SATURDAY = 5
LAST_MINUTE = time(23, 59)
# What begins later than this cannot be done within office hours on the same day.
LATE = time(15)
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
    """How long something may take, in one of four ways; ValueError for none or several.

    `span` is elapsed time: it never moves. `working_days` pass over weekends and holidays. `days` are days of the
    calendar, to the same hour on the wall; when the last one is no working day, the end comes forward to closing time
    (16) on the working day before it, unless that has passed when the term begins. `same_day` ends at 16 local time, or
    at 23.59 when the term begins after 15 or on a day when nobody works.
    """

    span: timedelta | None = None
    working_days: int = 0
    days: int = 0
    same_day: bool = False

    def __post_init__(self) -> None:
        if (self.span is not None) + (self.working_days != 0) + (self.days != 0) + self.same_day != 1:
            raise ValueError("a term is either a time, a number of days or of working days, or the same day")
        if min(self.working_days, self.days) < 0 or (self.span is not None and self.span <= timedelta()):
            raise ValueError("a term must be longer than nothing")

    def after(self, start: datetime, calendar: Calendar) -> datetime:
        """The end of the term that starts at `start` (aware), in UTC. Always later than the start."""
        if self.span is not None:
            return start.astimezone(UTC) + self.span
        local = start.astimezone(calendar.zone)
        if self.same_day:
            return _day_end(local, calendar)
        if self.days:
            return _days_after(local, self.days, calendar)
        day, hour = _within_office_hours(local, calendar)
        for _ in range(self.working_days):
            day = calendar.working_day(day, 1)
        return datetime.combine(day, hour, calendar.zone).astimezone(UTC)


def _day_end(local: datetime, calendar: Calendar) -> datetime:
    """Closing time that day while there is time for it, otherwise the last minute; in that minute, midnight."""
    day = local.date()
    in_time = calendar.is_working_day(day) and local.time() <= LATE
    end = datetime.combine(day, CLOSES if in_time else LAST_MINUTE, calendar.zone).astimezone(UTC)
    if end > local:
        return end
    return datetime.combine(day + timedelta(days=1), time(), calendar.zone).astimezone(UTC)


def _days_after(local: datetime, days: int, calendar: Calendar) -> datetime:
    """So many days of the calendar later, forward to the last working day where nobody works on that one."""
    day = local.date() + timedelta(days=days)
    if not calendar.is_working_day(day):
        closing = datetime.combine(calendar.working_day(day, -1), CLOSES, calendar.zone).astimezone(UTC)
        if closing > local:
            return closing
    return datetime.combine(day, local.time(), calendar.zone).astimezone(UTC)


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
