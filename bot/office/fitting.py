"""What Telegram takes: a screen that grew too long is cut where that breaks no markup, with its last buttons kept."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from bot.buttons import Button
from bot.markup import LIMIT, visible_length
from bot.screen import Screen

MOST_BUTTONS = 100
"""Telegram's limit on the buttons under a message."""
KEPT = LIMIT - 96
"""How much of a text that is too long stays, in the UTF-16 units that Telegram counts."""
_PART = re.compile(r"<(/?)([a-z]+)[^<>]*>|&[a-z0-9#]+;|.", re.DOTALL)


def fitted(screen: Screen) -> Screen:
    """The screen itself, or as much of it as one message holds: the ways back stand last, and always stay."""
    return replace(screen, text=cut(screen.text), rows=_rows(screen.rows))


def cut(marked: str) -> str:
    """The text itself, or its beginning with an ellipsis, every tag that is open there closed."""
    if visible_length(marked) <= LIMIT:
        return marked
    kept: list[str] = []
    opened: list[str] = []
    length = 0
    for part in _PART.finditer(marked):
        if part[2]:
            opened = opened[:-1] if part[1] else [*opened, part[2]]
        else:
            length += len(html.unescape(part[0]).encode("utf-16-le")) // 2
        if length > KEPT:
            break
        kept.append(part[0])
    return "".join(kept) + "…" + "".join(f"</{tag}>" for tag in reversed(opened))


def _rows(rows: tuple[tuple[Button, ...], ...]) -> tuple[tuple[Button, ...], ...]:
    left = MOST_BUTTONS
    for place in range(len(rows) - 1, -1, -1):
        left -= len(rows[place])
        if left < 0:
            return rows[place + 1 :]
    return rows
