"""Numbers and stretches of time in words: «tre», «to veker», "a couple of months"."""

from __future__ import annotations

import re

MOST_DAYS = 3650

NUMBERS = {
    word: number
    for number, words in {
        0: "null ingen inga none zero",
        1: "en én ei ein éin éi et ett ét eit eitt a an one",
        2: "to two par couple noen nokre nokon few some",
        3: "tre three",
        4: "fire four",
        5: "fem five",
        6: "seks six",
        7: "sju syv seven",
        8: "åtte eight",
        9: "ni nine",
        10: "ti ten",
        11: "elleve eleven",
        12: "tolv twelve",
        13: "tretten thirteen",
        14: "fjorten fourteen",
        15: "femten fifteen",
        16: "seksten sixteen",
        17: "sytten seventeen",
        18: "atten eighteen",
        19: "nitten nineteen",
        20: "tjue tyve twenty",
        30: "tretti tredve thirty",
        40: "førti forty",
        45: "førtifem forty-five",
        50: "femti fifty",
        60: "seksti sixty",
        90: "nitti ninety",
        100: "hundre hundred",
    }.items()
    for word in words.split()
}
"""Number words. «Noen» and "a few" count as two: the fewest that they can mean."""

DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"

_UNITS = {
    word: unit
    for unit, words in {
        DAY: "dag dagar dager dg døgn day days",
        WEEK: "uke uka uken uker veke veka veker week weeks",
        MONTH: "måned måneden måneder månad månaden månader mnd month months",
        YEAR: "år året year years",
    }.items()
    for word in words.split()
}

_HALF_YEAR = re.compile(r"(?:e(?:i)?t\s+)?halvt?\s*år|half\s+a\s+year")
_ROUNDLY = re.compile(r"(?:(?:ca\.?|cirka|circa|omtrent|rundt|around|about|i|for|in|om|kanskje|maybe)\s+)*")
_STRETCH = re.compile(
    r"(?:(?P<article>en|ei|ein|et|eit|a)\s+(?=par|couple|few))?"
    r"(?P<count>\d{1,4}|[^\W\d]+(?:-[^\W\d]+)?)(?:\s+of)?(?:\s*(?P<unit>[^\W\d]+)\.?)?"
)
_DAYS = {DAY: 1, WEEK: 7, MONTH: 30, YEAR: 365}


def whole(word: str) -> int | None:
    """The number that digits or a number word say."""
    return int(word) if word.isdecimal() else NUMBERS.get(word)


def stretch(meaning: str) -> tuple[int, str] | None:
    """How many of which unit plain words say, such as (2, "week"); None when they say something else."""
    text = _HALF_YEAR.sub("6 months", _ROUNDLY.sub("", meaning, count=1))
    found = _STRETCH.fullmatch(text)
    if found is None:
        return None
    count = whole(found["count"])
    unit = _UNITS.get(found["unit"] or "")
    return None if count is None or unit is None else (count, unit)


def read_days(meaning: str) -> int | None:
    """The number of days that plain words say, 0 to 3650; a bare number is days. None when they say none."""
    said = stretch(meaning)
    bare = whole(meaning.removesuffix("."))
    if said is not None:
        days = said[0] * _DAYS[said[1]]
    elif bare is not None:
        days = bare
    else:
        return None
    return days if days <= MOST_DAYS else None
