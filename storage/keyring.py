"""The service's own keys: for what it must read back (drafts, contact details), blind indexes and the audit log.

A keyring is a file (`HAVN_KEYRING`), mode 0600. Its data keys are AES-256-GCM keys under random 96-bit nonces: rotate
well before a key has sealed 2**32 texts (NIST SP 800-38D, 8.3); a year is never late. Texts are padded (see padding.py)
and not compressed, so that lengths say little. Cases are not sealed with this, but with envelope.py.
"""

import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage import keyring_file, private_file
from storage.bound import Bound, framed
from storage.padding import pad, unpad
from storage.seal_errors import (
    KeyActive,
    KeyringBroken,
    KeyringExposed,
    KeyringMissing,
    KeyringUnusable,
    KeyUnknown,
    Tampered,
)

__all__ = ["Bound", "Keyring"]

_FORM = 1
_NONCE = 12
_TAG = 16
_ID_END = 1 + keyring_file.ID_BYTES
_HEAD = _ID_END + _NONCE


class Keyring:
    """The service's keys, as one process loaded them. Immutable, safe for threads; rotation gives a new one.

    A ciphertext is: format (1 byte), key id (8), nonce (12), AES-256-GCM of the padded text (with its 16-byte tag).
    """

    __slots__ = ("_ciphers", "_keys", "path")

    def __init__(self, path: Path, keys: keyring_file.Keys) -> None:
        """Take keys that stand, or are about to stand, at `path`; `load` and `load_or_create` are the usual ways."""
        self.path = path
        self._keys = keys
        self._ciphers = {key.id: AESGCM(key.key) for key in keys.data}

    def __repr__(self) -> str:
        """Tell ids, never keys."""
        return f"Keyring(active={self.active_id}, keys={len(self._keys.data)})"

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a keyring that must exist. Raises KeyringMissing, -Exposed, -Broken or -Unusable."""
        return cls(path, _read(path))

    @classmethod
    def load_or_create(cls, path: Path, now: datetime) -> Self:
        """Read the keyring, or make one (and its folder, mode 0700) on the first start. Raises as `load` does.

        Do not call it for a database that has content: a new keyring cannot read that.
        """
        with _system_errors(path):
            if not path.exists():  # a keyring in a read-only folder needs no lock
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with private_file.locked(path):
                    if not path.exists():
                        private_file.replace(path, keyring_file.written(keyring_file.Keys.fresh(now)))
        return cls.load(path)

    @property
    def active_id(self) -> str:
        """The id of the data key that seals from now on."""
        return self._keys.data[-1].id

    @property
    def created(self) -> dict[str, datetime]:
        """When each data key was made (UTC), by id, from oldest to newest."""
        return {key.id: key.created for key in self._keys.data}

    def encrypt(self, plaintext: bytes, *, bound: Bound) -> bytes:
        """Seal a text to the place it belongs to, with the active key. The result grows in powers of two."""
        key_id, nonce = self.active_id, os.urandom(_NONCE)
        box = self._ciphers[key_id].encrypt(nonce, pad(plaintext), bound.encoded("havn/keyring", _FORM, key_id))
        return bytes([_FORM]) + bytes.fromhex(key_id) + nonce + box

    def decrypt(self, sealed: bytes, *, bound: Bound) -> bytes:
        """Open what `encrypt` sealed to the same place. Raises KeyUnknown, and Tampered for all else that is wrong."""
        if len(sealed) < _HEAD + _TAG or sealed[0] != _FORM:
            raise Tampered
        key_id = sealed[1:_ID_END].hex()
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise KeyUnknown(key_id=key_id)
        associated = bound.encoded("havn/keyring", _FORM, key_id)
        try:
            return unpad(cipher.decrypt(sealed[_ID_END:_HEAD], sealed[_HEAD:], associated))
        except (InvalidTag, ValueError):
            raise Tampered from None

    def needs_rotation(self, sealed: bytes) -> bool:
        """Say whether a ciphertext is under another key than the active one, and should be sealed anew."""
        return sealed[1:_ID_END].hex() != self.active_id

    def index(self, kind: str, value: str) -> bytes:
        """Give the blind index (HMAC-SHA256, 32 bytes) to look a value up by; equal values of two kinds differ.

        It does not change with rotation. The caller writes one value one way (case, spaces, country code).
        """
        return hmac.digest(self._keys.index, framed(b"havn/index/1", kind.encode(), value.encode()), "sha256")

    def audit_mac(self, data: bytes) -> bytes:
        """Give the MAC (HMAC-SHA256, 32 bytes) of a row of the audit log, under a key used for nothing else."""
        return hmac.digest(self._keys.audit, data, "sha256")

    def rotate(self, now: datetime) -> Self:
        """Add a new active data key to the file and give the keyring that has it; older keys still open.

        The file, not this object, is what is added to, so two processes that rotate lose no key. A process that runs on
        with the older keyring meets KeyUnknown, and must then `load` again. Raises as `load` does.
        """
        with _system_errors(self.path), private_file.locked(self.path):
            return self._written(_read(self.path).with_new_key(now))

    def retire(self, key_id: str) -> Self:
        """Destroy a data key in the file: what is still under it is lost for good. Raises KeyActive and KeyUnknown."""
        with _system_errors(self.path), private_file.locked(self.path):
            keys = _read(self.path)
            if key_id not in {key.id for key in keys.data}:
                raise KeyUnknown(key_id=key_id)
            if key_id == keys.data[-1].id:
                raise KeyActive(key_id=key_id)
            return self._written(keys.without(key_id))

    def _written(self, keys: keyring_file.Keys) -> Self:
        private_file.replace(self.path, keyring_file.written(keys))
        return type(self)(self.path, keys)


def _read(path: Path) -> keyring_file.Keys:
    try:
        with _system_errors(path):
            content, exposed = private_file.read(path)
        if exposed:
            raise KeyringExposed(path)
        return keyring_file.read(content)
    except ValueError:
        raise KeyringBroken(path) from None


@contextmanager
def _system_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's errors into one line about the keyring."""
    try:
        yield
    except FileNotFoundError:
        raise KeyringMissing(path) from None
    except OSError as error:
        raise KeyringUnusable(path, error.strerror or type(error).__name__) from None
