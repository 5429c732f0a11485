"""Words made plain before they are read: small letters, ASCII digits, single spaces."""

from __future__ import annotations

import re
import unicodedata

READ = 200
"""How many characters are read for a date, a time or a number. Nobody needs more, and no pattern gets slow."""

_UNKNOWN = re.compile(
    r"(?:(?:jeg|eg|æ|ikke|ikkje)\s+)?(?:"
    r"(?:vet|veit|vett|hugser|husker|hugsar|aner)(?:\s+(?:det|da))?\s+(?:ikke|ikkje|ikkj|itj|ikk|ei)(?:\s+(?:helt|heilt|enda|ennå|enno))?"
    r"|sikker|usikker|ukjent|ukjend|(?:har\s+)?(?:ingen|inga|ikke)\s+(?:anelse|aning|peiling)"
    r")"
    r"|(?:i\s+)?(?:do\s*n['o]?t|do\s+not|dont)\s+(?:know|remember)(?:\s+yet)?"
    r"|(?:i'?m\s+|i\s+am\s+)?(?:not\s+sure|unsure)|(?:i\s+have\s+)?no\s+idea|unknown|idk|dunno|vet\s+ikke|\?+",
)  # fmt: skip


def plain(words: str) -> str:
    """The words as the readers of dates, times and numbers want them; empty when they are too long to be one."""
    if len(words) > READ:
        return ""
    text = unicodedata.normalize("NFKC", words).casefold().replace("’", "'").replace("–", "-").replace("—", "-")
    text = "".join(_digit(character) for character in text)
    text = " ".join(text.split())
    return text.strip(" \"'«»!,;:") or text


def is_unknown(meaning: str) -> bool:
    """Whether plain words say that the person does not know."""
    return _UNKNOWN.fullmatch(meaning.rstrip(".")) is not None


def _digit(character: str) -> str:
    """ASCII for a digit of any script, the character itself otherwise."""
    if character.isascii():
        return character
    return str(unicodedata.decimal(character)) if character.isdecimal() else character
