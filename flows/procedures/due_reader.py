"""Deadlines as content writes them: "now", "2 h", "3 working days after minutes", or one for each level."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from flows.deadlines import Term
from flows.model import Level
from flows.procedures.minutes_text import LEVELS as CALLED
from flows.procedures.model import MEETING, START, Due
from flows.table import Table

LEVELS = tuple(level.key for level in Level)
LEVEL_NAMES = {level.key: called for level, called in CALLED.items()}
"""What people call each level: who writes 'gul' means 'yellow'."""
OTHER = "other"
DUE_KEYS = (*LEVELS, OTHER)
AT_ONCE = timedelta(minutes=15)
"""How long something that is due "now" may take."""
SHAPE = (
    r"now|at meeting|(?:same day|[1-9][0-9]{0,2} (?:min|h|days?|weeks?|working days?))"
    r"(?: after [A-Za-z0-9][A-Za-z0-9_-]*)?"
)
"""Every deadline that can be written, as a pattern that editors can check by."""

_SHAPE = re.compile(SHAPE)
_TERM = re.compile(r"([0-9]+) (min|h|day|week|working day)s?")
_EXAMPLES = '"now", "2 h", "3 days", "2 weeks after start", "3 working days after TASK", "same day" or "at meeting"'


def read_due(table: Table) -> dict[Level, Due]:
    """The deadline of each level under the key `due`; empty when there is none or when it cannot be read."""
    value = table.values.get("due")
    if isinstance(value, Mapping):
        line = table.source.lines.key(table.block, "due")
        return _by_level(Table(table.source, value, table.block, step=table.step, said="'due'"), line)
    found = _read(table, "due")
    return dict.fromkeys(Level, found) if found else {}


def _by_level(here: Table, line: int) -> dict[Level, Due]:
    here.only(*DUE_KEYS, called=LEVEL_NAMES)
    if not here.values:
        here.source.complaints.note(line, here.step, "'due' is empty. Write a deadline, or take the line away.")
    if OTHER in here.values and not set(LEVELS) - here.values.keys():
        here.complain(f"every level has its own deadline, so '{OTHER}' is for none. Take it away.", OTHER)
    read = {key: _read(here, key) for key in DUE_KEYS if key in here.values}
    found = {level: read[level.key] if level.key in read else read.get(OTHER) for level in Level}
    return {level: due for level, due in found.items() if due}


def _read(table: Table, key: str) -> Due | None:
    text = table.text(key)
    if not text:
        return None
    if not _SHAPE.fullmatch(text):
        table.complain(f"'{key}' is '{text}', which is no deadline. Write {_EXAMPLES}.", key)
        return None
    if text == "now":
        return Due(START, Term(AT_ONCE))
    if text == "at meeting":
        return Due(MEETING)
    term, _, base = text.partition(" after ")
    return Due(base or START, _term(term))


def _term(text: str) -> Term:
    found = _TERM.fullmatch(text)
    if found is None:
        return Term(same_day=True)
    number, unit = int(found[1]), found[2]
    if unit == "working day":
        return Term(working_days=number)
    if unit in {"day", "week"}:
        return Term(days=number * (7 if unit == "week" else 1))
    return Term(timedelta(hours=number) if unit == "h" else timedelta(minutes=number))
