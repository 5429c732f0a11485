"""The text of a card as Telegram HTML, its telephone numbers filled in. A wrong number is worse than none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.markup import to_html
from flows.texts import placeholders


def body(text: str, numbers: Mapping[str, str]) -> str:
    """The text with these numbers, by key; a line that names another number is left out whole."""
    kept = [line for line in text.splitlines() if all(_key(name) in numbers for name in placeholders(line))]
    return to_html("\n".join(kept), lambda name: numbers[_key(name)])


def day(when: date) -> str:
    """A day as people write it: «2.7.2026»."""
    return f"{when.day}.{when.month}.{when.year}"


def _key(placeholder: str) -> str:
    return placeholder.removeprefix("number:")
