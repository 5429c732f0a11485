"""Who must not come into a case or a meeting: the words of their names, as blind indexes that nobody can read.

A name is blocked when it shares a word of three letters or more with what was blocked. That stops too many rather than
too few: a person who knows better invites under another name or calls.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, select

from flows.session import FreeText
from storage.keyring import Keyring
from storage.tables import blocked
from storage.upsert import insert_or_ignore

SHORTEST = 3
"""Letters in a word that counts."""

_BLOCK = insert_or_ignore(blocked)
_HYPHENS = re.compile(r"[-\u00ad\u2010-\u2015\u2212']")
_WORD = re.compile(r"[^\W\d_]+")
_OURS = frozenset("æøå")
# As people write them on a telephone that lacks the letters.
_SPELT = {"aa": "å", "ae": "æ", "oe": "ø", "ä": "æ", "ö": "ø"}


def block(db: Connection, keyring: Keyring, reference: str, words: FreeText, now: datetime) -> int:
    """Keep out whoever has one of these words in their name, from a case or a run; say how many words are new."""
    return sum(_kept(db, index, reference, now) for index in sorted(_indexes(keyring, reference, words)))


def is_blocked(db: Connection, keyring: Keyring, references: Iterable[str], name: str) -> bool:
    """Whether a word of the name was blocked for any of these cases and runs."""
    indexes = {index for reference in references for index in _indexes(keyring, reference, name)}
    return db.execute(select(blocked.c.word).where(blocked.c.word.in_(indexes)).limit(1)).first() is not None


def forget(db: Connection, reference: str) -> int:
    """Block nobody any more for this case or run; say how many words there were."""
    return db.execute(delete(blocked).where(blocked.c.reference == reference)).rowcount


def words_of(text: str) -> set[str]:
    """The words of a text that count, written one way: small letters, without accents, å for aa.

    A double name counts as its halves and as one word.
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    spellings = (_HYPHENS.sub(" ", plain), _HYPHENS.sub("", plain))
    found = {word for spelling in spellings for word in _WORD.findall(_bare(spelling)) if len(word) >= SHORTEST}
    return {_spelt(word) for word in found}


def _kept(db: Connection, index: bytes, reference: str, now: datetime) -> bool:
    row = {"reference": reference, "word": index, "blocked_at": now}
    return db.execute(_BLOCK[db.dialect.name], row).rowcount > 0


def _indexes(keyring: Keyring, reference: str, text: str) -> set[bytes]:
    # The reference is part of it, so that nobody sees that two cases keep out the same person.
    return {keyring.index("blocked", f"{reference}:{word}") for word in words_of(text)}


def _bare(text: str) -> str:
    """The text without accents and vowel points; æ, ø, å, ä and ö are letters of their own."""
    return "".join(sign if sign in _OURS or sign in _SPELT else _letter(sign) for sign in text)


def _letter(sign: str) -> str:
    parts = unicodedata.normalize("NFKD", sign)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _spelt(word: str) -> str:
    for written, meant in _SPELT.items():
        word = word.replace(written, meant)
    return word
