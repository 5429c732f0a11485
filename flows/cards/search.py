"""Finds cards by what somebody wrote, in the reader's language and forgiving about letters and signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from flows.cards.model import Card

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "–": "-", "ß": "ss"})
_TWO_FOR_ONE = re.compile(r"a[ea]|oe")  # «aere» and «are» for «ære», «paa» for «på», «foer» for «før»
_SECTION = re.compile(r"(\d) ([a-h])\b")  # «§ 13 a», «13a»; never the word «i».
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def find(cards: Mapping[str, Card], words: str, say: Callable[[str], str]) -> list[Card]:
    """The cards in which every one of these words is the beginning of a word; those whose title says them come first.

    `say` gives a msgid in the reader's language. § and accents may be there or not; æ, ø and å may be written ae, o or
    oe, and a or aa. Nothing is found where nothing is asked for.
    """
    asked = _words(words)
    if not asked:
        return []
    found: list[tuple[int, Card]] = []
    for card in cards.values():
        title = _known(say(card.title))
        rest = _known(" ".join([say(card.says), say(card.not_when), card.law, *card.words]))
        missed = [word for word in asked if not _begins(word, title)]
        if all(_begins(word, rest) for word in missed):
            found.append((len(missed), card))
    return [card for _, card in sorted(found, key=lambda each: each[0])]


def _begins(asked: str, words: frozenset[str]) -> bool:
    return any(word.startswith(asked) for word in words)


def _words(text: str) -> tuple[str, ...]:
    """The words as they are compared. What somebody searches for is never kept."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    joined = _SECTION.sub(r"\1\2", bare)
    return tuple(_TWO_FOR_ONE.sub(lambda pair: pair[0][0], word) for word in _WORD.findall(joined))


@lru_cache(maxsize=4096)
def _known(text: str) -> frozenset[str]:
    return frozenset(_words(text))
