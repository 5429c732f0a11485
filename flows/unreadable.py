"""What TOML cannot read, told in plain words with the mend: quotes, commas, brackets, dates and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

STRAIGHT = 'Put words between straight quotes ("…")'
NAMED = "a name has a-z, digits, _ and - only, and then '='"
_ONE_LINE = "Keep everything between { and } on one line"
_INSIDE = 'write a quote inside a text as \\"'
_CURLY = "“”„‟«»‹›‘’‚`´"
_DATE = re.compile(r"\s*\d{1,4}[./–—-]\d")
_NEXT = re.compile(r"\s*([\w.-]+)\s*=")
_NOTHING = re.compile(r"\s*(?:#.*)?")
_FENCE = re.compile(r'"""|' + "'''")
_HEADER = re.compile(r"\s*\[{1,2}[\w.-]+\]")
_OPENS = re.compile(r"=\s*\[")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the parser gave up: the rows of the file, the line counted from 1, and what stands before and after."""

    rows: list[str]
    line: int
    before: str
    rest: str

    @property
    def at_end(self) -> bool:
        """Whether nothing but a remark follows on the line."""
        return bool(_NOTHING.fullmatch(self.rest))


Told = tuple[int, str]
"""The line to look at, and what to do there."""


def told(rows: list[str], line: int, column: int, what: str) -> Told | None:
    """The line and the mend for the parser's words at this place (both counted from 1); None for any other fault.

    Column 0 is the end of the line.
    """
    row = rows[line - 1] if line <= len(rows) else ""
    at = column - 1 if column else len(row)
    spot = Spot(rows, line, row[:at], row[at:])
    for begins, tells in _KINDS.items():
        if what.startswith(begins):
            found = tells(spot)
            return (line, found) if isinstance(found, str) else found
    return None


def _value(spot: Spot) -> Told | str:
    after = spot.before.rstrip()[-1:]
    said = f"what follows '{after}' cannot be read" if after else "this value cannot be read"
    first = spot.rest[:1]
    if _HEADER.match(spot.before + spot.rest) or (spot.at_end and after != "="):
        return _opened(spot)
    if spot.at_end:
        return f"nothing follows '{after}'. {STRAIGHT}, or write a number, a date or true."
    if first in _CURLY:
        return f"{said}. {STRAIGHT}, not {first}."
    if re.match(r"(?i:true|false)\b", spot.rest):
        return f"{said}. Write true and false small."
    if _NEXT.match(spot.rest):
        return f"{said}. Put the name and its value between braces: {{ {spot.rest.strip()} }}."
    if first.isspace():
        return f"{said}: the space before it is of another kind. Delete it and type it again."
    return f"{said}. {STRAIGHT}; write true and false small."


def _statement(spot: Spot) -> str:
    """Something follows what was already whole."""
    if spot.before.lstrip().startswith("["):
        return "nothing follows the name in [ ]. Begin a new line after it."
    value = spot.before.partition("=")[2].lstrip()
    if _DATE.match(value + spot.rest):
        return "this is no date. Write a date as 2026-11-22, without quotes."
    if following := _NEXT.match(spot.rest):
        return f"one name stands on each line. Begin a new line before '{following[1]}'."
    if value.startswith("'"):
        return 'the text ends at its second \'. Put it between straight double quotes ("…").'
    if value.startswith('"'):
        return f"the text ends at its second quote, and more follows; {_INSIDE}."
    if value.startswith(("[", "{")):
        return "nothing follows the bracket that closes. Take away what stands behind it."
    return f"what follows '=' cannot be read. {STRAIGHT}; write true and false small."


def _name(spot: Spot) -> str:
    if spot.rest.lstrip().startswith(":"):
        return f"{NAMED}, not ':'."
    return f"{NAMED}."


def _key(spot: Spot) -> str:
    """A name was looked for: in a heading, or between braces."""
    if spot.before.lstrip().startswith("["):
        return _heading(spot)
    if spot.at_end:
        return f"a '}}' is missing, or this goes on on the next line. {_ONE_LINE}."
    if spot.rest.startswith("}"):
        return "no comma stands before '}'. Take it away."
    return f"{NAMED}."


def _braces(spot: Spot) -> str:
    if spot.at_end:
        return f"a '}}' is missing, or this goes on on the next line. {_ONE_LINE}, and close it there."
    if following := _NEXT.match(spot.rest):
        return f"a comma is missing before '{following[1]}'."
    return f"a quote or a comma is missing here; {_INSIDE}."


def _list(spot: Spot) -> Told | str:
    if spot.before.strip() and not spot.at_end:
        if spot.rest[:1] in "\"'{[":
            return "a comma is missing before this value."
        return f"a quote or a comma is missing here; {_INSIDE}."
    if spot.rest[:1] in {"{", '"', "'"}:
        return "a comma is missing: one stands after each value of a list, also before a new line."
    return _opened(spot)


def _opened(spot: Spot) -> Told:
    """Where the list began that was still open when the parser gave up."""
    above = enumerate(spot.rows[: spot.line], 1)
    opened = max((number for number, row in above if _OPENS.search(row)), default=spot.line)
    return opened, "the list that begins here is not closed. Write ] after its last value."


def _text(_: Spot) -> str:
    return 'a text is not closed on its line. End it with a straight quote ("), or begin and end it with """.'


def _fenced(spot: Spot) -> Told | str:
    opened = next((n for n in range(len(spot.rows), 0, -1) if _FENCE.search(spot.rows[n - 1])), 0)
    if not opened:
        return _text(spot)
    fence = _FENCE.findall(spot.rows[opened - 1])[-1]
    return opened, f"the text that begins here is not closed. Write {fence} at its end."


def _heading(spot: Spot) -> str:
    if "]" not in spot.rest:
        return "a ] is missing at the end of this line."
    if spot.before.lstrip().startswith("[[") and spot.rest.startswith("]"):
        return "what begins with [[ ends with ]]."
    return "a name in [ ] has a-z, digits, _ and - only."


def _begins(spot: Spot) -> str:
    first = spot.rest[:1]
    if first in "]})":
        return f"this {first} closes nothing. Take it away, or look above for one too many."
    if first in _CURLY or first.isalpha():
        return f"{NAMED}."
    return "a line begins with a name and '=', with a name in [ ] or, for a remark, with #."


def _backslash(_: Spot) -> str:
    return 'write \\ inside a text as \\\\. Alone it is for \\" and for \\n, which begins a line.'


def _fixed(_: Spot) -> str:
    return "this is written between [ ] or { } above, which is all of it. Add to it there, or write all of it here."


_KINDS: Mapping[str, Callable[[Spot], Told | str]] = {
    "Invalid value": _value,
    "Expected newline or end of document": _statement,
    "Expected '='": _name,
    "Invalid initial character for a key": _key,
    "Unclosed inline table": _braces,
    "Unclosed array": _list,
    "Illegal character '\\n'": _text,
    "Unterminated string": _fenced,
    "Expected \"'''\"": _fenced,
    "Expected ']": _heading,
    "Invalid statement": _begins,
    "Unescaped": _backslash,
    "Invalid hex": _backslash,
    "Cannot mutate immutable": _fixed,
}
"""What the parser's words begin with, and what to say in their place."""
