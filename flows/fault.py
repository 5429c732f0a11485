"""What is wrong with content: where it stands and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a content file. `step` is empty when no step is to blame; `text` says the mend."""

    file: str
    line: int
    step: str
    text: str

    def __str__(self) -> str:
        where = f"step '{self.step}': " if self.step else ""
        return f"{self.file}:{self.line}: {where}{self.text}"


class ContentError(Exception):
    """A content file that cannot be served. Its text is one line a fault, sorted by place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Complaints:
    """Gathers the faults of one file, so that a writer sees them all at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def note(self, line: int, step: str, text: str) -> None:
        """Write down one fault at this line of the file; the same one is written once."""
        fault = Fault(self.file, line, step, text)
        if fault not in self.faults:
            self.faults.append(fault)


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a complaint: " Did you mean 'x'?" with the known word nearest to `word`, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""
