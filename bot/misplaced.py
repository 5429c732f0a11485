"""Settings of the whole file that were written under a table, where they belong to that table alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flows.table import Source

ONLY_ON_TOP = ("zone", "country", "also_closed", "draft_hours", "languages", "procedures", "not_offered")
"""What no table has, so that it stands in the wrong place there."""


def note_misplaced(source: Source, values: Mapping[str, Any]) -> None:
    """Note each key of the top that stands below the first heading, where it is set."""
    for name, nth, table in _tables(values, ""):
        for key in ONLY_ON_TOP:
            if key in table:
                line = source.lines.key(source.lines.block(name, nth), key)
                text = f"'{key}' stands under [{name}], so it is not read. Put '{key}' above the first [ ]."
                source.complaints.note(line, "", text)


def _tables(values: Mapping[str, Any], within: str) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Every table below this one: its dotted name, which one of that name it is, and what it holds."""
    for key, value in values.items():
        name = f"{within}.{key}".lstrip(".")
        for nth, one in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(one, Mapping):
                yield name, nth, one
                yield from _tables(one, name)
