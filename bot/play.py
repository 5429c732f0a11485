"""A procedure or a talk in the terminal, to be tried by whoever wrote it: nothing is kept, and nobody is told."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Protocol

GOODBYE = "The preview ends here. Nothing was kept."
MOST_LINES = 10_000
"""More lines than anybody types: what is piped in without an end is ended here."""


_TAGS = re.compile(r"<[^>]+>")


class Play(Protocol):
    """Something that is tried, a line at a time."""

    help: str

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""

    def show(self) -> str:
        """What stands on the screen now."""

    def typed(self, line: str) -> str:
        """What a line does, and what is said of it; nothing when the whole screen is to be shown again."""


def play(what: Play, lines: Iterable[str], say: Callable[[str], None]) -> None:
    """Try it with these lines until it is over, somebody types q, or the lines end."""
    say(what.show())
    for number, line in enumerate(lines):
        word = line.strip()
        if word.casefold() == "q" or number == MOST_LINES:
            break
        said = f"{what.help}\n? this help, q ends" if word == "?" else what.typed(word)
        say(said or what.show())
        if what.over:
            break
    say(GOODBYE)


def plain(marked: str) -> str:
    """Telegram's HTML as a terminal shows it."""
    return html.unescape(_TAGS.sub("", marked)).strip()
