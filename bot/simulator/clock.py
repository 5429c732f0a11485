"""A clock that can be moved forward: real time and a lead on it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _now() -> datetime:
    return datetime.now(UTC)


class MovableClock:
    """Goes as fast as `base` (aware times; the machine's own clock unless given), ahead of it by what was added."""

    def __init__(self, base: Callable[[], datetime] = _now) -> None:
        self._base = base
        self._lead = timedelta()

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self._base().astimezone(UTC) + self._lead

    def advance(self, step: timedelta) -> None:
        """Moves the clock forward; raises ValueError for a step back, since time never goes back here."""
        if step < timedelta():
            raise ValueError("A clock is moved forward alone.")
        self._lead += step
