"""The same condition where steps or tasks have other names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import overload

from flows.model import Condition, Row


@overload
def renamed(condition: Condition, mapping: Mapping[str, str]) -> Condition: ...
@overload
def renamed(condition: None, mapping: Mapping[str, str]) -> None: ...
@overload
def renamed(condition: Condition | None, mapping: Mapping[str, str]) -> Condition | None: ...
def renamed(condition: Condition | None, mapping: Mapping[str, str]) -> Condition | None:
    """The condition with every key that the mapping (old -> new) has under its new name."""
    if condition is None:
        return None
    groups = tuple(tuple(_part(part, mapping) for part in group) for group in condition.groups)
    return replace(condition, groups=groups)


def _part(part: Row | Condition, mapping: Mapping[str, str]) -> Row | Condition:
    if isinstance(part, Condition):
        return renamed(part, mapping)
    return replace(part, key=mapping.get(part.key, part.key))
