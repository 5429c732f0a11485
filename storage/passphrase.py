"""A key from a passphrase, by Argon2id (RFC 9106), at a cost that is written beside what it guards."""

import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.seal_errors import MemoryShort, PassphraseTooShort

LEAST_CHARACTERS = 12
SALT_BYTES = 16
KEY_BYTES = 32

_MEMORY = range(8 * 1024, 1024 * 1024 + 1)
_ITERATIONS = range(1, 17)
_LANES = range(1, 17)


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's memory (KiB), passes and lanes.

    Raises ValueError above 1 GiB, 16 passes or 16 lanes: a hostile file must not take the machine or hold it for more
    than some seconds. Below 8 MiB it is no cost at all.
    """

    memory_kib: int
    iterations: int
    lanes: int

    def __post_init__(self) -> None:
        """Hold the bounds."""
        if self.memory_kib not in _MEMORY or self.iterations not in _ITERATIONS or self.lanes not in _LANES:
            raise ValueError("outside the bounds of Argon2id's cost")


STANDARD = Cost(memory_kib=256 * 1024, iterations=3, lanes=4)
"""About half a second on two cores (0.38 s measured); four times the memory of RFC 9106's second recommendation."""


def check(passphrase: str) -> None:
    """Accept a new passphrase, or raise PassphraseTooShort below 12 characters."""
    if len(unicodedata.normalize("NFKC", passphrase)) < LEAST_CHARACTERS:
        raise PassphraseTooShort(least=LEAST_CHARACTERS)


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Give the 32-byte key of a passphrase; an å typed as one sign or as two gives the same one. Raises MemoryShort."""
    # What a terminal could not decode comes as lone surrogates; an encoding error would print the passphrase.
    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    try:
        argon = Argon2id(
            salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
        )
        return argon.derive(typed)
    except MemoryError:
        raise MemoryShort(mebibytes=cost.memory_kib // 1024) from None
