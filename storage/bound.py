"""What a ciphertext belongs to, as associated data: moved anywhere else, it does not open."""

from dataclasses import dataclass


def framed(*parts: bytes) -> bytes:
    """Join parts so that no two lists of parts give the same bytes: each is led by its length, 4 bytes big-endian."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@dataclass(frozen=True, slots=True)
class Bound:
    """The table, row, field and version of that field's meaning that a ciphertext belongs to.

    Raises ValueError for an empty name or a negative version: both mean that the caller forgot to bind.
    """

    table: str
    row: str
    field: str
    version: int = 1

    def __post_init__(self) -> None:
        """Refuse a binding that binds nothing."""
        if not (self.table and self.row and self.field) or self.version < 0:
            raise ValueError("a Bound names a table, a row and a field, and a version of 0 or more")

    def encoded(self, purpose: str, form: int, *more: str) -> bytes:
        """Give the associated data for a purpose, its format version and what else counts (a reader, a key id)."""
        texts = (purpose, str(form), self.table, self.row, self.field, str(self.version), *more)
        return framed(*(text.encode() for text in texts))
