"""Choices between braces and [[result]] tables: an id that is stored, a text that is shown."""

from __future__ import annotations

from collections.abc import Iterable

from flows.lines import Block
from flows.model import Choice
from flows.procedures.spoken import Spoken
from flows.table import IDENTIFIER, Table

CHOICE_KEYS = ("id", "text")


def read_choices(table: Table, spoken: Spoken) -> tuple[Choice, ...]:
    """The choices of a task, in their order."""
    lines = table.source.lines
    here = []
    listed = table.listed("choices")
    if "choices" in table.values and not listed:
        table.source.unsure.add(table.step)
    for values in listed:
        line = lines.choice(table.block, values["id"]) if isinstance(values.get("id"), str) else table.block.first
        block = Block(table.block.name, line, line + 1)
        here.append(Table(table.source, values, block, step=table.step, said="a choice"))
    return _read(here, spoken)


def read_results(table: Table, spoken: Spoken) -> tuple[Choice, ...]:
    """Every [[result]], in the order of the file."""
    lines = table.source.lines
    here = [
        Table(table.source, values, lines.block("result", nth), said="[[result]]")
        for nth, values in enumerate(table.listed("result"))
    ]
    return _read(here, spoken)


def _read(tables: Iterable[Table], spoken: Spoken) -> tuple[Choice, ...]:
    found: dict[str, Choice] = {}
    for number, here in enumerate(tables, 1):
        here.only(*CHOICE_KEYS)
        identifier = here.text("id", needed=True)
        if not identifier or identifier in found or not IDENTIFIER.fullmatch(identifier):
            here.source.unsure.add(here.step)
        if identifier and not IDENTIFIER.fullmatch(identifier):
            here.complain(f"'{identifier}' must be letters a-z, digits, _ and - only.", "id")
        if identifier in found:
            here.complain(f"the id '{identifier}' stands twice. Give each its own.", "id")
        name = identifier or str(number)
        found[name] = Choice(name, spoken.text(here, "text", needed=True))
    return tuple(found.values())
