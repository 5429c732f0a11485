"""Conditions as content writes them: { age = ["u12"], days_to_departure = "<=3" } -> Condition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flows.model import Condition, Row
from flows.table import Table

_COMPARED = re.compile(r"(<=|>=|==|<|>)\s*(-?\d{1,5})")
_EXAMPLE = 'Write for example {} = {{ age = ["u12"], days_to_departure = "<=3" }}.'


def read_condition(table: Table, key: str) -> Condition | None:
    """The condition under this key, or None when there is none or it could not be read (which is noted).

    A table is true when all its keys are; a list of tables when one of them is. Whether the keys and values exist
    is looked at when the whole file has been read.
    """
    if key not in table.values:
        return None
    return _condition(table, key, table.values[key])


def _condition(table: Table, key: str, value: Any, *, negated: bool = False) -> Condition | None:  # noqa: ANN401 - a TOML value
    tables = value if isinstance(value, list) else [value]
    if not tables or not all(isinstance(each, Mapping) and each for each in tables):
        table.complain(f"'{key}' must be a table of answers. {_EXAMPLE.format(key)}", key)
        return None
    groups = tuple(_group(table, each) for each in tables)
    return Condition(groups, negated=negated) if all(groups) else None


def _group(table: Table, rows: Mapping[str, Any]) -> tuple[Row | Condition, ...]:
    """The rows that must all be true; empty when one of them could not be read."""
    read = [
        _condition(table, "not", value, negated=True) if key == "not" else _row(table, key, value)
        for key, value in rows.items()
    ]
    whole = tuple(each for each in read if each is not None)
    return whole if len(whole) == len(read) else ()


def _row(table: Table, key: str, value: Any) -> Row | None:  # noqa: ANN401 - a TOML value
    if isinstance(value, bool):
        return Row(key, answered=value)
    if isinstance(value, str) and value[:1] in "<>=" and value:
        compared = _COMPARED.fullmatch(value)
        if compared:
            return Row(key, compare=(compared[1], int(compared[2])))
        table.complain(f"'{value}' is no comparison. Write <=, <, >=, > or == and a whole number.", key)
        return None
    answers = value if isinstance(value, list) else [value]
    if answers and all(isinstance(answer, str) and answer for answer in answers):
        return Row(key, among=frozenset(answers))
    table.complain(f"'{key}' must be an answer's id, a list of them, a comparison such as \"<=3\", true or false.", key)
    return None
