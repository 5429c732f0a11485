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
_HOURS, _MINUTES = 24, 60


def read_time(meaning: str) -> str | None:
    """The time of day that plain words say, or None. A bare hour from one to six is meant after noon."""
    if meaning in _NAMED:
        return _NAMED[meaning]
    text = meaning[_BEFORE.match(meaning).end() :]  # type: ignore[union-attr]
    tail = _AFTER.search(text)
    when = tail["half"] if tail else ""
    text = (text[: tail.start()] if tail else text).strip()
    digits = _DIGITS.fullmatch(text.removesuffix("."))
    if digits and (digits[2] or digits[3]):
        hour, minute = int(digits[1] or digits[3]), int(digits[2] or digits[4])
        return _told(_shifted(hour, when), minute)
    spoken = _SPOKEN.fullmatch(text)
    return _spoken(spoken, when) if spoken else None


def _spoken(spoken: re.Match[str], when: str) -> str | None:
    hour = whole(spoken["hour"])
    if hour is None:
        return None
    part, side = spoken["part"], spoken["side"]
    if part is None and side is not None:
        return None
    minutes = 0
    if part == "halv":
        minutes = -30
    elif part == "half":
        minutes = 30
    elif part is not None:
        minutes = -15 if side in {"på", "to"} else 15
    hour = _shifted(hour, when)
    noon = _HOURS // 2
    if not when and 1 <= hour <= noon // 2:
        hour += noon
    total = hour * _MINUTES + minutes
    if hour > _HOURS:
        return None
    return _told(total // _MINUTES % _HOURS, total % _MINUTES)


def _shifted(hour: int, when: str) -> int:
    """The hour of the day, when words say which half of it."""
    noon = _HOURS // 2
    if _LATE.search(when) and hour < noon:
        return hour + noon
    if _EARLY.search(when) and hour == noon:
        return 0
    return hour


def _told(hour: int, minute: int) -> str | None:
    return f"{hour:02d}:{minute:02d}" if hour < _HOURS and minute < _MINUTES else None
