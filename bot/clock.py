"""What time it is. Everything below takes `now` as an argument; only the doors and the scheduler ask a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that can be moved forward: the demo's, and that of tests in which weeks must pass."""

    def __init__(self, base: Clock | None = None) -> None:
        """Run ahead of `base`, the machine's own clock unless another is given."""
        self._base = base or SystemClock()
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The time of the base plus all that this clock has been moved ahead, in UTC."""
        return self._base.now().astimezone(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        """Move forward. Raises ValueError for a step back: time never goes backwards here."""
        if by < timedelta():
            raise ValueError("a clock moves forward only")
        self._ahead += by
