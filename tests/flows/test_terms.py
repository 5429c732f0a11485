from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.deadlines import Calendar, Term

OSLO = ZoneInfo("Europe/Oslo")
HOLIDAYS = frozenset(
    {
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 3, 25),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 6),
        date(2027, 5, 17),
    }
)
CALENDAR = Calendar(OSLO, HOLIDAYS.__contains__)
SAME_DAY = Term(same_day=True)


def oslo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=OSLO)  # type: ignore[misc,arg-type]


def ends(term: Term, *parts: int) -> datetime:
    end = term.after(oslo(*parts).astimezone(UTC), CALENDAR)
    assert end.tzinfo is UTC
    return end.astimezone(OSLO)


@pytest.mark.parametrize(
    ("begins", "due"),
    [
        pytest.param((2027, 6, 7, 10, 30), (2027, 6, 7, 16, 0), id="a monday morning"),
        pytest.param((2027, 6, 7, 0, 0), (2027, 6, 7, 16, 0), id="at midnight as the day begins"),
        pytest.param((2027, 6, 7, 15, 0), (2027, 6, 7, 16, 0), id="at three"),
        pytest.param((2027, 6, 7, 15, 1), (2027, 6, 7, 23, 59), id="after three"),
        pytest.param((2027, 6, 11, 21, 0), (2027, 6, 11, 23, 59), id="friday evening"),
        pytest.param((2027, 6, 12, 9, 0), (2027, 6, 12, 23, 59), id="a saturday"),
        pytest.param((2027, 5, 17, 9, 0), (2027, 5, 17, 23, 59), id="on 17 May"),
        pytest.param((2027, 3, 28, 1, 30), (2027, 3, 28, 23, 59), id="the night that summer time begins"),
        pytest.param((2027, 6, 7, 23, 58), (2027, 6, 7, 23, 59), id="just before midnight"),
        pytest.param((2027, 6, 7, 23, 59), (2027, 6, 8, 0, 0), id="in the last minute"),
        pytest.param((2026, 12, 31, 23, 59, 30), (2027, 1, 1, 0, 0), id="in the last minute of the year"),
    ],
)
def test_the_same_day_ends_at_four_or_with_the_day(begins: tuple[int, ...], due: tuple[int, ...]) -> None:
    assert ends(SAME_DAY, *begins) == oslo(*due)


@pytest.mark.parametrize(
    ("days", "begins", "due"),
    [
        pytest.param(3, (2027, 6, 7, 10, 30), (2027, 6, 10, 10, 30), id="to the same hour"),
        pytest.param(3, (2027, 6, 4, 22, 0), (2027, 6, 7, 22, 0), id="over a weekend that counts"),
        pytest.param(3, (2027, 6, 9, 10, 0), (2027, 6, 11, 16, 0), id="a saturday comes forward to friday"),
        pytest.param(4, (2027, 6, 9, 10, 0), (2027, 6, 11, 16, 0), id="a sunday too"),
        pytest.param(14, (2027, 5, 3, 12, 0), (2027, 5, 14, 16, 0), id="17 May comes forward over the weekend"),
        pytest.param(7, (2027, 5, 10, 9, 0), (2027, 5, 14, 16, 0), id="17 May from the monday before"),
        pytest.param(14, (2027, 3, 15, 9, 0), (2027, 3, 24, 16, 0), id="Easter Monday to the Wednesday before"),
        pytest.param(14, (2026, 12, 11, 9, 0), (2026, 12, 24, 16, 0), id="Christmas Day to Christmas Eve"),
        pytest.param(7, (2026, 12, 25, 9, 0), (2026, 12, 31, 16, 0), id="from Christmas Day to before New Year"),
        pytest.param(2, (2027, 6, 11, 22, 0), (2027, 6, 13, 22, 0), id="not before it began: friday evening"),
        pytest.param(1, (2027, 6, 11, 16, 0), (2027, 6, 12, 16, 0), id="not when it begins: at closing time"),
        pytest.param(1, (2027, 6, 11, 15, 59), (2027, 6, 11, 16, 0), id="a minute is better than a weekend"),
        pytest.param(5, (2027, 3, 25, 12, 0), (2027, 3, 30, 12, 0), id="into summer time on the same hour"),
        pytest.param(1, (2027, 6, 7, 0, 0), (2027, 6, 8, 0, 0), id="from midnight to midnight"),
    ],
)
def test_days_end_on_a_day_when_people_work(days: int, begins: tuple[int, ...], due: tuple[int, ...]) -> None:
    assert ends(Term(days=days), *begins) == oslo(*due)


def test_an_hour_that_summer_time_leaves_out_is_the_next_one() -> None:
    end = Term(days=1).after(oslo(2027, 3, 27, 2, 30).astimezone(UTC), Calendar(OSLO, lambda _: False))
    assert end.astimezone(OSLO) == oslo(2027, 3, 28, 3, 30)


@pytest.mark.parametrize("begins", [(2027, 5, 15, 12, 0), (2027, 3, 27, 22, 0), (2026, 12, 24, 23, 59)])
def test_hours_never_move(begins: tuple[int, ...]) -> None:
    start = oslo(*begins).astimezone(UTC)
    assert Term(timedelta(hours=24)).after(start, CALENDAR) - start == timedelta(hours=24)


@pytest.mark.parametrize(
    "terms",
    [
        {"days": -1},
        {"days": 3, "working_days": 3},
        {"days": 3, "same_day": True},
        {"span": timedelta(hours=1), "same_day": True},
        {"days": 3, "working_days": -1},
        {"same_day": False},
    ],
)
def test_a_term_is_one_of_four(terms: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a term"):
        Term(**terms)  # type: ignore[arg-type]


moments = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
few_holidays = st.frozensets(st.dates(date(2026, 1, 1), date(2032, 1, 1)), max_size=40)


@given(moments, few_holidays, st.integers(0, 30))
def test_a_term_in_days_ends_later_but_not_later_than_promised(
    start: datetime, holidays: frozenset[date], days: int
) -> None:
    calendar = Calendar(OSLO, holidays.__contains__)
    end = (Term(days=days) if days else SAME_DAY).after(start, calendar)
    assert end > start
    last = start.astimezone(OSLO).date() + timedelta(days=days)
    day = end.astimezone(OSLO).date()
    assert day <= last or (not days and end - start <= timedelta(minutes=1))
    if days and day != last:
        assert calendar.is_working_day(day)
        assert not any(calendar.is_working_day(day + timedelta(days=one)) for one in range(1, (last - day).days + 1))
