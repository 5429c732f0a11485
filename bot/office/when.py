"""A day and an hour as people write them, ahead in time: «fredag», «12.1.», «12.1. kl. 10», «i morgen 9.30»."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from flows.deadlines import CLOSES, Calendar
from flows.words.clock import read_time
from flows.words.dates import read_date
from flows.words.speech import plain

LATEST = timedelta(days=730)
_SAID = re.compile(r"^(?P<day>.+?),?\s+(?:kl\.?|klokka|klokken|at)\s*(?P<hour>\S.*)$", re.IGNORECASE)
_WRITTEN = re.compile(r"^(?P<day>.+?),?\s+(?P<hour>\d{1,2}[.:]\d{2})$")


def read_when(words: str, now: datetime, calendar: Calendar) -> datetime | None:
    """The moment (UTC) meant, at most two years ahead; closing time where no hour is said. None: not understood."""
    text, hour = words.strip(), CLOSES
    if split := _SAID.match(text) or _WRITTEN.match(text):
        said = read_time(plain(split["hour"]))
        if said is None:
            return None
        text, hour = split["day"], time.fromisoformat(said)
    day = read_date(plain(text), now.astimezone(calendar.zone).date())
    if not isinstance(day, date):
        return None
    when = datetime.combine(day, hour, calendar.zone).astimezone(UTC)
    return when if now < when <= now + LATEST else None
