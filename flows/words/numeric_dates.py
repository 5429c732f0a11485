"""Dates with a day and a month: 12.7., 12/7-27, 2027-07-12, 12. juli, July 12th 2027."""

from __future__ import annotations

import enum
import re
from datetime import date, timedelta

from flows.words.seasons import MONTHS

_MONTHS = {**MONTHS, "jul": 7}  # After a day, «jul» is July in English; alone it is Christmas in Norwegian.
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>\d{4}|\d{2})"
_ISO = r"(?P<year>\d{4})\s*[-./]\s*(?P<month>\d{1,2})\s*[-./]\s*(?P<day>\d{1,2})"
_SEPARATED = rf"(?P<day>\d{{1,2}})\s*[./-]\s*(?P<month>\d{{1,2}})(?:\s*[./-]\s*{_YEAR})?"
_SPACED = r"(?P<day>\d{1,2}) (?P<month>\d{1,2}) (?P<year>\d{4})"
_JOINED = rf"(?P<day>\d{{2}})(?P<month>\d{{2}}){_YEAR}"
_DAY_MONTH = (
    rf"(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+|i\s+|-\s*)?(?P<name>{_NAMES})\b\.?(?:\s*,?\s*-?\s*{_YEAR}\b)?"
)
_MONTH_DAY = rf"(?P<name>{_NAMES})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:\s*,?\s*(?P<year>\d{{4}}))?"

_WHOLE = tuple(re.compile(rf"(?:{form})\.?") for form in (_ISO, _SEPARATED, _SPACED, _JOINED, _DAY_MONTH, _MONTH_DAY))
_WITHIN = tuple(re.compile(rf"(?<![\w.]){form}(?![\w])") for form in (_ISO, _SEPARATED, _DAY_MONTH))
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_TWO_DIGITS_AHEAD = 30


class Misread(enum.Enum):
    """Why no day could be read."""

    NOT_UNDERSTOOD = enum.auto()
    NO_SUCH_DAY = enum.auto()


def written(text: str, today: date) -> date | Misread | None:
    """The day that the text is, when it is written with day and month; None when it is written otherwise."""
    for form in _WHOLE:
        found = form.fullmatch(text)
        if found:
            return _day(found, today)
    return None


def mentioned(text: str, today: date) -> date | None:
    """The earliest day that stands somewhere in a sentence with day and month, or None."""
    days = [_day(found, today) for form in _WITHIN for found in form.finditer(text)]
    return min((day for day in days if isinstance(day, date)), default=None)


def next_such(number: int, day: int, today: date) -> date | Misread:
    """The first such day from today on; the 29th of February waits for its leap year."""
    for year in range(today.year, today.year + 9):
        found = _made(year, number, day)
        if isinstance(found, date) and found >= today:
            return found
    return Misread.NO_SUCH_DAY


def next_numbered(day: int, today: date) -> date | Misread:
    """The first day from today on with this number in its month."""
    candidate = today
    for _ in range(62):
        if candidate.day == day:
            return candidate
        candidate += timedelta(days=1)
    return Misread.NO_SUCH_DAY


def whole_year(digits: str, today: date) -> int:
    """The year that four or two digits mean: «27» lies at most thirty years ahead."""
    if len(digits) > 2:  # noqa: PLR2004 - two digits or four
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    return year - 100 if year > today.year + _TWO_DIGITS_AHEAD else year


def _day(found: re.Match[str], today: date) -> date | Misread:
    parts = found.groupdict()
    number = _MONTHS[parts["name"]] if parts.get("name") else int(parts["month"])
    day = int(parts["day"])
    year = parts.get("year")
    return _made(whole_year(year, today), number, day) if year else next_such(number, day, today)


def _made(year: int, number: int, day: int) -> date | Misread:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return Misread.NO_SUCH_DAY
    try:
        return date(year, number, day)
    except ValueError:
        return Misread.NO_SUCH_DAY
