"""Readers' keys that tests may open cases with: made of a number, so that both halves are known."""

from storage import xwing
from storage.envelope import fingerprint, reader_id
from storage.keyfile import NewKey, UnlockedKey


def key(seed: int) -> NewKey:
    """The public half."""
    public = xwing.public_key(bytes([seed]) * 32)
    return NewKey(reader_id(public), public, fingerprint(public))


def unlocked(seed: int) -> UnlockedKey:
    """The private half, as it is in memory while a case is read."""
    return UnlockedKey(key(seed).reader_id, "Duty", "coordinator", bytes([seed]) * 32)
