"""Checks calls and objects against Telegram's published schema: every violation in a line of its own.

Stricter than Telegram: an unknown parameter, a sloppy ampersand or a value as the wrong JSON type are violations here,
and lengths are counted in UTF-16 code units, which is never less than Telegram's own count.
"""

import json
from collections.abc import Mapping

from tests.bot_api.expressions import Upload, alternatives, object_problems, problems
from tests.bot_api.published import published

__all__ = ["Upload", "check_call", "check_object", "check_update", "decode"]


def check_call(method: str, params: Mapping[str, object]) -> list[str]:
    """What is wrong with a call, by the published schema and the documented limits; empty when nothing is.

    `params` are decoded values: numbers as numbers, objects as mappings, uploaded files as `Upload`.
    """
    entry = published().methods.get(method)
    if entry is None:
        return [f"{method}: the Bot API has no such method"]
    return list(object_problems(entry, params, method))


def check_update(update: Mapping[str, object]) -> list[str]:
    """What is wrong with an update that a test injects, so that no test feeds the program what Telegram never sends."""
    return check_object("Update", update)


def check_object(name: str, value: object) -> list[str]:
    """What keeps a value from being of a published type, such as "Message" or "Array of BotCommand"."""
    return problems(name, value, name)


def decode(method: str, form: Mapping[str, object]) -> dict[str, object]:
    """A form's strings as the values that the method's parameters want; what cannot be read stays as it came.

    Files sent under another name and referred to as `attach://name` take the parameter's place.
    """
    entry = published().methods.get(method)
    if entry is None:
        return dict(form)
    values: dict[str, object] = {}
    for name, value in form.items():
        if name in entry.fields:
            attached = form.get(value.removeprefix("attach://")) if isinstance(value, str) else None
            values[name] = attached if isinstance(attached, Upload) else _decoded(entry.fields[name].type, value)
        elif not isinstance(value, Upload):
            values[name] = value
    return values


def _decoded(expression: str, value: object) -> object:
    options = set(alternatives(expression))
    if not isinstance(value, str) or options == {"String"}:
        return value
    if options == {"Integer", "String"}:
        return int(value) if value.removeprefix("-").isdecimal() and value.isascii() else value
    if "String" in options:  # "InputFile or String": an identifier that may happen to look like JSON
        return value
    try:
        read: object = json.loads(value)
    except ValueError:
        return value
    return read
