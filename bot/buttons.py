"""What a button carries: a verb and its arguments, at most 64 bytes, understood again when it is tapped.

Buttons of a talk carry the turn on which they were drawn, so that one from an older screen is recognised.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flows import inputs

LIMIT = 64
"""Telegram's limit on callback data, in bytes."""

_NAMED: dict[str, Callable[[str, int], inputs.Input]] = {"c": inputs.Chose, "t": inputs.Ticked, "g": inputs.Change}
_BARE: dict[str, Callable[[int], inputs.Input]] = {"d": inputs.Done, "b": inputs.Back, "s": inputs.Skip}


@dataclass(frozen=True, slots=True)
class Press:
    """A button outside the talk: hide everything, open the talk again, something a coordinator does."""

    verb: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """What is written on a button and what it carries."""

    text: str
    carries: str


def talk(given: inputs.Chose | inputs.Ticked | inputs.Change | inputs.Done | inputs.Back | inputs.Skip) -> str:
    """Callback data for an input of a talk."""
    match given:
        case inputs.Chose(choice, turn):
            return f"c:{turn}:{choice}"
        case inputs.Ticked(choice, turn):
            return f"t:{turn}:{choice}"
        case inputs.Change(step, turn):
            return f"g:{turn}:{step}"
        case inputs.Done(turn):
            return f"d:{turn}"
        case inputs.Back(turn):
            return f"b:{turn}"
        case inputs.Skip(turn):
            return f"s:{turn}"


def press(verb: str, *arguments: str) -> str:
    """Callback data for a button outside the talk; `verb` is longer than one letter."""
    return ":".join((verb, *arguments))


def read(carried: str) -> inputs.Input | Press | None:
    """What a tapped button means; None for anything that Havn never wrote."""
    verb, *rest = carried.split(":")
    if verb in _NAMED and len(rest) == 2 and _is_turn(rest[0]) and rest[1]:  # noqa: PLR2004 - turn and choice
        return _NAMED[verb](rest[1], int(rest[0]))
    if verb in _BARE and len(rest) == 1 and _is_turn(rest[0]):
        return _BARE[verb](int(rest[0]))
    if len(verb) > 1 and verb.isascii() and verb.isalpha():
        return Press(verb, tuple(rest))
    return None


def _is_turn(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) < 10  # noqa: PLR2004 - more is rubbish
