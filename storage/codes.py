"""Codes that let somebody in: read aloud and typed without mistakes, kept as hashes alone."""

import hashlib
import secrets

# Crockford's base32 (no I, L, O or U); 60 bits, more than can be guessed or searched for within the life of a code.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP = 3, 4
SHORTEST, LONGEST = GROUPS * GROUP, 2 * GROUPS * GROUP  # characters of a code as people write it, spaces and all
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})


def fresh() -> str:
    """A new code such as 7QK2-M4XT-0WPN."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP))
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def hashed(purpose: str, code: str) -> bytes:
    """What is kept of a code, however it was written: small letters, spaces, O for 0, I and L for 1.

    One code for two purposes has two hashes.
    """
    meant = "".join(sign for sign in code.upper().translate(_MEANT) if sign in ALPHABET)
    return hashlib.sha256(f"havn/{purpose}/1".encode() + meant.encode()).digest()
