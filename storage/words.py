"""Code words, as blind indexes: known again when they are said, and never readable."""

import unicodedata

from sqlalchemy import Connection, select

from storage.keyring import Keyring
from storage.tables import cases, words
from storage.upsert import insert_or_update

OK, DANGER = "ok", "danger"

_REMEMBER = insert_or_update(words, ["reference", "meaning"], ["person_id", "word"])


def remember(db: Connection, keyring: Keyring, reference: str, meaning: str, word: str) -> None:
    """Know this word again when the person who declared the case says it. A new word of a meaning replaces the old.

    Raises NoResultFound for an unknown case.
    """
    person = db.execute(select(cases.c.person_id).where(cases.c.reference == reference)).scalar_one()
    row = {"reference": reference, "meaning": meaning, "person_id": person, "word": _index(keyring, person, word)}
    db.execute(_REMEMBER[db.dialect.name], row)


def meaning_of(db: Connection, keyring: Keyring, person_id: int, text: str) -> tuple[str, str] | None:
    """The case and meaning (`ok` or `danger`) of what a person said, or None. One word for both means danger."""
    said = words.c.word.in_([_index(keyring, person_id, text), _index_before(keyring, person_id, text)])
    chosen = select(words.c.reference, words.c.meaning).join(cases).where(words.c.person_id == person_id, said)
    # "danger" before "ok", then the newest case.
    row = db.execute(chosen.order_by(words.c.meaning, cases.c.created_at.desc()).limit(1)).first()
    return None if row is None else (row.reference, row.meaning)


def _index(keyring: Keyring, person_id: int, text: str) -> bytes:
    return keyring.index("word", f"{person_id}:{_core(_plain(text))}")


def _index_before(keyring: Keyring, person_id: int, text: str) -> bytes:
    """The index of words that were stored before 22 November 2026, with whatever stood around them."""
    return keyring.index("word", f"{person_id}:{_plain(text)}")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _core(plain: str) -> str:
    """The words without what a phone or a hurry puts around them: full stops, emoji, marks that nobody sees.

    A word of such signs alone, such as an emoji, is kept whole.
    """
    meant = [at for at, sign in enumerate(plain) if not _is_around(unicodedata.category(sign))]
    return plain[meant[0] : meant[-1] + 1] if meant else plain


def _is_around(category: str) -> bool:
    """Punctuation, symbols and spaces; what has no width (Cf), and what changes the sign before it (Mn)."""
    return category[0] in "PSZ" or category in {"Cf", "Mn"}
