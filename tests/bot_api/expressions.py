"""Is a value of a published type? Types are Telegram's own expressions, such as "Array of Integer or String"."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.bot_api.limits import breaches, fixed_value, rules_of_choice
from tests.bot_api.published import Entry, published


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call as multipart/form-data; `size` is in bytes."""

    filename: str
    size: int


SCALARS: Mapping[str, Callable[[object], bool]] = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: isinstance(value, Upload),
}


def alternatives(expression: str) -> tuple[str, ...]:
    """The parts of a union: "A or B" -> A, B. An array is one part, whatever its elements are."""
    if expression.startswith("Array of "):
        return (expression,)
    return tuple(re.split(r", | or | and ", expression))


def problems(expression: str, value: object, where: str) -> list[str]:
    """What keeps `value` from being of the type, a line each that begins with the place; empty when it is."""
    found = [_as_one(one, value, where) for one in alternatives(expression)]
    return min(found, key=len) if all(found) else []


def _as_one(expression: str, value: object, where: str) -> list[str]:
    if expression.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: expected {expression}, got {type(value).__name__}"]
        inner = expression.removeprefix("Array of ")
        return [line for place, item in enumerate(value) for line in problems(inner, item, f"{where}[{place}]")]
    if expression in SCALARS:
        fits = SCALARS[expression](value)
        return [] if fits else [f"{where}: expected {expression}, got {type(value).__name__}"]
    if expression == "KeyboardButton" and isinstance(value, str):
        return []  # "For simple text buttons, String can be used instead of this object"
    entry = published().types[expression]
    if entry.members:
        return _as_member(entry, value, where)
    if not isinstance(value, Mapping):
        return [f"{where}: expected {expression}, got {type(value).__name__}"]
    return list(object_problems(entry, value, where))


def _as_member(union: Entry, value: object, where: str) -> list[str]:
    if union.name == "RichText" and isinstance(value, (str, list)):  # the one union that is more than its list
        return [] if isinstance(value, str) else _as_one("Array of RichText", value, where)
    if not isinstance(value, Mapping):
        return [f"{where}: expected {union.name}, got {type(value).__name__}"]
    possible = [name for name in union.members if _could_be(published().types[name], value)]
    if not possible:
        return [f"{where}: no {union.name} is like this: {sorted(map(str, value))}"]
    found = [_as_one(name, value, where) for name in possible]
    return min(found, key=len) if all(found) else []


def _could_be(entry: Entry, value: Mapping[str, object]) -> bool:
    if entry.members:
        return any(_could_be(published().types[name], value) for name in entry.members)
    fixed = {name: fixed_value(field) for name, field in entry.fields.items()}
    return all(value.get(name) == wanted for name, wanted in fixed.items() if wanted is not None)


def object_problems(entry: Entry, value: Mapping[str, object], where: str) -> Iterator[str]:
    """The problems of an object's, or a call's, fields: unknown, missing, of another type, past a documented limit."""
    for name in value:
        if name not in entry.fields:
            yield f"{where}.{name}: {entry.name} has no such field"
    for name, field in entry.fields.items():
        if name not in value:
            if field.required:
                yield f"{where}.{name}: missing, and {entry.name} requires it"
            continue
        wrong = problems(field.type, value[name], f"{where}.{name}")
        yield from wrong
        if not wrong:
            yield from (f"{where}.{name}: {line}" for line in breaches(entry, field, value))
    yield from (f"{where}: {line}" for line in rules_of_choice(entry, value))
