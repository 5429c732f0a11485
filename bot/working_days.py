"""Which days the municipality is closed: the country's public holidays, and days that it has added itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Closed:
    """Called with a day, it says whether the offices are closed for a holiday; weekends are known elsewhere.

    `also` holds days of every year as (month, day).
    """

    country: str
    also: frozenset[tuple[int, int]] = frozenset()

    def __call__(self, day: date) -> bool:
        """Whether this day is a holiday here."""
        return (day.month, day.day) in self.also or day in _holidays(self.country, day.year)


def supported(country: str) -> bool:
    """Whether the holidays of this country (ISO 3166-1, two letters) are known."""
    if country == "NO":  # Known without asking: the library takes long to load.
        return True
    import holidays  # noqa: PLC0415 - it is slow, and few commands need it

    return country in holidays.list_supported_countries()


@lru_cache(maxsize=32)
def _holidays(country: str, year: int) -> frozenset[date]:
    """One finished set a year: the library's own fills itself while it is asked, which two threads must not share."""
    import holidays  # noqa: PLC0415 - the same

    return frozenset(holidays.country_holidays(country, years=year))
