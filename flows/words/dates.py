"""A day in words -> the earliest date that it can mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from flows.words.amounts import DAY, MONTH, WEEK, stretch
from flows.words.numeric_dates import Misread, mentioned, next_numbered, whole_year, written
from flows.words.seasons import MONTHS, SEASONS, WEEKDAYS, Span, month

_NEAR = {
    word: days
    for days, words in {
        -2: "i forgårs,forgårs,i førgår",
        -1: "i går,igår,yesterday",
        0: "i dag,idag,today,nå,now,akkurat nå,right now,i kveld,ikveld,i natt,inatt,tonight,i ettermiddag,straks,snart"
        ",denne uka,denne uken,denne veka,this week,denne måneden,denne månaden,this month,i år,this year",
        1: "i morgen,imorgen,i morgon,imorgon,i morra,imorra,tomorrow,tmrw",
        2: "i overmorgen,overmorgen,i overmorgon,overmorgon,day after tomorrow,the day after tomorrow",
    }.items()
    for word in words.split(",")
}
_FILLER = re.compile(
    r"(?:i\s+løpet\s+av|i\s+laupet\s+av|en\s+gang|ein\s+gong|engang|sometime|some\s+time|kanskje|maybe|perhaps|probably"
    r"|sikkert|sannsynligvis|rundt|kring|around|about|ca\.?|cirka|circa|omtrent|mellom|between|fra|frå|from"
    r"|jeg|eg|vi|de|we|they|it'?s?|det|er|blir|vert|tror|trur|think|mener|meiner|reiser|reise|drar|dra|skal|leaving|leave"
    r"|going|am|are|i'm|den|the|på|on|til|om|in|at|during|i),?\s+"
)
_HOURS = re.compile(
    r",?\s+(?:(?:kl\.?|klokka|klokken|at)\s*\d{1,2}(?:[:.]?\d{2})?(?:\s*[ap]m)?|tidlig|tidleg|sent|seint|early|late"
    r"|(?:on\s+|på\s+|om\s+|in\s+the\s+)?(?:morgen(?:en)?|morgon(?:en)?|formiddag(?:en)?|ettermiddag(?:en)?|kveld(?:en)?"
    r"|natt(?:a|en)?|morning|afternoon|evening|night))$"
)
_BY = re.compile(r"(?:innen|innan|før|within|before|by|senest|seinast)\s+(.+)")
_NOT = re.compile(r"\b(?:ikke|ikkje|aldri|not|never|don't)\b")
_WEEKDAY = re.compile(
    rf"(?P<ahead>neste|next)?\s*(?:denne|this|førstkommende|komande|coming)?\s*(?P<name>{'|'.join(WEEKDAYS)})\.?"
    r"\s*(?P<week>(?:i\s+)?neste\s+(?:uke|uka|veke|veka)|next\s+week)?"
)
_WEEKDAY_BEFORE = re.compile(rf"(?:{'|'.join(WEEKDAYS)})\.?,?\s+(?:(?:den|the)\s+)?(?=\d|[a-z]+\s+\d)")
_WEEKEND = re.compile(r"(?P<ahead>neste|next)?\s*(?:denne|this)?\s*(?:helg|helga|helgen|helgi|weekend)")
_FOLLOWING = re.compile(
    r"(?:neste|next)\s+(?:(?P<week>uke|uka|veke|veka|week)|(?P<month>måned|månad|month)|(?P<year>år|year))"
)
_STRETCH_OF_YEAR = re.compile(
    r"(?:(?P<ahead>neste|next)\s+|(?:denne|this|nå|no)\s+)?"
    r"(?:(?P<part>(?:i\s+)?(?:begynnelsen|starten|midten|slutten|byrjinga|enden)\s+(?:av|på)|early|mid|late|"
    r"(?:the\s+)?(?:beginning|start|middle|end)\s+of)[\s-]+)?"
    rf"(?P<name>{'|'.join(re.escape(name) for name in sorted({**MONTHS, **SEASONS}, key=len, reverse=True))})"
    r"(?:s)?(?:\s+(?P<year>\d{4}|i\s+år|neste\s+år|this\s+year|next\s+year))?"
)
_WEEK_NUMBER = re.compile(r"(?:uke|veke|week)\s*(?:nr\.?\s*)?(\d{1,2})(?:\s*[,/ ]\s*(\d{4}))?")
_RANGE = re.compile(
    rf"(\d{{1,2}})\.?\s*(?:-|og|til|eller|and|to|or)\s*\d{{1,2}}\.?(?=\s*(?:{'|'.join(MONTHS)}))"
    r"|(\d{1,2}[./]\d{1,2})\.?\s*(?:-|og|til|eller|and|to|or)\s*\d{1,2}[./]\d{1,2}"
)
_NUMBERED = re.compile(r"(\d{1,2})\.?")
_YEAR = re.compile(r"(?:19|20|21)\d{2}")
_FURTHEST = 3660
_MOST_FILLERS = 8

Found = date | Misread | None


def read_date(meaning: str, today: date) -> date | Misread:
    """The earliest day that plain words can mean, counted from today; never raises.

    Without a year the next such day is meant, today among them; a day in the past is taken as given.
    """
    try:
        found = _read(meaning, today)
    except (OverflowError, ValueError):  # A day before the year 1 or after 9999.
        return Misread.NOT_UNDERSTOOD
    return Misread.NOT_UNDERSTOOD if found is None else found


def _read(meaning: str, today: date) -> Found:
    for text in _shorter(meaning):
        found = _plainly(text, today)
        if found is not None:
            return found
        by = _BY.fullmatch(text)
        if by and isinstance(_read(by[1], today), date):
            return today
    return None if _NOT.search(meaning) else mentioned(meaning, today)


def _shorter(meaning: str) -> list[str]:
    """The words, and without the time of day; each also without what may stand before a date, word after word."""
    numbered = meaning[-2:-1].isdigit()  # «Den 12.»: there the full stop says something.
    first = _RANGE.sub(lambda found: f"{found[1]}." if found[1] else found[2], meaning)
    first = first if numbered else first.removesuffix(".")
    texts: list[str] = []
    for text in dict.fromkeys((first, _HOURS.sub("", first))):
        left = text
        for pattern in (*[_FILLER] * _MOST_FILLERS, _WEEKDAY_BEFORE):
            texts.append(left)
            found = pattern.match(left)
            if found:
                left = left[found.end() :]
        texts.append(left)
    return [text for text in dict.fromkeys(texts) if text]


def _plainly(text: str, today: date) -> Found:
    if text in _NEAR:
        return today + timedelta(days=_NEAR[text])
    for reader in _READERS:
        found = reader(text, today)
        if found is not None:
            return found
    return None


def _after_stretch(text: str, today: date) -> Found:
    """«Om to uker», "three days from now"."""
    said = stretch(text.removesuffix(" from now").removesuffix(" til").removesuffix(" time"))
    if said is None:
        return None
    count, unit = said
    if unit in {DAY, WEEK}:
        days = count * (7 if unit == WEEK else 1)
        return today + timedelta(days=days) if days <= _FURTHEST else Misread.NOT_UNDERSTOOD
    months = count if unit == MONTH else count * 12
    if months > _FURTHEST // 30:
        return Misread.NOT_UNDERSTOOD
    year, number = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, number + 1, min(today.day, month(year, number + 1).last.day))


def _weekday(text: str, today: date) -> Found:
    found = _WEEKDAY.fullmatch(text)
    if found is None:
        return None
    wanted = WEEKDAYS[found["name"]]
    if found["week"]:
        return today + timedelta(days=7 - today.weekday() + wanted)
    ahead = (wanted - today.weekday()) % 7
    return today + timedelta(days=7 if found["ahead"] and ahead == 0 else ahead)


def _weekend(text: str, today: date) -> Found:
    """The weekend begins on Friday."""
    found = _WEEKEND.fullmatch(text)
    if found is None:
        return None
    friday = WEEKDAYS["friday"]
    if today.weekday() < friday:
        return today + timedelta(days=friday - today.weekday())
    return today + timedelta(days=7 - today.weekday() + friday) if found["ahead"] else today


def _following(text: str, today: date) -> Found:
    found = _FOLLOWING.fullmatch(text)
    if found is None:
        return None
    if found["week"]:
        return today + timedelta(days=7 - today.weekday())
    return month(today.year, today.month).last + timedelta(days=1) if found["month"] else date(today.year + 1, 1, 1)


def _stretch_of_year(text: str, today: date) -> Found:
    """«I sommer», «slutten av juli», "next Christmas", «påsken 2027»."""
    found = _STRETCH_OF_YEAR.fullmatch(text)
    if found is None:
        return None
    span = _span(found["name"], found["part"] or "")
    year = found["year"]
    if year and year[-1].isdigit():
        return _begins(span(int(year)), today)
    if year:
        return _begins(span(today.year + ("ne" in year)), today)
    spans = (span(candidate) for candidate in range(today.year - 1, today.year + 3))
    return max(
        next(within.first for within in spans if within.first > today or (within.last >= today and not found["ahead"])),
        today,
    )


def _begins(span: Span, today: date) -> date:
    return today if span.first <= today <= span.last else span.first


def _span(name: str, part: str) -> Callable[[int], Span]:
    if name not in MONTHS or (name in SEASONS and not part):
        return SEASONS[name]
    number = MONTHS[name]
    if "slutt" in part or "end" in part or "late" in part:
        return lambda year: Span(date(year, number, 20), month(year, number).last)
    if "mid" in part:
        return lambda year: Span(date(year, number, 10), date(year, number, 20))
    return lambda year: month(year, number)


def _week_number(text: str, today: date) -> Found:
    found = _WEEK_NUMBER.fullmatch(text)
    if found is None:
        return None
    number = int(found[1])
    if found[2]:
        return date.fromisocalendar(whole_year(found[2], today), number, 1)
    monday = date.fromisocalendar(today.year, number, 1)
    if monday + timedelta(days=6) < today:
        monday = date.fromisocalendar(today.year + 1, number, 1)
    return max(monday, today)


def _numbered(text: str, today: date) -> Found:
    """«Den 12.»: the next day with that number. A number without the full stop or «den» says too little."""
    found = _NUMBERED.fullmatch(text.removeprefix("den "))
    said = text.startswith("den ") or text.endswith(".")
    return next_numbered(int(found[1]), today) if found and said else None


def _whole_year(text: str, today: date) -> Found:
    if not _YEAR.fullmatch(text):
        return None
    return _begins(Span(date(int(text), 1, 1), date(int(text), 12, 31)), today)


_READERS: tuple[Callable[[str, date], Found], ...] = (
    written, _after_stretch, _weekday, _weekend, _following, _stretch_of_year, _week_number, _numbered, _whole_year,
)  # fmt: skip
