"""Hides how long a plaintext is: it is filled up to the next power of two, from 256 bytes.

Nothing is compressed before it is sealed. A compressed length depends on the content, so what an attacker adds to a
text, or guesses about it, would show in the length (CRIME and BREACH did that to TLS); a bucket is one of few numbers.
"""

SMALLEST = 256
_LENGTH = 4


def pad(plaintext: bytes) -> bytes:
    """Lead the plaintext by its length (4 bytes big-endian) and fill it with zeros to a power of two of 256 or more."""
    size = max(SMALLEST, 1 << (len(plaintext) + _LENGTH - 1).bit_length())
    return len(plaintext).to_bytes(_LENGTH, "big") + plaintext.ljust(size - _LENGTH, b"\0")


def unpad(padded: bytes) -> bytes:
    """Give the plaintext back. Raises ValueError unless `pad` would give exactly these bytes for it."""
    plaintext = padded[_LENGTH : _LENGTH + int.from_bytes(padded[:_LENGTH], "big")]
    if pad(plaintext) != padded:
        raise ValueError("not padded by pad()")
    return plaintext
