"""The keyring as it stands on disk: JSON, with the data keys from oldest to newest."""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self

KEY_BYTES = 32
ID_BYTES = 8
_FORMAT = "havn-keyring"
_VERSION = 1
_FIELDS = {"format", "version", "data_keys", "index_key", "audit_key"}
_DATA_FIELDS = {"id", "created", "key"}


@dataclass(frozen=True, slots=True)
class DataKey:
    """One AES-256 key with its id (16 hexadecimal digits) and the UTC time it was made."""

    id: str
    created: datetime
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of the service. The last data key is the active one: order decides, so a clock set back cannot."""

    data: tuple[DataKey, ...]
    index: bytes = field(repr=False)
    audit: bytes = field(repr=False)

    @classmethod
    def fresh(cls, now: datetime) -> Self:
        """Make a first set of random keys; `now` is aware."""
        return cls((_new_data_key(now),), secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))

    def with_new_key(self, now: datetime) -> Self:
        """Give the same keys and a new active data key; `now` is aware."""
        return replace(self, data=(*self.data, _new_data_key(now)))

    def without(self, key_id: str) -> Self:
        """Give the same keys without the data key of that id."""
        return replace(self, data=tuple(key for key in self.data if key.id != key_id))


def written(keys: Keys) -> bytes:
    """Give the file's bytes for these keys."""
    document = {
        "format": _FORMAT,
        "version": _VERSION,
        "data_keys": [{"id": k.id, "created": k.created.isoformat(), "key": _text(k.key)} for k in keys.data],
        "index_key": _text(keys.index),
        "audit_key": _text(keys.audit),
    }
    return (json.dumps(document, indent=2) + "\n").encode()


def read(content: bytes) -> Keys:
    """Read the file's bytes. Raises ValueError, whose text holds no key, for anything `written` would not write."""
    try:
        document = json.loads(content)
        _exactly(document, _FIELDS)
        data = tuple(_data_key(entry) for entry in document["data_keys"])
        keys = Keys(data, _key(document["index_key"]), _key(document["audit_key"]))
        if (document["format"], document["version"]) == (_FORMAT, _VERSION) and data and _distinct(keys):
            return keys
    except (ValueError, TypeError, AttributeError, RecursionError):
        pass  # falls out to one error that quotes nothing
    raise ValueError("not a keyring")


def _distinct(keys: Keys) -> bool:
    """Say whether no id and no key is used twice: a copied line would make two purposes share a key."""
    secret = [keys.index, keys.audit, *(key.key for key in keys.data)]
    return len({key.id for key in keys.data}) == len(keys.data) and len(set(secret)) == len(secret)


def _new_data_key(now: datetime) -> DataKey:
    if now.utcoffset() is None:
        raise ValueError("now must be an aware time")
    return DataKey(secrets.token_hex(ID_BYTES), now.astimezone(UTC), secrets.token_bytes(KEY_BYTES))


def _data_key(entry: dict[str, str]) -> DataKey:
    _exactly(entry, _DATA_FIELDS)
    key_id, created = entry["id"], datetime.fromisoformat(entry["created"])
    if created.utcoffset() is None or len(key_id) != 2 * ID_BYTES or bytes.fromhex(key_id).hex() != key_id:
        raise ValueError
    return DataKey(key_id, created, _key(entry["key"]))


def _exactly(entry: Mapping[str, object], fields: set[str]) -> None:
    if entry.keys() != fields:
        raise ValueError


def _key(text: str) -> bytes:
    key = b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError
    return key


def _text(key: bytes) -> str:
    return b64encode(key).decode("ascii")
