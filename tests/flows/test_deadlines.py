from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.deadlines import CLOSES, LONGEST_BREAK, OPENS, Calendar, Term, answer_by
from flows.model import Level

OSLO = ZoneInfo("Europe/Oslo")
EASTER_2027 = {date(2027, 3, 25), date(2027, 3, 26), date(2027, 3, 29)}
THREE_DAYS = Term(working_days=3)


def never(_: date) -> bool:
    return False


def easter(day: date) -> bool:
    return day in EASTER_2027


def oslo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=OSLO)  # type: ignore[misc,arg-type]


def promised(level: Level, *parts: int) -> datetime:
    answer = answer_by(level, oslo(*parts).astimezone(UTC), OSLO, easter)
    assert answer.tzinfo is UTC
    return answer.astimezone(OSLO)


def test_red_is_answered_in_fifteen_minutes_also_at_night() -> None:
    assert promised(Level.RED, 2027, 3, 27, 23, 50) == oslo(2027, 3, 28, 0, 5)


def test_orange_is_answered_within_24_hours_also_at_weekends() -> None:
    assert promised(Level.ORANGE, 2027, 6, 5, 22, 0) == oslo(2027, 6, 6, 22, 0)


def test_orange_takes_24_real_hours_when_the_clock_goes_forward() -> None:
    start = datetime(2027, 3, 27, 20, tzinfo=UTC)
    assert answer_by(Level.ORANGE, start, OSLO, never) - start == timedelta(hours=24)
    assert answer_by(Level.ORANGE, start, OSLO, never).astimezone(OSLO).hour == 22


@pytest.mark.parametrize("level", [Level.YELLOW, Level.BLUE])
@pytest.mark.parametrize(
    ("filed", "due"),
    [
        pytest.param((2027, 6, 7, 10, 30), (2027, 6, 10, 10, 30), id="monday to thursday"),
        pytest.param((2027, 6, 11, 10, 0), (2027, 6, 16, 10, 0), id="over a weekend"),
        pytest.param((2027, 6, 12, 14, 0), (2027, 6, 16, 16, 0), id="saturday counts from friday's closing time"),
        pytest.param((2027, 6, 13, 1, 0), (2027, 6, 16, 16, 0), id="sunday too"),
        pytest.param((2027, 6, 7, 23, 0), (2027, 6, 10, 16, 0), id="evening counts from closing time"),
        pytest.param((2027, 6, 7, 3, 0), (2027, 6, 10, 8, 0), id="night counts from opening time"),
        pytest.param((2027, 3, 24, 12, 0), (2027, 4, 1, 12, 0), id="over Easter and into summer time"),
        pytest.param((2027, 10, 29, 12, 0), (2027, 11, 3, 12, 0), id="out of summer time"),
    ],
)
def test_the_others_are_answered_within_three_working_days(
    level: Level, filed: tuple[int, ...], due: tuple[int, ...]
) -> None:
    assert promised(level, *filed) == oslo(*due)


def test_the_hour_is_kept_on_the_wall_when_summer_time_begins() -> None:
    friday = oslo(2027, 3, 19, 9)
    due = Term(working_days=6).after(friday, Calendar(OSLO, never))
    assert due.astimezone(OSLO) == oslo(2027, 3, 29, 9)
    assert due - friday.astimezone(UTC) == timedelta(days=10) - timedelta(hours=1)


def test_a_municipality_may_promise_its_own_terms() -> None:
    terms = {Level.RED: Term(timedelta(minutes=5))}
    start = datetime(2027, 6, 7, 10, tzinfo=UTC)
    assert answer_by(Level.RED, start, OSLO, never, terms) == start + timedelta(minutes=5)


def test_a_calendar_of_holidays_alone_does_not_stop_the_clock() -> None:
    calendar = Calendar(OSLO, lambda _: True)
    start = oslo(2027, 6, 7, 10)
    due = THREE_DAYS.after(start, calendar)
    assert start < due <= start + timedelta(days=3 * LONGEST_BREAK)


@pytest.mark.parametrize(
    ("span", "days"),
    [(None, 0), (timedelta(hours=1), 3), (None, -1), (timedelta(), 0), (timedelta(hours=-1), 0)],
)
def test_a_term_that_is_none_is_refused(span: timedelta | None, days: int) -> None:
    with pytest.raises(ValueError, match="a term"):
        Term(span, days)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
few_holidays = st.frozensets(st.dates(date(2026, 1, 1), date(2032, 1, 1)), max_size=40)


@given(moments, few_holidays, st.integers(1, 5))
def test_a_term_ends_later_on_a_working_day_in_office_hours(start: datetime, days: frozenset[date], count: int) -> None:
    calendar = Calendar(OSLO, days.__contains__)
    due = Term(working_days=count).after(start, calendar).astimezone(OSLO)
    assert due > start
    assert calendar.is_working_day(due.date())
    assert OPENS <= due.time() <= CLOSES
    first = start.astimezone(OSLO).date()
    between = [first + timedelta(days=ahead) for ahead in range(1, (due.date() - first).days + 1)]
    assert sum(map(calendar.is_working_day, between)) == count


@given(moments, moments, few_holidays)
def test_who_comes_first_is_promised_no_later_answer(one: datetime, other: datetime, days: frozenset[date]) -> None:
    calendar = Calendar(OSLO, days.__contains__)
    early, late = sorted((one, other))
    assert THREE_DAYS.after(early, calendar) <= THREE_DAYS.after(late, calendar)
