"""What is wrong with content: where it stands and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
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


MOST_LISTED = 24
"""More names than this are not listed: nobody reads them."""
_SURE = 0.8


def nearest(word: str, known: Iterable[str], called: Mapping[str, str] | None = None) -> str:
    """As `meant`; where nothing is near, all that there is, when that is little: " There are: a, b."

    `called` are the names by which people know some of them: who writes 'skole' means 'school'.
    """
    among = list(known)
    near = _by_title(word, called or {}) or meant(word, among)
    return near or (f" There are: {', '.join(among)}." if 0 < len(among) <= MOST_LISTED else "")


def surely_meant(word: str, known: Iterable[str], called: Mapping[str, str]) -> bool:
    """Whether hardly anything but one of these can have been meant, so that no other mend need be told."""
    return bool(_by_title(word, called) or difflib.get_close_matches(word, list(known), n=1, cutoff=_SURE))


def _by_title(word: str, called: Mapping[str, str]) -> str:
    titles = {title.casefold(): name for name, title in called.items()}
    name = titles.get(word.casefold())
    return f" Did you mean '{name}'?" if name else ""


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a complaint: " Did you mean 'x'?" with the known word nearest to `word`, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""
