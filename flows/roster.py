"""Who is on duty at a given time, who is next, and which persons a page reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from flows.paging import Audience, Page


@dataclass(frozen=True, slots=True)
class Shift:
    """A person on duty from `starts` until `ends` (aware UTC; None: until they go off)."""

    person: int
    starts: datetime
    ends: datetime | None = None

    def covers(self, now: datetime) -> bool:
        """The shift runs at this time; its end is no longer part of it."""
        return self.starts <= now and (self.ends is None or now < self.ends)


@dataclass(frozen=True, slots=True)
class Override:
    """For this time the person is on duty (`on`) or away, whatever the shifts say. The override made last holds."""

    shift: Shift
    on: bool
    made_at: datetime


def on_duty(
    shifts: Iterable[Shift], overrides: Iterable[Override], now: datetime, order: Sequence[int] = ()
) -> tuple[int, ...]:
    """The persons on duty, first in line first: in `order` when it names them, then by who went on first."""
    since: dict[int, datetime] = {}
    for shift in shifts:
        if shift.covers(now):
            since[shift.person] = min(shift.starts, since.get(shift.person, shift.starts))
    for override in sorted(overrides, key=lambda override: override.made_at):
        if not override.shift.covers(now):
            continue
        if override.on:
            since.setdefault(override.shift.person, override.shift.starts)
        else:
            since.pop(override.shift.person, None)
    places = {person: place for place, person in enumerate(order)}
    return tuple(sorted(since, key=lambda person: (places.get(person, len(places)), since[person], person)))


def next_in_line(on_duty: Sequence[int], paged: Collection[int]) -> int | None:
    """The first in line who has not been paged for this alert, or None when all have."""
    return next((person for person in on_duty if person not in paged), None)


@dataclass(frozen=True, slots=True)
class Staffing:
    """The persons of a unit who can be reached: those on duty in order, all coordinators, all administrators.

    `elsewhere` are the coordinators and administrators of other units alone: the last who can be told.
    """

    on_duty: tuple[int, ...]
    coordinators: tuple[int, ...]
    administrators: tuple[int, ...]
    elsewhere: tuple[int, ...] = ()

    @property
    def everyone(self) -> tuple[int, ...]:
        """Everybody of the unit, without repetition."""
        return _without_repetition((*self.on_duty, *self.coordinators, *self.administrators))

    def among(self, people: Collection[int]) -> Staffing:
        """Only those of them who are among `people`."""
        groups = (self.on_duty, self.coordinators, self.administrators, self.elsewhere)
        return Staffing(*(tuple(one for one in group if one in people) for group in groups))


@dataclass(frozen=True, slots=True)
class Called:
    """Who is paged, without repetition, and who else is told that nobody is on duty, or that nobody can be paged."""

    people: tuple[int, ...]
    warned: tuple[int, ...] = ()


def whom(page: Page, staffing: Staffing, paged: Collection[int] = ()) -> Called:
    """The persons of a page; `paged` holds those already paged for this alert since its ladder began.

    Nobody on duty: all coordinators at once, and the administrators are warned. Nobody next in line: all coordinators.
    Nobody in the unit at all: those of other units are warned, each time. Empty only when there is nobody anywhere.
    """
    everyone = staffing.everyone
    if not everyone:
        return Called((), staffing.elsewhere)
    named = (page.person,) if page.person in everyone else ()
    if page.audience is Audience.ONE and named:
        return Called(named)
    people = _without_repetition((*named, *_audience(page, staffing, paged)))
    people = people or tuple(person for person in everyone if person != page.past) or everyone
    if staffing.on_duty or page.repeat:
        return Called(people)
    return Called(people, tuple(person for person in staffing.administrators if person not in people))


def _audience(page: Page, staffing: Staffing, paged: Collection[int]) -> tuple[int, ...]:
    line = tuple(person for person in staffing.on_duty if person != page.past)
    everyone = _without_repetition((*staffing.on_duty, *staffing.coordinators))
    others = tuple(person for person in everyone if person != page.past)
    match page.audience:
        case Audience.ONE | Audience.FIRST:
            return line[:1] or others
        case Audience.NEXT:
            return _next(page, line, paged) or others
        case Audience.ON_DUTY:
            # One person on duty was paged first and has not answered: there is no next in line but everybody.
            return line if len(line) > 1 else others
        case Audience.ALL:
            return everyone
        case Audience.ADMINISTRATORS:
            return _without_repetition((*everyone, *staffing.administrators))
        case _:
            assert_never(page.audience)


def _next(page: Page, line: tuple[int, ...], paged: Collection[int]) -> tuple[int, ...]:
    already = tuple(person for person in line if person in paged)
    if page.repeat and already:
        return already
    following = next_in_line(line, paged)
    return () if following is None else (*already, following)


def _without_repetition(people: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(person for person in people if person is not None))
