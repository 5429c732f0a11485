"""TOML -> values, with what is wrong told in plain words at its line."""

from __future__ import annotations

import re
import tomllib
from importlib.resources.abc import Traversable
from typing import Any

from flows.fault import ContentError, Fault
from flows.table import Source
from flows.unreadable import told

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")
_DECLARED = re.compile(r"Cannot declare \((.*?),?\) twice")
_IN_LINE = re.compile(r"Duplicate inline table key '(.*)'")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*(?:=|\.[\w."' -]+=)""")


def written(file: Traversable) -> str:
    """The text of this file, without the mark that some editors put before it (BOM). ContentError when not UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError([Fault(file.name, 1, "", "the file is not UTF-8. Save it as UTF-8.")]) from error


def parsed(text: str, source: Source) -> dict[str, Any]:
    """The values of this TOML text. ContentError with the one fault that TOML tells, in plain words where it can be."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError([_broken(source, text.splitlines(), str(error))]) from error


def _broken(source: Source, rows: list[str], said: str) -> Fault:
    place = _PLACE.search(said)
    line = int(place[1]) if place and place[1] else max(1, len(rows))
    what = _PLACE.sub("", said)
    if declared := _DECLARED.fullmatch(what):
        name = ".".join(part.strip(" '\"") for part in declared[1].split(","))
        if name == "task":
            return _fault(source, line, "[task] stands twice. Put all short steps under one [task], last in the file.")
        return _fault(source, line, f"[{name}] stands twice. Give one of them another name.")
    if in_line := _IN_LINE.fullmatch(what):
        return _fault(source, line, f"'{in_line[1]}' is set twice between the braces. Keep one of them.")
    if what == "Cannot overwrite a value":
        return _overwritten(source, rows, line)
    if mend := told(rows, line, int(place[2] or 0) if place else 0, what):
        return _fault(source, *mend)
    return _fault(source, line, f"this is not TOML: {what}.")


def _overwritten(source: Source, rows: list[str], line: int) -> Fault:
    """TOML tells the end of the second value: its key stands on that line or above it."""
    for number in range(line, 0, -1):
        if rows[number - 1].lstrip().startswith("["):
            header = rows[number - 1].strip()
            return _fault(source, number, f"what {header} names stands above already, as something else. Rename it.")
        if key := _KEY.match(rows[number - 1]):
            return _fault(source, number, f"'{key[1]}' is set twice in this table. Keep one of them.")
    return _fault(source, line, "a value is set twice. Keep one of them.")


def _fault(source: Source, line: int, text: str) -> Fault:
    return Fault(source.complaints.file, line, "", text)
