"""How hard a text is to read, by LIX: words a sentence, and how many of a hundred words are long."""

from __future__ import annotations

import re

FOR_YOUTH, FOR_STAFF = 30, 45
"""The highest LIX of a screen: what a young person reads, and what staff read."""
LONG_WORD = 6
"""A word with more letters than this is long."""

_WORD = re.compile(r"[^\W_]+(?:[-–'][^\W_]+)*")
_END = re.compile(r"(?:[?!:…]+|(?<!\b[nN]r)\.+(?!\s+[a-zæøå]))(?:\s|$)|\n")
"""A line ends a sentence too; the stop of «nr. 7» or «12. juni» does not."""
_PLACE = re.compile(r"\{[^}]*\}")


def lix(text: str) -> float:
    """LIX as Björnsson defined it, of content text: its markup is not counted, and a placeholder is one short word."""
    plain = _PLACE.sub("112", text).replace("**", "").replace("`", "")
    words = _WORD.findall(plain)
    if not words:
        return 0.0
    sentences = [part for part in _END.split(plain) if _WORD.search(part)]
    return len(words) / len(sentences) + 100 * sum(len(word) > LONG_WORD for word in words) / len(words)
