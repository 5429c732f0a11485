"""What stands behind the page: what it may look at, hand out and begin anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Looked = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to look at or to take along: its bytes, its media type and, when it is to be kept, its name."""

    content: bytes = field(repr=False)
    type: str
    name: str = ""


class Behind(Protocol):
    """The program, as far as the page knows it."""

    async def database(self) -> Looked:
        """Tables as they lie in the database (table, columns, rows)."""
        ...

    async def opened(self) -> Looked:
        """Cases that a coordinator's key opens (reference, level, opened_by, parts)."""
        ...

    async def minutes(self) -> Looked:
        """Minutes of meetings (reference, number, sealed, keys with name and opens, opened_by, text)."""
        ...

    async def procedures(self) -> Looked:
        """All procedures (name, code, title, trigger, owner, checked, overdue, steps)."""
        ...

    async def drawing(self, name: str) -> Paper | None:
        """The picture of a procedure as SVG, None when there is no such procedure."""
        ...

    async def document(self, reference: str, ending: str) -> Paper | None:
        """A meeting's newest minutes as pdf or txt, opened with a participant's key; None when there are none."""
        ...

    async def restart(self) -> None:
        """Begins the program anew on an empty database."""
        ...
