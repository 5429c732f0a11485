"""Content's own light markup -> Telegram's HTML, with whatever a person wrote made harmless on the way."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 4096
"""Telegram's limit on a message, in characters after its markup is read."""

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_CODE = re.compile(r"`(.+?)`")
_PLACE = re.compile(r"\{([a-z_]+(?::[a-z0-9_]+)?)\}")
_TAGS = re.compile(r"<[^>]+>")


def escape(text: str) -> str:
    """The text with nothing left in it that Telegram could take for markup."""
    return html.escape(text, quote=False)


def to_html(text: str, fill: Callable[[str], str] | None = None) -> str:
    """Content text as Telegram HTML; `fill` gives what stands for a {placeholder}, plain."""
    marked = _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<b>\1</b>", escape(text)))
    if fill is None:
        return marked
    return _PLACE.sub(lambda found: escape(fill(found.group(1))), marked)


def visible_length(marked: str) -> int:
    """How many characters a reader sees of Telegram HTML, in the UTF-16 units that Telegram counts."""
    return len(html.unescape(_TAGS.sub("", marked)).encode("utf-16-le")) // 2


def shorten(text: str, most: int) -> str:
    """The text itself, or its beginning with an ellipsis, at most `most` characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
