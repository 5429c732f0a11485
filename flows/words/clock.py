"""A time of day in words -> HH:MM."""

from __future__ import annotations

import re

from flows.words.amounts import whole

_NAMED = {
    "midnatt": "00:00", "midnight": "00:00", "midt på natta": "00:00",
    "midt på dagen": "12:00", "midday": "12:00", "noon": "12:00", "lunsj": "12:00", "lunch": "12:00",
}  # fmt: skip
_BEFORE = re.compile(r"(?:(?:klokka|klokken|kl\.?|cirka|ca\.?|rundt|kring|omtrent|around|about|at|ved)\s*)*")
_AFTER = re.compile(
    r"\s*(?<![^\W\d])(?P<half>am|a\.m\.?|pm|p\.m\.?|o'?clock"
    r"|(?:om|på|in\s+the|at|i)\s+(?:natt|morg[eo]n|formiddag|ettermiddag|kveld|night|morning|afternoon|evening)\w*)$",
)
_DIGITS = re.compile(r"(\d{1,2})(?:\s*[:.]\s*(\d{2}))?|(\d{2})(\d{2})")
_SPOKEN = re.compile(
    r"(?:(?P<part>halv|half|kvart|kvarter|quarter)\s+)?(?:(?P<side>over|på|past|to)\s+)?(?P<hour>\d{1,2}|[^\W\d]+)"
)
_EARLY = re.compile(r"natt|night|morg[eo]n|morning|formiddag|am|a\.m")
_LATE = re.compile(r"kveld|evening|ettermidda|afternoon|pm|p\.m")
_AWAY = {None: 0, "halv": -30, "half": 30}
"""Minutes from the full hour: «halv tre» is half past two, "half three" half past three."""
_NOON, _DAY, _HOUR = 12, 24, 60


def read_time(meaning: str) -> str | None:
    """The time of day that plain words say, or None. A bare hour from one to six is meant after noon."""
    if meaning in _NAMED:
        return _NAMED[meaning]
    text = _BEFORE.sub("", meaning, count=1)
    tail = _AFTER.search(text)
    half = tail["half"] if tail else ""
    text = (text[: tail.start()] if tail else text).strip()
    digits = _DIGITS.fullmatch(text.removesuffix("."))
    if digits and (digits[2] or digits[3]):
        hour, minute = int(digits[1] or digits[3]), int(digits[2] or digits[4])
        return _told(_shifted(hour, half), minute)
    spoken = _SPOKEN.fullmatch(text)
    return _spoken(spoken, half) if spoken else None


def _spoken(spoken: re.Match[str], half: str) -> str | None:
    hour = whole(spoken["hour"])
    part, side = spoken["part"], spoken["side"]
    if hour is None or hour > _DAY or (side and not part):
        return None
    hour = _shifted(hour, half)
    if not _LATE.search(half) and not _EARLY.search(half) and 1 <= hour <= _NOON // 2:
        hour += _NOON
    minutes = hour * _HOUR + _AWAY.get(part, 15 if side in {"over", "past"} else -15)
    return _told(minutes // _HOUR % _DAY, minutes % _HOUR)


def _shifted(hour: int, half: str) -> int:
    """The hour of the day, when words say which half of it."""
    if _LATE.search(half) and hour < _NOON:
        return hour + _NOON
    return 0 if _EARLY.search(half) and hour == _NOON else hour


def _told(hour: int, minute: int) -> str | None:
    if (hour, minute) == (_DAY, 0):
        return "00:00"
    return f"{hour:02d}:{minute:02d}" if hour < _DAY and minute < _HOUR else None
