"""Moments as people read them, in the local time of the municipality."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.i18n import Voice

OSLO = ZoneInfo("Europe/Oslo")
LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}


def moment(when: datetime, now: datetime, zone: ZoneInfo = OSLO) -> str:
    """The hour for today, the day with it for any other day: «14:30», «24.11. 14:30»."""
    local = when.astimezone(zone)
    return (
        f"{local:%H:%M}" if local.date() == now.astimezone(zone).date() else f"{local.day}.{local.month}. {local:%H:%M}"
    )


def spelled(when: datetime, voice: Voice, zone: ZoneInfo = OSLO) -> str:
    """The whole day and hour, in words: «tirsdag 24. november 14:30»."""
    pattern = "EEEE d MMMM HH:mm" if voice.language == "en" else "EEEE d. MMMM HH:mm"
    return format_datetime(when.astimezone(zone), pattern, locale=LOCALES.get(voice.language, voice.language))
