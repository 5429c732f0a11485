"""The municipality's own settings (HAVN_CONFIG): units, telephone numbers, languages, deadlines and the bot's face."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.helplines import Audience, Helpline, Helplines, read_helplines
from bot.looks import Face, read_face
from bot.misplaced import note_misplaced
from bot.services import Service, directory, numbers, read_services
from bot.urgency import read_urgency
from bot.working_days import Closed, supported
from flows.deadlines import Calendar, Term
from flows.fault import ContentError, Fault
from flows.ladder import Ladders
from flows.model import Level
from flows.parsing import parsed
from flows.table import IDENTIFIER, Source, Table

__all__ = ["Audience", "Face", "Helpline", "Municipality", "MunicipalityError", "Place", "Unit", "load", "read"]

PACKAGED = "municipality.toml"
LONGEST_DRAFT = 72
_KEYS = (
    "name", "zone", "country", "also_closed", "draft_hours", "languages", "procedures", "not_offered",
    "unit", "place", "helpline", "service", "level", "face",
)  # fmt: skip
_DAY_OF_YEAR = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class MunicipalityError(Exception):
    """The municipality's file cannot be used. The text is one line: file, line, what is wrong and the mend."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the municipality with coordinators of its own; its cases are sealed to them."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a declaration may be registered with the help of staff, and the unit that its cases go to."""

    id: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality's settings, checked. The first unit and the first language are the default ones.

    `procedures` is the folder of its own procedures, which are added to those that come with the program; those in
    `not_offered` cannot be begun here.
    """

    name: str
    calendar: Calendar
    languages: tuple[str, ...]
    units: tuple[Unit, ...]
    places: tuple[Place, ...]
    helplines: Helplines
    answers: Mapping[Level, Term]
    ladders: Ladders
    face: Face
    draft_life: timedelta
    procedures: Path | None = None
    not_offered: frozenset[str] = frozenset()
    services: Mapping[str, Service] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that its deadlines and days are told in."""
        return self.calendar.zone

    def unit(self, identifier: str | None = None) -> str:
        """The id of this unit, or of the first when none is named. Raises MunicipalityError for an unknown one."""
        known = tuple(unit.id for unit in self.units)
        if identifier is not None and identifier not in known:
            raise MunicipalityError(f"There is no unit '{identifier}'. Choose one of: {', '.join(known)}.")
        return known[0] if identifier is None else identifier

    def is_holiday(self, day: date) -> bool:
        """Whether the offices are closed for a holiday this day."""
        return self.calendar.is_holiday(day)

    def helpline(self, key: str, today: date, audience: Audience = Audience.YOUTH) -> Helpline:
        """A telephone number with all that is known of it; Withheld when the audience must not be shown it today."""
        return self.helplines.get(key, audience, today)

    def numbers(self, today: date, audience: Audience = Audience.YOUTH) -> dict[str, str]:
        """The telephone numbers that this audience may be shown today, by key."""
        return {**self.helplines.numbers(audience, today), **numbers(self.services, audience, today)}

    @property
    def directory(self) -> dict[str, Service]:
        """Every telephone number and every service of its own, by id, as staff look them up."""
        return directory(self.helplines, self.services)


def load(path: Path | None) -> Municipality:
    """The settings in this file, or those of the packaged example. Raises MunicipalityError."""
    if path is None:
        return read(resources.files("bot").joinpath(PACKAGED).read_text(encoding="utf-8"), PACKAGED)
    try:
        return read(path.read_text(encoding="utf-8-sig"), path.name, path.parent)
    except UnicodeDecodeError:
        raise MunicipalityError(f"{path.name} is not UTF-8. Save it as UTF-8.") from None
    except OSError as error:
        raise MunicipalityError(f"HAVN_CONFIG cannot be read: {error.strerror}. Check {str(path)!r}.") from None


def read(text: str, file: str, beside: Path | None = None) -> Municipality:
    """The settings that this TOML text holds. Raises MunicipalityError with the first fault and how many more.

    `beside` is the folder that the file lies in: the one that 'procedures' names is looked for there.
    """
    source = Source(text, file)
    try:
        values = parsed(text, source)
    except ContentError as error:
        raise MunicipalityError(str(error)) from None
    note_misplaced(source, values)
    _refuse(source.complaints.faults)
    read_in = _read(Table(source, values, source.lines.block("")), beside or Path())
    _refuse(source.complaints.faults)
    return read_in


def _refuse(faults: list[Fault]) -> None:
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise MunicipalityError(f"{faults[0]}{more}")


def _read(top: Table, beside: Path) -> Municipality:
    top.only(*_KEYS)
    languages = top.words("languages", ("nb",))
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            top.complain(f"'{language}' is no language code such as nb, nn or en.", "languages")
    calendar = Calendar(_zone(top), Closed(_country(top), _also_closed(top)))
    urgency = read_urgency(top)
    units, helplines = _units(top), read_helplines(top)
    return Municipality(
        name=top.text("name", needed=True),
        calendar=calendar,
        languages=languages,
        units=units,
        places=_places(top, units),
        helplines=helplines,
        answers=urgency.answers,
        ladders=Ladders(urgency.plans, calendar),
        face=read_face(top, languages),
        draft_life=timedelta(hours=_draft_hours(top)),
        procedures=_procedures(top, beside),
        not_offered=frozenset(top.words("not_offered", ())),
        services=read_services(top, helplines),
    )


def _zone(top: Table) -> ZoneInfo:
    name = top.text("zone", "Europe/Oslo")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        top.complain(f"'{name}' is no time zone. Write one such as Europe/Oslo.", "zone")
        return ZoneInfo("UTC")


def _country(top: Table) -> str:
    country = top.text("country", "NO")
    if not supported(country):
        top.complain(f"the holidays of '{country}' are not known. Write two capital letters such as NO.", "country")
    return country


def _also_closed(top: Table) -> frozenset[tuple[int, int]]:
    days = set()
    for written in top.words("also_closed", ()):
        found = _DAY_OF_YEAR.fullmatch(written)
        try:
            day = date(2000, int(found[2]), int(found[1])) if found else None  # 2000 had a 29 February
        except ValueError:
            day = None
        if day is None:
            top.complain(f"'{written}' is no day of the year. Write it as 24.12.", "also_closed")
        else:
            days.add((day.month, day.day))
    return frozenset(days)


def _draft_hours(top: Table) -> int:
    hours = top.whole("draft_hours", LONGEST_DRAFT)
    if not 1 <= hours <= LONGEST_DRAFT:
        top.complain(f"'draft_hours' is {hours}; drafts are kept from 1 to {LONGEST_DRAFT} hours.", "draft_hours")
    return hours


def _procedures(top: Table, beside: Path) -> Path | None:
    named = top.text("procedures")
    if not named:
        return None
    folder = beside / named
    if not folder.is_dir():
        top.complain(f"there is no folder '{named}' beside this file. Make it, or take the line away.", "procedures")
    return folder


def _units(top: Table) -> tuple[Unit, ...]:
    tables = _named(top, "unit", ("id", "name"))
    if not tables:
        top.complain('there is no unit. Add [[unit]] with id = "…" and name = "…".')
    return tuple(Unit(identifier, table.text("name", needed=True)) for identifier, table in tables.items())


def _places(top: Table, units: tuple[Unit, ...]) -> tuple[Place, ...]:
    known = [unit.id for unit in units]
    first = known[0] if known else ""
    return tuple(
        Place(identifier, table.text("name", needed=True), table.one_of("unit", known, first))
        for identifier, table in _named(top, "place", ("id", "name", "unit")).items()
    )


def _named(top: Table, kind: str, keys: tuple[str, ...]) -> dict[str, Table]:
    """The [[unit]] or [[place]] tables by their id."""
    found: dict[str, Table] = {}
    for nth, values in enumerate(top.listed(kind)):
        table = Table(top.source, values, top.source.lines.block(kind, nth), said=kind)
        table.only(*keys)
        identifier = table.text("id", needed=True)
        if identifier and not IDENTIFIER.fullmatch(identifier):
            table.complain(f"'{identifier}' must be letters a-z, digits, _ and - only.", "id")
        if identifier in found:
            table.complain(f"'{identifier}' is there twice. Rename one of them.", "id")
        found[identifier] = table
    return found
