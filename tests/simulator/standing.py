"""A clock that stands still until it is moved."""

from datetime import UTC, datetime

from bot.clock import MovableClock


class _Stopped:
    """Shows the same moment for ever."""

    def now(self) -> datetime:
        return datetime(2027, 6, 14, 8, 0, tzinfo=UTC)


def standing_clock() -> MovableClock:
    """Shows Monday 14 June 2027, 08:00 UTC (10:00 in Oslo), until it is moved forward."""
    return MovableClock(_Stopped())
