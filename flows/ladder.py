"""How an alert that nobody answers climbs: whom it reaches next and when, as data from configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.deadlines import Calendar, Term
from flows.model import Level
from flows.paging import Audience


@dataclass(frozen=True, slots=True)
class Rung:
    """From `after` (since the ladder began) this audience is paged, and again every `every` until the next rung."""

    after: timedelta
    audience: Audience
    every: timedelta


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a ladder an alert is: the rung, and how many times its page has been repeated there."""

    rung: int
    repeats: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs in order of time, the first at 0. It has no end: the last rung repeats for ever.

    Raises ValueError for a ladder that could fall silent or climb down.
    """

    rungs: tuple[Rung, ...]

    def __post_init__(self) -> None:
        if not self.rungs or self.rungs[0].after:
            raise ValueError("the first rung must be at 0 minutes")
        if any(rung.every <= timedelta() for rung in self.rungs):
            raise ValueError("a rung must repeat after more than 0 minutes")
        for lower, upper in zip(self.rungs, self.rungs[1:], strict=False):
            if upper.after <= lower.after:
                raise ValueError("each rung must come later than the one before")
            if upper.audience.breadth < lower.audience.breadth:
                raise ValueError("each rung must reach at least as many as the one before")

    @property
    def last_every(self) -> timedelta:
        """How often the last audience is paged, for ever."""
        return self.rungs[-1].every

    @property
    def longest_silence(self) -> timedelta:
        """No two pages of this ladder lie further apart."""
        return max(rung.every for rung in self.rungs)

    def audience(self, rung: int) -> Audience:
        """Whom this rung reaches; beyond the last rung, the last (a ladder may have been shortened since)."""
        return self.rungs[min(rung, len(self.rungs) - 1)].audience

    def place(self, elapsed: timedelta) -> Place:
        """Where an alert should be after `elapsed` (not negative), missed pages counted as one."""
        rung = max(index for index, rung in enumerate(self.rungs) if rung.after <= elapsed)
        return Place(rung, (elapsed - self.rungs[rung].after) // self.rungs[rung].every)

    def offset(self, place: Place) -> timedelta:
        """When, since the ladder began, the page of this place is sent."""
        return self.rungs[place.rung].after + place.repeats * self.rungs[place.rung].every

    def following(self, place: Place) -> timedelta:
        """When, since the ladder began, the page after this one is sent. Always later than `offset`."""
        repeat = self.offset(Place(place.rung, place.repeats + 1))
        if place.rung + 1 == len(self.rungs):
            return repeat
        return min(repeat, self.rungs[place.rung + 1].after)

    def reaching(self, audience: Audience) -> int:
        """The lowest rung that reaches at least this audience, or the last."""
        wide = (index for index, rung in enumerate(self.rungs) if rung.audience.breadth >= audience.breadth)
        return next(wide, len(self.rungs) - 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one level demands: the ladder until somebody has it, the time to contact, the reminders after that."""

    ladder: Ladder
    contact: Term
    reminders: Ladder


@dataclass(frozen=True, slots=True)
class Ladders:
    """The plans of all levels, and the calendar that their working days follow."""

    plans: Mapping[Level, Plan]
    calendar: Calendar

    def ladder(self, level: Level) -> Ladder:
        """The ladder of an alert that nobody has acknowledged."""
        return self.plans[level].ladder

    def reminders(self, level: Level) -> Ladder:
        """The ladder of an acknowledged alert whose time to contact has passed."""
        return self.plans[level].reminders

    def contact_by(self, level: Level, now: datetime) -> datetime:
        """When the person must have been contacted if the alert is acknowledged now (UTC)."""
        return self.plans[level].contact.after(now, self.calendar)
