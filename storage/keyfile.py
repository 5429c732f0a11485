"""A reader's private key in a file under a passphrase, as `havn keys new` writes it and `havn open` reads it.

JSON, mode 0600. The seed is under AES-256-GCM with a key that Argon2id makes from the passphrase; all other fields are
its associated data (as JSON with sorted keys, ASCII, no spaces), so a name or a public key cannot be exchanged. Rights
are not checked on reading: a memory stick has none, and the passphrase is what guards the seed.
"""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage import passphrase as passphrases
from storage import private_file
from storage.envelope import fingerprint, public_key, reader_id
from storage.passphrase import STANDARD, Cost
from storage.seal_errors import (
    BrokenKey,
    KeyFileBroken,
    KeyFileExists,
    KeyFileMissing,
    KeyFileUnusable,
    WrongPassphrase,
)

Kind = Literal["coordinator", "recovery", "participant"]

_KINDS: tuple[Kind, ...] = ("coordinator", "recovery", "participant")
_FORMAT = "havn-key"
_VERSION = 1
_NONCE = 12
_SEED = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """The public half of a key that was just made, to be registered."""

    reader_id: str
    public_key: bytes = field(repr=False)
    fingerprint: str


@dataclass(frozen=True, slots=True)
class UnlockedKey:
    """A private key, in memory for as long as a case is read."""

    reader_id: str
    name: str
    kind: Kind
    seed: bytes = field(repr=False)


def create(path: Path, *, name: str, kind: Kind, passphrase: str, now: datetime, cost: Cost = STANDARD) -> NewKey:
    """Make a key pair and write its private half to a file that must not exist; `now` is aware.

    Raises PassphraseTooShort, KeyFileExists and KeyFileUnusable; nothing is written then.
    """
    passphrases.check(passphrase)
    seed, salt, nonce = os.urandom(_SEED), os.urandom(passphrases.SALT_BYTES), os.urandom(_NONCE)
    public = public_key(seed)
    new = NewKey(reader_id(public), public, fingerprint(public))
    head = {
        "format": _FORMAT,
        "version": _VERSION,
        "kind": kind,
        "name": name,
        "reader_id": new.reader_id,
        "public_key": _text(public),
        "fingerprint": new.fingerprint,
        "created": now.astimezone(UTC).isoformat(),
        "kdf": {"name": "argon2id", **asdict(cost), "salt": _text(salt)},
        "cipher": {"name": "aes-256-gcm", "nonce": _text(nonce)},
    }
    box = AESGCM(passphrases.derive(passphrase, salt, cost)).encrypt(nonce, seed, _associated(head))
    try:
        private_file.write_new(path, (json.dumps({**head, "sealed": _text(box)}, indent=2) + "\n").encode())
    except FileExistsError:
        raise KeyFileExists(path) from None
    except OSError as error:
        raise KeyFileUnusable(path, error.strerror or type(error).__name__) from None
    return new


def unlock(path: Path, passphrase: str) -> UnlockedKey:
    """Open a key file. Raises KeyFileMissing, KeyFileBroken, KeyFileUnusable, WrongPassphrase and MemoryShort."""
    try:
        head = json.loads(private_file.read(path)[0])
        box = b64decode(head.pop("sealed"), validate=True)
        locked = _Locked.read(head)
    except FileNotFoundError:
        raise KeyFileMissing(path) from None
    except OSError as error:
        raise KeyFileUnusable(path, error.strerror or type(error).__name__) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise KeyFileBroken(path) from None
    key = passphrases.derive(passphrase, locked.salt, locked.cost)
    try:
        seed = AESGCM(key).decrypt(locked.nonce, box, _associated(head))
    except InvalidTag:
        raise WrongPassphrase from None
    try:
        belongs = public_key(seed) == locked.public_key
    except BrokenKey:
        belongs = False
    if not belongs:
        raise KeyFileBroken(path)
    return UnlockedKey(reader_id(locked.public_key), locked.name, locked.kind, seed)


@dataclass(frozen=True, slots=True)
class _Locked:
    """What a key file says in clear."""

    kind: Kind
    name: str
    public_key: bytes
    cost: Cost
    salt: bytes
    nonce: bytes

    @classmethod
    def read(cls, head: dict[str, Any]) -> "_Locked":
        """Read the fields; raises ValueError, TypeError or KeyError, none of which quotes them to anybody."""
        kdf, cipher, public = head["kdf"], head["cipher"], b64decode(head["public_key"], validate=True)
        numbers = {name: kdf[name] for name in ("memory_kib", "iterations", "lanes")}
        salt, nonce = b64decode(kdf["salt"], validate=True), b64decode(cipher["nonce"], validate=True)
        well_formed = (
            (head["format"], head["version"]) == (_FORMAT, _VERSION)
            and (kdf["name"], cipher["name"]) == ("argon2id", "aes-256-gcm")
            and head["kind"] in _KINDS
            and isinstance(head["name"], str)
            and (head["reader_id"], head["fingerprint"]) == (reader_id(public), fingerprint(public))
            and all(type(number) is int for number in numbers.values())
            and (len(salt), len(nonce)) == (passphrases.SALT_BYTES, _NONCE)
        )
        if not well_formed:
            raise ValueError
        return cls(head["kind"], head["name"], public, Cost(**numbers), salt, nonce)


def _associated(head: dict[str, Any]) -> bytes:
    return json.dumps(head, sort_keys=True, separators=(",", ":")).encode("ascii")


def _text(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")
