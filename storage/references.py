"""Neutral names for cases: they say nothing, are read aloud without mistakes and cannot be guessed in order."""

import secrets

from sqlalchemy import Connection, select

from storage.tables import cases

# No vowels, so no words; of signs that look alike (0 O Q, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V) one at the most.
ALPHABET = "234679CDFHJKMNPRTVWX"
HALF = 3
TRIES = 50


def fresh(db: Connection) -> str:
    """A reference that no case has, such as K7M-42P: one of 64 million, at random."""
    for _ in range(TRIES):
        reference = f"{_half()}-{_half()}"
        if db.execute(select(cases.c.reference).where(cases.c.reference == reference)).first() is None:
            return reference
    raise RuntimeError("no free reference was found")


def normal(said: str) -> str:
    """A reference as a person wrote it, the way it is stored: capitals, one dash."""
    letters = "".join(letter for letter in said.upper() if letter in ALPHABET)
    return f"{letters[:HALF]}-{letters[HALF:]}"


def _half() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(HALF))
