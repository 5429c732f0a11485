"""JSON under the keyring: what the service must be able to read back."""

import json
from typing import Any

from storage.bound import Bound
from storage.keyring import Keyring

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def seal_json(keyring: Keyring, value: Any, bound: Bound) -> bytes:  # noqa: ANN401 - any JSON value
    """Encrypt a JSON value to its place."""
    return keyring.encrypt(_encode(value).encode(), bound=bound)


def open_json(keyring: Keyring, sealed: bytes, bound: Bound) -> Any:  # noqa: ANN401 - any JSON value
    """Give back what `seal_json` sealed to the same place. Raises Tampered and KeyUnknown."""
    return json.loads(keyring.decrypt(sealed, bound=bound))
