from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import notices
from flows.answers import KEPT, Heard, hear
from flows.model import Kind
from flows.session import UNKNOWN, Answer, FreeText
from flows.words.dates import read_date
from flows.words.numeric_dates import Misread
from flows.words.seasons import SEASONS, easter, month
from flows.words.speech import plain

TODAY = date(2026, 11, 22)
SAID = tomllib.loads(Path(__file__).with_name("said.toml").read_text(encoding="utf-8"))
WRITTEN = (Kind.TEXT, Kind.PLACE, Kind.DATE, Kind.TIME, Kind.DAYS)


def cases(kind: str) -> list[tuple[str, str, date]]:
    return [(words, each["is"], each.get("today", TODAY)) for each in SAID[kind] for words in each["said"]]


@pytest.mark.parametrize(("words", "meant", "today"), cases("date"))
def test_a_day_is_understood_as_the_earliest_it_can_be(words: str, meant: str, today: date) -> None:
    heard = hear(Kind.DATE, words, today)
    if meant[0] == "n":
        assert heard == Heard(notice=notices.DATE if meant == "not understood" else notices.NO_SUCH_DAY)
    else:
        assert heard == Heard(Answer((meant,), FreeText(words.strip())))


@pytest.mark.parametrize(("words", "meant", "today"), cases("time"))
def test_a_time_of_day_is_understood(words: str, meant: str, today: date) -> None:
    heard = hear(Kind.TIME, words, today)
    assert heard == (Heard(notice=notices.TIME) if meant[0] == "n" else Heard(Answer((meant,), FreeText(words))))


@pytest.mark.parametrize(("words", "meant", "today"), cases("days"))
def test_a_number_of_days_is_understood(words: str, meant: str, today: date) -> None:
    heard = hear(Kind.DAYS, words, today)
    assert heard == (Heard(notice=notices.DAYS) if meant[0] == "n" else Heard(Answer((meant,), FreeText(words))))


@pytest.mark.parametrize("words", SAID["unknown"][0]["said"])
def test_not_knowing_is_an_answer(words: str) -> None:
    for kind in (Kind.DATE, Kind.TIME, Kind.DAYS):
        assert hear(kind, words, TODAY) == Heard(Answer((UNKNOWN,), FreeText(words)))
    assert hear(Kind.TEXT, words, TODAY) == Heard(Answer((), FreeText(words)))


@given(st.sampled_from(WRITTEN), st.text(max_size=300), st.dates(date(1970, 1, 1), date(2150, 1, 1)))
def test_anything_is_either_an_answer_or_a_notice(kind: Kind, words: str, today: date) -> None:
    heard = hear(kind, words, today)
    assert (heard.answer is None) != (heard.notice is None)
    if heard.answer and kind is Kind.DATE and heard.answer.coded != (UNKNOWN,):
        date.fromisoformat(heard.answer.coded[0])


_PIECES = sorted({word for each in SAID["date"] for words in each["said"] for word in words.split()})


@given(st.lists(st.sampled_from(_PIECES), max_size=6), st.dates())
def test_words_about_days_in_any_order_never_raise(words: list[str], today: date) -> None:
    assert isinstance(read_date(plain(" ".join(words)), today), date | Misread)


_TIMES = [
    "12",
    "7",
    "31",
    ".",
    ":",
    "kl",
    "halv",
    "kvart",
    "over",
    "på",
    "to",
    "tre",
    "pm",
    "om",
    "natta",
    "uke",
    "99999",
]


@given(st.lists(st.sampled_from(_TIMES), max_size=6))
def test_words_about_times_and_numbers_in_any_order_never_raise(words: list[str]) -> None:
    for kind in (Kind.TIME, Kind.DAYS):
        heard = hear(kind, " ".join(words), TODAY)
        assert (heard.answer is None) != (heard.notice is None)


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)), st.dates(date(1990, 1, 1), date(2150, 1, 1)))
def test_every_date_is_read_in_the_ways_that_people_write_it(day: date, today: date) -> None:
    numbers = (day.day, day.month, day.year)
    for words in (f"{day:%d.%m.%Y}", "{}.{}.{}".format(*numbers), "{}/{}-{}".format(*numbers), day.isoformat()):
        assert hear(Kind.DATE, words, today) == Heard(Answer((day.isoformat(),), FreeText(words)))


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)))
def test_a_day_without_a_year_is_never_in_the_past(today: date) -> None:
    for name in [*SEASONS, "juli", "fredag", "uke 27", "12.7.", "29.2.", "neste uke"]:
        found = read_date(name, today)
        assert isinstance(found, date)
        assert found >= today


def test_long_words_are_no_date_but_stay_an_answer_where_text_is_asked_for() -> None:
    words = "i morgen " * 100
    assert hear(Kind.DATE, words, TODAY) == Heard(notice=notices.DATE)
    assert hear(Kind.PLACE, "x" * (KEPT + 1), TODAY) == Heard(Answer((), FreeText("x" * KEPT)), notices.SHORTENED)
    assert hear(Kind.TEXT, " \n ", TODAY) == Heard(notice=notices.EMPTY)


def test_easter_sunday_is_right() -> None:
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2038: (4, 25), 2285: (3, 22)}
    for year, (number, day) in known.items():
        assert easter(year) == date(year, number, day)


def test_a_month_ends_on_its_last_day() -> None:
    assert [month(2027, number).last.day for number in (1, 2, 4, 12)] == [31, 28, 30, 31]
    assert month(2028, 2).last.day == 29
