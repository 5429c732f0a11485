"""Times that people wrote and Havn set to something else, or refused though they say one thing only."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.office.when import read_when
from flows.deadlines import Calendar
from tests.bot.office.gathered import Meeting

OSLO = ZoneInfo("Europe/Oslo")
CALENDAR = Calendar(OSLO, lambda _: False)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=OSLO)
"""A Monday morning."""
MEANT = {
    "nå": "23.11.26 09:31", "Straks!": "23.11.26 09:31", "med en gang": "23.11.26 09:31",
    "14:00": "23.11.26 14:00", "kl. 14": "23.11.26 14:00", "kl 14.": "23.11.26 14:00", "10.30": "23.11.26 10:30",
    "kl. halv elleve": "23.11.26 10:30", "i morgen 9": "24.11.26 09:00", "i morgen 9.10": "24.11.26 09:10",
    "i morgon 9": "24.11.26 09:00", "om 2 timer": "23.11.26 11:30", "om to timer": "23.11.26 11:30",
    "om en time": "23.11.26 10:30", "om 30 minutter": "23.11.26 10:00", "innen 2 timer": "23.11.26 11:30",
    "kl. 14 i morgen": "24.11.26 14:00", "14:00 i morgen": "24.11.26 14:00", "14.30 i morgen": "24.11.26 14:30",
    "klokka halv ni i morgen": "24.11.26 08:30", "kl. 14 på fredag": "27.11.26 14:00",
    "kl. 14 den 12.1.": "12.01.27 14:00", "i kveld kl 8": "23.11.26 20:00", "kl 8 i kveld": "23.11.26 20:00",
    "i ettermiddag kl 3": "23.11.26 15:00", "i natt kl. 23": "23.11.26 23:00",
    "i morgen tidlig kl. 8": "24.11.26 08:00",
    "fredag kveld kl 8": "27.11.26 20:00", "at 9 pm tomorrow": "24.11.26 21:00", "innen fredag": "27.11.26 16:00",
    "fredag": "27.11.26 16:00", "fredag 27.11": "27.11.26 16:00", "12.1.": "12.01.27 16:00",
    "12.1. kl. 10": "12.01.27 10:00", "12.1. 10.10": "12.01.27 10:10", "i morgen kl 3": "24.11.26 15:00",
    "2027-01-12": "12.01.27 16:00", "12. januar 10:15": "12.01.27 10:15", "om en uke kl 10": "30.11.26 10:00",
}  # fmt: skip
UNCLEAR = (
    "i morgen tidlig", "i kveld", "i natt", "i natt kl 2", "i natt kl. 02.00", "i natt kl. 6", "i ettermiddag",
    "tonight", "fredag kveld", "fredag morgen", "lørdag natt", "om noen timer", "om et par timer", "snart", "i år",
    "denne uka", "før fredag", "fredag 9.10", "fredag 12", "fredag 12.", "14", "08:00", "kl. 9", "kl. 14 i går",
    "om 0 minutter", "i morgen kl. 9 eller 10", "halv ni i morgen", "møte kl 14 fredag", "om 1 time og 30 min",
    "om 3 år", "", "kl.", "x" * 5000,
)  # fmt: skip
"""What says no hour, could mean two, or has passed."""


def _read(words: str) -> datetime | None:
    return read_when(words, NOW, CALENDAR)


@pytest.mark.parametrize("words", MEANT)
def test_a_time_that_says_one_thing_was_refused_or_set_to_another(words: str) -> None:
    read = _read(words)
    assert read is not None
    assert f"{read.astimezone(OSLO):%d.%m.%y %H:%M}" == MEANT[words]


@pytest.mark.parametrize("words", UNCLEAR)
def test_a_time_that_does_not_say_one_thing_was_guessed(words: str) -> None:
    assert _read(words) is None


async def test_a_meeting_at_once_was_set_to_the_afternoon(meeting: Meeting) -> None:
    await meeting.does("kari", "time")
    assert "ikke forstått" in await meeting.room.says("kari", "i natt kl 2")
    refused = meeting.run
    assert refused.meeting_at is None
    await meeting.room.says("kari", "nå")
    at = meeting.run.meeting_at
    assert at is not None
    assert 0 < (at - meeting.stage.clock.now()).total_seconds() <= 60
