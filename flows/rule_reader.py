"""What stands beside the steps of a content file: sections, facts, level rules, checks and the alarm."""

from __future__ import annotations

from collections.abc import Iterator

from flows.condition_reader import read_condition
from flows.model import Alarm, Check, Condition, Fact, Level, Rule
from flows.table import Table

_LEVELS = tuple(level.key for level in Level)
_NEVER = Condition(())  # Stands in for a condition that could not be read; the fault is noted already.


def read_sections(table: Table) -> dict[str, str]:
    """The titles of [section.…] by name."""
    return {name: here.text("title", needed=True) for name, here in _named(table, "section", "title")}


def read_facts(table: Table) -> dict[str, Fact]:
    """[fact.…] by name."""
    return {
        name: Fact(name, here.text("days_until", needed=True)) for name, here in _named(table, "fact", "days_until")
    }


def read_rules(table: Table) -> tuple[Rule, ...]:
    """Every [[level]], in the order of the file."""
    return tuple(
        Rule(
            level=Level.named(here.one_of("name", _LEVELS, "blue", needed=True)),
            because=here.text("because", needed=True),
            when=_needed_condition(here),
            line=here.block.first,
        )
        for here in _numbered(table, "level", "name", "because", "when")
    )


def read_checks(table: Table) -> tuple[Check, ...]:
    """Every [[check]], in the order of the file."""
    return tuple(
        Check(
            name=here.text("name", needed=True),
            step=here.text("date", needed=True),
            when=_needed_condition(here),
            plus_hours=here.whole("plus_hours", needed=True),
            fallback_days=here.whole("fallback_days", needed=True),
            line=here.block.first,
        )
        for here in _numbered(table, "check", "name", "when", "date", "plus_hours", "fallback_days")
    )


def read_alarm(table: Table) -> Alarm | None:
    """[alarm], or None when there is none."""
    if "alarm" not in table.values:
        return None
    block = table.source.lines.block("alarm")
    if not isinstance(table.values["alarm"], dict):
        table.source.complaints.note(block.first, "", "'alarm' must be a table: [alarm].")
        return None
    here = Table(table.source, table.values["alarm"], block, said="[alarm]")
    here.only("at", "tell", "short")
    level = here.one_of("at", _LEVELS, "blue", needed=True)
    return Alarm(Level.named(level), here.text("tell", needed=True), here.text("short", needed=True))


def _needed_condition(table: Table) -> Condition:
    if "when" not in table.values:
        table.complain("'when' is missing. Add when = { step = [\"answer\"] }.")
    return read_condition(table, "when") or _NEVER


def _named(table: Table, kind: str, *known: str) -> Iterator[tuple[str, Table]]:
    """The tables [kind.name] by name, each refusing the keys that are not known."""
    for name, values in table.tables(kind).items():
        here = Table(table.source, values, table.source.lines.block(f"{kind}.{name}"), said=f"[{kind}.{name}]")
        here.only(*known)
        yield name, here


def _numbered(table: Table, kind: str, *known: str) -> Iterator[Table]:
    """The tables [[kind]] in order, each refusing the keys that are not known."""
    for nth, values in enumerate(table.listed(kind)):
        here = Table(table.source, values, table.source.lines.block(kind, nth), said=f"[[{kind}]]")
        here.only(*known)
        yield here
