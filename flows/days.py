"""Which day it is where people live."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def day_of(now: datetime, zone: ZoneInfo = OSLO) -> date:
    """The date of this moment (an aware datetime) in the zone."""
    return now.astimezone(zone).date()
