"""Telegram's published Bot API schema, as the source distribution of aiogram carries it.

`HAVN_BOT_API_SCHEMA` names the file; without it, it is `share/bot-api-schema.json` in the virtual environment.
"""

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a type or a parameter of a method: its type expression and the documentation's sentences on it."""

    name: str
    type: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A published type or method. A union has `members` and no fields; `returns` is the description, for methods."""

    name: str
    fields: Mapping[str, Field]
    members: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Published:
    """The whole schema: its version, its types and its methods by name."""

    version: str
    types: Mapping[str, Entry]
    methods: Mapping[str, Entry]


def schema_path() -> Path:
    """Where the schema is read from."""
    return Path(os.environ.get("HAVN_BOT_API_SCHEMA") or Path(sys.prefix) / "share" / "bot-api-schema.json")


@cache
def published() -> Published:
    """The schema, read once. Raises RuntimeError with the mend when the file is missing or is not the schema."""
    path = schema_path()
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        raw = [child for group in document["items"] for child in group["children"]]
        entries = [_entry(child, {str(one["name"]) for one in raw}) for child in raw]
        version = str(document["api"]["version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = (
            f"no Bot API schema at {path} ({type(error).__name__}): copy .butcher/schema/schema.json"
            " out of aiogram's source distribution, or name the file in HAVN_BOT_API_SCHEMA"
        )
        raise RuntimeError(message) from error
    types = {entry.name: entry for entry in entries if entry.name[0].isupper()}
    methods = {entry.name: entry for entry in entries if entry.name[0].islower()}
    return Published(version, types, methods)


def _entry(raw: Mapping[str, object], known: set[str]) -> Entry:
    annotations = raw["annotations"]
    if not isinstance(annotations, list):
        raise TypeError
    fields = {
        str(one["name"]): Field(str(one["name"]), str(one["type"]), one["required"] is True, str(one["description"]))
        for one in annotations
    }
    listed = re.findall(r'<li><a href="#\w+">(\w+)</a></li>', str(raw["html_description"]))
    members = () if fields else tuple(name for name in listed if name in known and name[0].isupper())
    return Entry(str(raw["name"]), fields, members, str(raw["description"]))
