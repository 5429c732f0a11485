"""One table of a content file while it is read: it hands out its values and notes what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flows.fault import Complaints, meant, nearest
from flows.lines import Block, Lines

_LISTS = {
    "": '["one", "two"]',
    "languages": '["nb", "nn"]',
    "who": '["staff"]',
    "needs": '["first_task"]',
    "tasks": '["first_task"]',
    "law": '["bvl_13_2"]',
    "cards": '["violence"]',
    "also_closed": '["24.12.", "31.12."]',
}
"""What a list of words looks like, by its key."""
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class Source:
    """A file that is being read: the lines of its text and the complaints about it."""

    def __init__(self, text: str, file: str) -> None:
        self.lines = Lines(text)
        self.complaints = Complaints(file)
        self.unsure: set[str] = set()
        """The tasks whose choices could not be read whole: what asks for one of them is not complained about."""


class Table:
    """A TOML table with its place in the file. A value of the wrong type is noted and read as if it were not there."""

    def __init__(
        self,
        source: Source,
        values: Mapping[str, Any],
        block: Block,
        *,
        step: str = "",
        said: str = "",
    ) -> None:
        self.source = source
        self.values = values
        self.block = block
        self.step = step
        self.said = said

    def complain(self, text: str, key: str = "") -> None:
        """Note a fault at the line of this key, or of the table itself."""
        line = self.source.lines.key(self.block, key) if key else self.block.first
        self.source.complaints.note(line, self.step, f"{self.said}: {text}" if self.said else text)

    def only(self, *known: str, called: Mapping[str, str] | None = None) -> None:
        """Refuse every key that is not known; `called` is what people call some of those that are."""
        for key in self.values:
            if key not in known:
                self.complain(f"'{key}' is not known here.{nearest(key, known, called)}", key)

    def text(self, key: str, default: str = "", *, needed: bool = False) -> str:
        """The words of this key; noted when they are needed and missing or blank."""
        words = self._of_type(key, str, "words between quotes")
        if words is None:
            if needed and key not in self.values:
                self.complain(f"'{key}' is missing. Add {key} = \"…\".")
            return default
        if not words.strip():
            self.complain(f"'{key}' is empty. Write it, or take the line away.", key)
            return default
        return str(words)

    def flag(self, key: str) -> bool:
        """Whether this key is set to true."""
        return bool(self._of_type(key, bool, "true or false"))

    def whole(self, key: str, default: int = 0, *, needed: bool = False) -> int:
        """The whole number of this key, zero or more."""
        number = self._of_type(key, int, "a whole number")
        if number is None:
            if needed and key not in self.values:
                self.complain(f"'{key}' is missing. Add {key} = a whole number.")
            return default
        if number < 0:
            self.complain(f"'{key}' is {number}; write zero or more.", key)
            return default
        return int(number)

    def day(self, key: str) -> date | None:
        """The date of this key, or None."""
        day = self._of_type(key, date, "a date without quotes, such as 2027-05-22")
        return day if isinstance(day, date) else None

    def one_of(self, key: str, known: Iterable[str], otherwise: str, *, needed: bool = False) -> str:
        """The word of this key, which must be among the known ones; `otherwise` when it is not there or not known."""
        word = self.text(key, needed=needed)
        among = list(known)
        if not word or word in among:
            return word or otherwise
        self.complain(f"'{key}' is '{word}'; it can be {', '.join(among)}.{meant(word, among)}", key)
        return otherwise

    def words(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """The list of words of this key."""
        written = self.values.get(key)
        if isinstance(written, str) and written.strip():
            self.complain(f"'{key}' must be a list of words. Write {key} = [\"{written}\"].", key)
            return default
        listed = self._of_type(key, list, "a list of words")
        if listed is None:
            return default
        if not listed or not all(isinstance(word, str) and word for word in listed):
            self.complain(f"'{key}' must be a list of words, such as {_LISTS.get(key, _LISTS[''])}.", key)
            return default
        return tuple(listed)

    def tables(self, key: str) -> dict[str, Mapping[str, Any]]:
        """The named tables under this key, such as [step.age]; a name that cannot be an identifier is noted."""
        named = self._of_type(key, dict, f"tables such as [{key}.name]")
        found: dict[str, Mapping[str, Any]] = {}
        for name, values in (named or {}).items():
            block = self.source.lines.block(f"{key}.{name}")
            step = name if key in {"step", "task"} else ""
            if not isinstance(values, dict):
                self.source.complaints.note(block.first, step, f"[{key}.{name}] must be a table.")
            elif not IDENTIFIER.fullmatch(name):
                self.source.complaints.note(block.first, step, f"'{name}' must be letters a-z, digits, _ and - only.")
            else:
                found[name] = values
        return found

    def listed(self, key: str) -> list[Mapping[str, Any]]:
        """The tables of this list, such as every [[level]]."""
        listed = self._of_type(key, list, f"tables such as [[{key}]]")
        if listed is None or all(isinstance(each, dict) for each in listed):
            return listed or []
        mend = ' Write { id = "…", text = "…" } for each.' if key in {"choices", "result"} else ""
        self.complain(f"'{key}' must hold tables only.{mend}", key)
        return []

    def _of_type(self, key: str, wanted: type, called: str) -> Any:  # noqa: ANN401 - a TOML value, whatever it is
        value = self.values.get(key)
        if value is None:
            return None
        right = isinstance(value, wanted) and not (wanted is int and isinstance(value, bool))
        if right and not isinstance(value, datetime):
            return value
        self.complain(f"'{key}' must be {called}.", key)
        return None
