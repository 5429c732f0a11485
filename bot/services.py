"""Where help is found: the municipality's own services beside the telephone numbers, each with how certain it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.helplines import NUMBER, REVIEW_AFTER, Audience, Certainty, Helpline, Helplines
from flows.table import Table

_KEYS = (
    "name", "number", "hours", "hours_certainty", "for_whom", "certainty", "checked", "source", "address",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """A service that people are sent to. Without a number, `source` is where staff find it.

    `certainty` and `checked` are there whenever there is a number; a `fixed` number never ages.
    """

    id: str
    name: str
    for_whom: str
    source: str
    number: str = ""
    hours: str = ""
    hours_certainty: Certainty = Certainty.LOW
    certainty: Certainty = Certainty.LOW
    checked: date | None = None
    address: str = ""
    fixed: bool = False

    def current(self, today: date) -> bool:
        """The number was checked, less than a year ago or for good."""
        return self.checked is not None and (self.fixed or today <= self.checked + REVIEW_AFTER)

    def shown_to(self, audience: Audience, today: date) -> bool:
        """Staff see every service; a young person only one whose number is certain and freshly checked."""
        if audience is Audience.STAFF:
            return True
        return bool(self.number) and self.certainty is Certainty.HIGH and self.current(today)


def directory(helplines: Helplines, services: Mapping[str, Service]) -> dict[str, Service]:
    """The telephone numbers and the municipality's own services as one list, by id."""
    return {**{key: _of(line) for key, line in helplines.by_key.items()}, **services}


def numbers(services: Mapping[str, Service], audience: Audience, today: date) -> dict[str, str]:
    """The numbers of these services that this audience may be shown today, by id."""
    shown = (one for one in services.values() if one.number and one.shown_to(audience, today))
    return {one.id: one.number for one in shown}


def _of(line: Helpline) -> Service:
    return Service(
        id=line.key,
        name=line.name,
        for_whom=line.for_whom,
        source=line.source,
        number=line.number,
        hours=line.hours,
        hours_certainty=line.hours_certainty,
        certainty=line.certainty,
        checked=line.checked,
        fixed=line.fixed,
    )


def read_services(top: Table, helplines: Helplines) -> dict[str, Service]:
    """The [service.NAME] tables of a municipality's file; what is wrong is noted there."""
    found: dict[str, Service] = {}
    for name, values in top.tables("service").items():
        table = Table(top.source, values, top.source.lines.block(f"service.{name}"), said=f"service {name}")
        if name in helplines.by_key:
            table.complain(f"there is a [helpline.{name}] already. Give the service another name.")
        found[name] = _read(table, name)
    return found


def _read(table: Table, name: str) -> Service:
    table.only(*_KEYS)
    number = table.text("number")
    if number and not NUMBER.fullmatch(number):
        table.complain(f"'{number}' is no telephone number. Write digits with single spaces.", "number")
    certainty = Certainty(table.one_of("certainty", tuple(Certainty), Certainty.LOW, needed=bool(number)))
    if number and "checked" not in table.values:
        table.complain("'checked' is missing. Add the day the number was checked: checked = 2026-11-22.")
    return Service(
        id=name,
        name=table.text("name", needed=True),
        for_whom=table.text("for_whom", needed=True),
        source=table.text("source", needed=True),
        number=number,
        hours=table.text("hours"),
        hours_certainty=Certainty(table.one_of("hours_certainty", tuple(Certainty), certainty)),
        certainty=certainty,
        checked=table.day("checked"),
        address=table.text("address"),
    )
