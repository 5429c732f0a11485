"""A day and an hour as people write them, ahead in time: «fredag», «12.1. kl. 10», «kl. 14 i morgen», «om 2 timer».

What could mean two things is not understood: a wrong time is set in silence, a refused one is written again.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from flows.deadlines import CLOSES, Calendar
from flows.words.amounts import whole
from flows.words.clock import read_time
from flows.words.dates import read_date
from flows.words.seasons import WEEKDAYS
from flows.words.speech import plain

LATEST = timedelta(days=730)
AT_ONCE = timedelta(minutes=1)
"""What is said to be now must still be ahead when it is kept."""
EVENING = time(20)
"""«I natt kl. 23» is tonight; at two it may be this night or the next."""
_NOW = re.compile(r"(?:akkurat |right )?(?:nå|no|now)|straks|umiddelbart|(?:med )?en gang|med det samme|at once")
_BY = re.compile(r"^(?:innen|innan|senest|seinast|within|by)\s+")
_SPAN = re.compile(
    r"(?:(?:om|in)\s+)?(?:(?P<hours>[^\W\d]+|\d{1,4})\s*(?:timer?|timar?|t|hours?|h)"
    r"|(?P<minutes>[^\W\d]+|\d{1,4})\s*(?:min|minutt|minutter|minuttar|minutes?))\.?"
)
_ABOUT = frozenset({"noen", "nokre", "nokon", "few", "some", "par", "couple"})
_NAMED_DAY = r"i ?(?:dag|over ?morg[eo]n|morg[eo]n)|over ?morg[eo]n|today|tomorrow"
_O_CLOCK = r"(?:klokka|klokken|kl\.?|at)(?![^\W\d])"
_TIME = r"(?:(?:halv|kvart(?:er)? (?:over|på)|half|quarter (?:past|to)) )?\S+(?: ?[ap]\.?m\.?| o'?clock)?"
_NO_DATE = r"\d{1,2}(?::\d{2}|\.(?:00|1[3-9]|[2-5]\d))"
"""A time that cannot be a day and a month."""
_WITH_HOUR = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<day>.+?),?\s+{_O_CLOCK}\s*(?P<hour>\S.*)",
        rf"{_O_CLOCK}\s*(?P<hour>{_TIME})(?:,?\s+(?P<day>.+))?",
        rf"(?P<hour>{_NO_DATE})(?:,?\s+(?P<day>.+))?",
        rf"(?P<day>{_NAMED_DAY}),?\s+(?P<hour>\d{{1,2}}(?:[.:]\d{{2}})?)",
        rf"(?P<day>.+?),?\s+(?P<hour>{_NO_DATE})",
        r"(?P<day>.*\d.*?),?\s+(?P<hour>\d{1,2}[.:]\d{2})",
    )
)
_PARTS = (
    (re.compile(r"kveld|evening|tonight"), " om kvelden"),
    (re.compile(r"ettermidda|afternoon"), " om ettermiddagen"),
    (re.compile(r"\b(?:tidl[ie]g|early)\b|formidda|morning|(?<!\bi )\bmorg[eo]n"), " om morgenen"),
)
"""What part of the day is named beside the day, and how the reader of times is told of it."""
_NIGHT = re.compile(r"natt|(?<!to)night")
_NO_DAY = re.compile(
    r"\b(?:kl|kvart|kvarter|halv|half|snart|soon|sent|seint|late|før|before|[ap]m)\b|klokk|timer?\b|minutt"
    r"|\d:\d|\b(?:denne|this) (?:uk|vek|wee|mån|mon)|\bi ?år\b|this year"
)
"""What is left of an hour that was not read, or what says no day."""
_EITHER = re.compile(r"[^\W\d]+\.?,? (?:[01]?\d|2[0-3])\.(?:0\d|1[0-2])")
"""«Fredag 9.10»: ten past nine, or the ninth of October."""


def read_when(words: str, now: datetime, calendar: Calendar) -> datetime | None:
    """The moment (UTC) meant, at most two years ahead; closing time where no hour is said. None: not understood."""
    text = _BY.sub("", plain(words))
    if _NOW.fullmatch(text.removesuffix(".")):
        return now.astimezone(UTC) + AT_ONCE
    span = _span(text)
    when = _at(text, now, calendar) if span is None else now.astimezone(UTC) + span
    return when if when is not None and now < when <= now + LATEST else None


def _span(text: str) -> timedelta | None:
    """«Om to timer», «om 30 minutter»; «noen timer» says too little."""
    found = _SPAN.fullmatch(text)
    if found is None or (said := found["hours"] or found["minutes"]) in _ABOUT:
        return None
    count = whole(said)
    if count is None:
        return None
    return timedelta(hours=count) if found["hours"] else timedelta(minutes=count)


def _at(text: str, now: datetime, calendar: Calendar) -> datetime | None:
    found = next((match for one in _WITH_HOUR if (match := one.fullmatch(text))), None)
    named = text if found is None else found["day"] or "i dag"
    hour = _hour(named, found["hour"] if found else None)
    if hour is None or _NO_DAY.search(named) or (found is None and _EITHER.fullmatch(text)):
        return None
    day = read_date(named, now.astimezone(calendar.zone).date())
    if not isinstance(day, date) or day.weekday() != WEEKDAYS.get(re.split(r"\W", named)[0], day.weekday()):
        return None  # «fredag 12.», when the twelfth is a Saturday
    return datetime.combine(day, hour, calendar.zone).astimezone(UTC)


def _hour(day: str, said: str | None) -> time | None:
    """The hour said, in the part of the day that stands beside the day; a part of the day alone says no hour."""
    part = next((tail for one, tail in _PARTS if one.search(day)), "")
    at_night = _NIGHT.search(day)
    if said is None:
        return None if part or at_night else CLOSES
    read = read_time(said.removesuffix(".") + part)
    hour = None if read is None else time.fromisoformat(read)
    return None if at_night and (hour is None or hour < EVENING) else hour
