"""Whom an alert reaches and what the coordinators are told, as values. Alerts carry no content."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Audience(enum.StrEnum):
    """Who is paged. From FIRST on each holds those before it; ONE is a named person alone."""

    ONE = "one"
    FIRST = "first"
    NEXT = "next"
    ON_DUTY = "on_duty"
    ALL = "all"
    ADMINISTRATORS = "administrators"

    @property
    def breadth(self) -> int:
        """0 for one person, rising to the administrators with everyone else."""
        return tuple(Audience).index(self)


class Why(enum.StrEnum):
    """What a page is about; it decides the wording and nothing more."""

    RAISED = "raised"
    RISEN = "risen"
    PASSED = "passed"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    NOT_CONTACTED = "not_contacted"


@dataclass(frozen=True, slots=True)
class Page:
    """Wake these people. `person` is always among them; `past` passed the case on and is left out of FIRST and NEXT.

    `repeat` tells that the same audience was paged before. `flows.roster.whom` turns a page into persons.
    """

    audience: Audience
    why: Why
    person: int | None = None
    past: int | None = None
    repeat: bool = False


class Event(enum.StrEnum):
    """What happened to an alert that everybody who was paged should see on their own page."""

    ACKNOWLEDGED = "acknowledged"
    PASSED = "passed"
    RISEN = "risen"
    LOWERED = "lowered"
    CONTACTED = "contacted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Announce:
    """Show on every page already sent what happened, by whom, and to whom it was passed (None: the next in line)."""

    what: Event
    by: int | None = None
    to: int | None = None


PagingEffect = Page | Announce
