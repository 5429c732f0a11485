"""Minutes as JSON: what is sealed, and what a program reads."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.model import Level
from flows.procedures.minuted import Minutes

FORM = 1
_BROKEN = "these are no minutes that this version can read"


def as_json(minutes: Minutes) -> dict[str, Any]:
    """The minutes as what `json.dumps` takes; times are in ISO 8601 with their zone."""
    content = {"form": FORM, **dataclasses.asdict(minutes)}
    plain: dict[str, Any] = json.loads(json.dumps(content, default=datetime.isoformat))
    return plain


def from_json(content: bytes | str) -> Minutes:
    """The minutes whose `as_json` was dumped to this. Raises ValueError, which quotes nothing of them."""
    try:
        return _minutes(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError):
        raise ValueError(_BROKEN) from None


def _minutes(given: Any) -> Minutes:  # noqa: ANN401 - what JSON may hold
    if given.pop("form") != FORM:
        raise ValueError
    minutes: Minutes = _read(Minutes, given)
    ZoneInfo(minutes.zone)
    Level.named(minutes.level)
    return minutes


def _read(kind: Any, given: Any) -> Any:  # noqa: ANN401 - whatever a field of the minutes may be
    """This value as the type that the field has, or ValueError."""
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        if not isinstance(given, dict) or given.keys() != hints.keys():
            raise ValueError
        made: Any = kind
        return made(**{name: _read(hint, given[name]) for name, hint in hints.items()})
    if typing.get_origin(kind) is tuple:
        if not isinstance(given, list):
            raise ValueError
        return tuple(_read(typing.get_args(kind)[0], one) for one in given)
    if typing.get_origin(kind) is types.UnionType:
        return None if given is None else _read(typing.get_args(kind)[0], given)
    if kind is datetime:
        return _moment(given)
    if type(given) is not kind:
        raise ValueError
    return given


def _moment(given: str) -> datetime:
    moment = datetime.fromisoformat(given)
    if moment.tzinfo is None:
        raise ValueError
    return moment
