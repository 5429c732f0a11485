"""Seals a part of a case to its readers. What is sealed here, the service cannot open again.

Content: format (1 byte), nonce (12), AES-256-GCM of the padded text under a key made for this part alone. That key is
sealed to each reader by HPKE: format (1 byte), encapsulated key (1,120), AES-256-GCM of the 32 bytes (48). The content
binds its place as associated data; each wrapped key binds its place and its reader as HPKE's `info`.
"""

import hashlib
import os
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.bound import Bound
from storage.padding import pad
from storage.seal_errors import BrokenKey, NoReaders, ReaderTwice
from storage.xwing import ENCAPSULATED_BYTES, SUITE, public_key, recipient

__all__ = [
    "Reader",
    "Sealed",
    "SealedKey",
    "check_public_key",
    "fingerprint",
    "public_key",
    "reader_id",
    "seal",
]

FORM = 1
NONCE_BYTES = 12
KEY_BYTES = 32
TAG_BYTES = 16
WRAPPED_BYTES = 1 + ENCAPSULATED_BYTES + KEY_BYTES + TAG_BYTES

_GROUPS = 8
_GROUP_BYTES = 5
_READER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can open what is sealed to them: an id and a public key of 1,216 bytes."""

    id: str
    public_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A content key, sealed to one reader."""

    reader: str
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text and its key, once for each reader."""

    content: bytes = field(repr=False)
    keys: tuple[SealedKey, ...]


def seal(plaintext: bytes, readers: Sequence[Reader], bound: Bound) -> Sealed:
    """Seal a text so that each of the readers, and nobody else, can open it in its place.

    A reader given twice is sealed to once. Raises NoReaders, ReaderTwice (one id, two keys) and BrokenKey.
    """
    distinct = dict.fromkeys(readers)
    if not distinct:
        raise NoReaders
    names = set[str]()
    for reader in distinct:
        if reader.id in names:
            raise ReaderTwice(reader=reader.id)
        names.add(reader.id)
    key, nonce = AESGCM.generate_key(8 * KEY_BYTES), os.urandom(NONCE_BYTES)
    box = AESGCM(key).encrypt(nonce, pad(plaintext), content_binding(bound))
    return Sealed(bytes([FORM]) + nonce + box, tuple(_wrap(key, reader, bound) for reader in distinct))


def content_binding(bound: Bound) -> bytes:
    """Give the associated data of a content."""
    return bound.encoded("havn/content", FORM)


def key_binding(bound: Bound, reader: str) -> bytes:
    """Give HPKE's `info` for the key sealed to a reader."""
    return bound.encoded("havn/content-key", FORM, reader)


def check_public_key(public: bytes) -> None:
    """Accept a public key for registration, or raise BrokenKey: it is read, and something is sealed to it on trial.

    The trial finds X25519 points of small order, whose shared secret anybody would know (RFC 7748, 6.1).
    """
    _wrap(bytes(KEY_BYTES), Reader("trial", public), Bound("trial", "trial", "trial"))


def reader_id(public: bytes) -> str:
    """Give the id that belongs to a public key: 26 characters, from 128 bits of SHA-256. Another key has another id."""
    digest = hashlib.sha256(b"havn/reader/1" + public).digest()
    return b32encode(digest[:_READER_BYTES]).decode("ascii").rstrip("=").lower()


def fingerprint(public: bytes) -> str:
    """Give eight groups of five digits (132 bits of SHA-512) that two people can compare aloud, in any language."""
    digest = hashlib.sha512(b"havn/fingerprint/1" + public).digest()
    groups = (digest[at : at + _GROUP_BYTES] for at in range(0, _GROUPS * _GROUP_BYTES, _GROUP_BYTES))
    return " ".join(f"{int.from_bytes(group, 'big') % 100_000:05}" for group in groups)


def _wrap(key: bytes, reader: Reader, bound: Bound) -> SealedKey:
    try:
        box = SUITE.encrypt(key, recipient(reader.public_key), info=key_binding(bound, reader.id))
    except ValueError:
        raise BrokenKey from None
    return SealedKey(reader.id, bytes([FORM]) + box)
