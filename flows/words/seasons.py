"""Stretches of the year that people name: months, seasons, school holidays and feasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "januar january jan", "februar february feb", "mars march mar", "april apr", "mai may", "juni june jun",
            "juli july", "august aug", "september sept sep", "oktober october okt oct", "november nov",
            "desember december des dec",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip

WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "mandag måndag monday man mon", "tirsdag tysdag tuesday tir tue tues", "onsdag wednesday ons wed",
            "torsdag thursday tor thu thurs", "fredag friday fre fri", "lørdag laurdag saturday lør lau sat",
            "søndag sundag sunday søn sun",
        ),
    )
    for word in words.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` to `last`, both counted in."""

    first: date
    last: date


def month(year: int, number: int) -> Span:
    """This month, the first day to the last."""
    following = date(year + number // 12, number % 12 + 1, 1)
    return Span(date(year, number, 1), following - timedelta(days=1))


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian calendar (the anonymous computus of 1876)."""
    century, rest = divmod(year, 100)
    skipped, leap = divmod(century, 4)
    moon = (19 * (year % 19) + century - skipped - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * leap + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    number, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, number, day + 1)


def _days(first: tuple[int, int], last: tuple[int, int]) -> Callable[[int], Span]:
    """The same days each year; a stretch that ends before it begins ends in the year after."""
    return lambda year: Span(date(year, *first), date(year + (last < first), *last))


def _weeks(first: int, last: int) -> Callable[[int], Span]:
    return lambda year: Span(date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7))


def _easter_break(year: int) -> Span:
    sunday = easter(year)
    return Span(sunday - timedelta(days=8), sunday + timedelta(days=1))


SEASONS: dict[str, Callable[[int], Span]] = {
    word: span
    for words, span in {
        "sommer,sommeren,sommar,sommaren,sumar,sumaren,summer": _days((6, 1), (8, 31)),
        "høst,høsten,haust,hausten,autumn,fall": _days((9, 1), (11, 30)),
        "vinter,vinteren,winter": _days((12, 1), (2, 28)),
        "vår,våren,spring": _days((3, 1), (5, 31)),
        # School ends in the third week of June; the counties differ by days, so the earliest counts.
        "sommerferie,sommerferien,sommarferie,sommarferien,summer holiday,summer break,summer vacation":
            _days((6, 15), (8, 20)),
        # Week 40 in most counties, 41 in some; week 8 in most, 9 in some.
        "høstferie,høstferien,haustferie,haustferien,autumn holiday,autumn break,fall break": _weeks(40, 41),
        "vinterferie,vinterferien,winter holiday,winter break": _weeks(8, 9),
        "påske,påska,påsken,påskeferie,påskeferien,easter,easter holiday,easter break": _easter_break,
        "jul,jula,julen,jol,jola,juleferie,juleferien,joleferie,joleferien,christmas,xmas,christmas holiday,"
        "christmas break": _days((12, 20), (1, 2)),
        "nyttår,new year,new years,new year's": _days((12, 31), (1, 1)),
    }.items()
    for word in words.split(",")
}  # fmt: skip
"""Each stretch begins on the earliest day that it can mean."""
