"""What follows from an input, as values. The recorder writes them down; nothing here acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.model import Level, Part
from flows.session import FreeText, Session


@dataclass(frozen=True, slots=True)
class Ask:
    """Draw the session's current step. `notice` is a msgid shown above it: why an answer was not understood."""

    step: str
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Warn:
    """Danger: show the emergency numbers at once, above whatever comes next. `text` is a msgid."""

    text: str


@dataclass(frozen=True, slots=True)
class RaiseAlert:
    """Call the duty coordinator now. `reasons` are sealed with the case, never sent."""

    level: Level
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer as the coordinator reads them: msgids and coded ids, beside the person's words."""

    step: str
    question: str
    coded: tuple[str, ...]
    texts: tuple[str, ...]
    words: FreeText | None


@dataclass(frozen=True, slots=True)
class FileCase:
    """Seal what was given to the unit's readers. `final` is False when danger files what there is so far."""

    final: bool
    level: Level
    reasons: tuple[str, ...]
    parts: dict[Part, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep a code word so that it is known again: `meaning` is `ok` or `danger`. Stored as a blind index only."""

    meaning: str
    word: FreeText


@dataclass(frozen=True, slots=True)
class Block:
    """Keep the people that the person named out of the case, whoever invites them. Stored as a blind index only."""

    names: FreeText


@dataclass(frozen=True, slots=True)
class Schedule:
    """Expect a sign of life at `due` (UTC); the missing one raises an alert."""

    name: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Speak:
    """The person chose a language: an ISO code that the flow offers."""

    language: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The talk is over: the draft is deleted, the last screen stays until it is hidden."""


Effect = Ask | Warn | RaiseAlert | FileCase | Remember | Block | Schedule | Speak | Finish


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to "what would Havn do?": the session afterwards and everything that follows, in order.

    `stale` tells that the input came from an older screen: nothing changed, the current step is shown.
    """

    session: Session
    effects: tuple[Effect, ...]
    stale: bool = False
