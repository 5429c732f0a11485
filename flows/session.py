"""One person's way through one version of one flow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from flows.model import Level

UNKNOWN = "unknown"
SKIPPED = "skipped"


class FreeText(str):
    """What a person wrote in their own words. It cannot be printed by accident: its repr is its length alone."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"FreeText({len(self)} characters)"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `coded` holds choice ids or one of UNKNOWN and SKIPPED; `words` what was written, if anything.

    A date is coded as its earliest possible ISO day, with the person's own words beside it; a number of days as
    its digits; a time of day as HH:MM.
    """

    coded: tuple[str, ...] = ()
    words: FreeText | None = None


@dataclass(slots=True)
class Session:
    """Where a person is: the step (`state`, as `transitions` calls it), the answers and the steps behind them.

    `turn` counts the screens drawn, so that a button from an older one is recognised. `level` only ever rises here.
    """

    flow: str
    version: str
    state: str
    started_at: datetime
    touched_at: datetime
    turn: int = 1
    language: str = "nb"
    answers: dict[str, Answer] = field(default_factory=dict)
    trail: list[str] = field(default_factory=list)
    ticked: tuple[str, ...] = ()
    returning: str | None = None
    level: Level | None = None
    reasons: tuple[str, ...] = ()
    alarmed: bool = False
    ended: bool = False

    def copy(self) -> Session:
        """A session that can be changed without changing this one."""
        # Spelt out: dataclasses.replace takes five times as long, and every input copies.
        return Session(
            self.flow,
            self.version,
            self.state,
            self.started_at,
            self.touched_at,
            self.turn,
            self.language,
            self.answers.copy(),
            self.trail.copy(),
            self.ticked,
            self.returning,
            self.level,
            self.reasons,
            self.alarmed,
            self.ended,
        )


def freeze(session: Session) -> dict[str, Any]:
    """The session as plain JSON values; `thaw` gives back an equal session."""
    return {
        "flow": session.flow,
        "version": session.version,
        "state": session.state,
        "started_at": session.started_at.isoformat(),
        "touched_at": session.touched_at.isoformat(),
        "turn": session.turn,
        "language": session.language,
        "answers": {step: [list(a.coded), a.words] for step, a in session.answers.items()},
        "trail": session.trail,
        "ticked": list(session.ticked),
        "returning": session.returning,
        "level": None if session.level is None else session.level.key,
        "reasons": list(session.reasons),
        "alarmed": session.alarmed,
        "ended": session.ended,
    }


def thaw(frozen: dict[str, Any]) -> Session:
    """The session that `freeze` wrote down; KeyError or ValueError when it did not."""
    return Session(
        flow=_same(frozen["flow"]),
        version=_same(frozen["version"]),
        state=_same(frozen["state"]),
        started_at=datetime.fromisoformat(frozen["started_at"]),
        touched_at=datetime.fromisoformat(frozen["touched_at"]),
        turn=frozen["turn"],
        language=_same(frozen["language"]),
        answers={
            _same(step): _tapped(tuple(coded)) if words is None else Answer(tuple(coded), FreeText(words))
            for step, (coded, words) in frozen["answers"].items()
        },
        trail=[_same(step) for step in frozen["trail"]],
        ticked=tuple(frozen["ticked"]),
        returning=frozen["returning"],
        level=None if frozen["level"] is None else Level.named(frozen["level"]),
        reasons=tuple(_same(reason) for reason in frozen["reasons"]),
        alarmed=frozen["alarmed"],
        ended=frozen["ended"],
    )


# Sessions that are read back share what content gives them all; what a person wrote is never kept here.
_SHARED = 4096


@lru_cache(_SHARED)
def _same(text: str) -> str:
    return text


@lru_cache(_SHARED)
def _tapped(coded: tuple[str, ...]) -> Answer:
    return Answer(coded)
