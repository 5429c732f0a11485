"""Neutral names for runs, such as Furu-27: a tree and a number say nothing about anybody, and are easily said aloud."""

from __future__ import annotations

import re

# Trees and bushes without the letters that a foreign keyboard lacks; none that is a first name or sounds like another.
WORDS = (
    "Furu", "Gran", "Rogn", "Osp", "Hassel", "Eik", "Selje", "Lerk", "Einer", "Kastanje", "Platan", "Sypress",
    "Seder", "Plomme", "Morell", "Hagtorn", "Tindved", "Kristtorn", "Barlind", "Syrin",
)  # fmt: skip
HIGHEST = 9_999

# Phones write dashes of their own.
_SAID = re.compile(r"\s*([a-z]+)[\s\-‐‑–—]*0*([1-9][0-9]{0,3})\s*", re.IGNORECASE)
_BY_WORD = {word.casefold(): word for word in WORDS}


def reference(word: str, number: int) -> str:
    """The name of this word and number; ValueError when the word is none of WORDS or the number not 1 to 9999."""
    if word not in WORDS or not 1 <= number <= HIGHEST:
        raise ValueError("a reference is one of the words and a number from 1 to 9999")
    return f"{word}-{number}"


def normal(text: str) -> str:
    """A reference as a person wrote it («sak furu 27»), the way it is stored; empty when it is none."""
    found = _SAID.fullmatch(text.casefold().strip().removeprefix("sak "))
    word = _BY_WORD.get(found[1]) if found else None
    return f"{word}-{found[2]}" if found and word else ""
