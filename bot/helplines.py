"""Telephone numbers, each with how certain it is and when it was checked. A wrong number is worse than none."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flows.fault import meant
from flows.table import Table

NEEDED = ("police", "medical", "alarmtelefonen")  # The screens of danger name these.
REVIEW_AFTER = timedelta(days=365)
NUMBER = re.compile(r"\+?[0-9](?: ?[0-9]){2,14}")


class Certainty(enum.StrEnum):
    """How sure we are of a number or its hours."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Audience(enum.StrEnum):
    """Who is shown a number."""

    YOUTH = "youth"
    STAFF = "staff"


class Withheld(LookupError):
    """A number that is not known, too uncertain or too old is not shown to a young person."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A telephone number as people dial it from Norway. A `fixed` one (112, 113) is the country's own, for good."""

    key: str
    name: str
    number: str
    for_whom: str
    certainty: Certainty
    checked: date
    source: str
    hours: str = ""
    hours_certainty: Certainty = Certainty.HIGH
    fixed: bool = False

    @property
    def review_by(self) -> date | None:
        """The last day the check is good for: a year after it was made; None when it never ages."""
        return None if self.fixed else self.checked + REVIEW_AFTER

    @property
    def open_hours(self) -> str:
        """The hours when they are certain, otherwise nothing."""
        return self.hours if self.hours_certainty is Certainty.HIGH else ""

    def shown_to(self, audience: Audience, today: date) -> bool:
        """Staff see every number with its certainty; a young person only what is certain and freshly checked."""
        if audience is Audience.STAFF:
            return True
        return self.certainty is Certainty.HIGH and (self.review_by is None or today <= self.review_by)


@dataclass(frozen=True, slots=True)
class Helplines:
    """Every number of the municipality, by key."""

    by_key: Mapping[str, Helpline]

    def get(self, key: str, audience: Audience, today: date) -> Helpline:
        """The helpline with this key. Raises Withheld when this audience must not be shown it today."""
        found = self.by_key.get(key)
        if found is None:
            raise Withheld(f"There is no telephone number with the key '{key}'.{meant(key, self.by_key)}")
        if not found.shown_to(audience, today):
            raise Withheld(f"The telephone number '{key}' is uncertain, or it was not checked for a year.")
        return found

    def numbers(self, audience: Audience, today: date) -> dict[str, str]:
        """The numbers that this audience may be shown today, by key."""
        return {key: each.number for key, each in self.by_key.items() if each.shown_to(audience, today)}

    def to_check(self, today: date, ahead: timedelta = timedelta(days=60)) -> tuple[Helpline, ...]:
        """Those that young people no longer see, or will not within `ahead`: somebody must check them again."""
        return tuple(each for each in self.by_key.values() if not each.shown_to(Audience.YOUTH, today + ahead))


def read_helplines(top: Table) -> Helplines:
    """The [helpline.KEY] tables of a municipality's file; what is wrong is noted there."""
    found = {
        key: _read(Table(top.source, values, top.source.lines.block(f"helpline.{key}"), said=f"helpline {key}"), key)
        for key, values in top.tables("helpline").items()
    }
    for key in NEEDED:
        if key not in found:
            top.complain(f"there is no telephone number '{key}'. Add [helpline.{key}].")
    return Helplines(found)


def _read(table: Table, key: str) -> Helpline:
    table.only("name", "number", "for_whom", "certainty", "checked", "source", "hours", "hours_certainty", "fixed")
    number = table.text("number", needed=True)
    if number and not NUMBER.fullmatch(number):
        table.complain(
            f"'{number}' is no telephone number. Write digits with single spaces, such as 116 111.", "number"
        )
    certainty = Certainty(table.one_of("certainty", tuple(Certainty), Certainty.LOW, needed=True))
    checked = table.day("checked")
    if "checked" not in table.values:
        table.complain("'checked' is missing. Add the day it was checked: checked = 2026-11-22.")
    return Helpline(
        key=key,
        name=table.text("name", needed=True),
        number=number,
        for_whom=table.text("for_whom", needed=True),
        certainty=certainty,
        checked=checked or date.min,
        source=table.text("source", needed=True),
        hours=table.text("hours"),
        hours_certainty=Certainty(table.one_of("hours_certainty", tuple(Certainty), certainty)),
        fixed=table.flag("fixed"),
    )
