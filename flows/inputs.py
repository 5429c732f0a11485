"""What can happen to a session: a tap, a word, a timer. The doors translate into these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from flows.session import FreeText


@dataclass(frozen=True, slots=True)
class Chose:
    """A button with a choice was tapped on the screen that was drawn at `turn`."""

    choice: str
    turn: int


@dataclass(frozen=True, slots=True)
class Ticked:
    """A box of a question with several answers was ticked or unticked."""

    choice: str
    turn: int


@dataclass(frozen=True, slots=True)
class Done:
    """The ticked boxes are the answer; or, where something was told, it has been read."""

    turn: int


@dataclass(frozen=True, slots=True)
class Said:
    """Free text was written. It belongs to whatever step is current."""

    words: FreeText


@dataclass(frozen=True, slots=True)
class Back:
    """Show the step before, its answer kept until it is changed."""

    turn: int


@dataclass(frozen=True, slots=True)
class Skip:
    """The person would rather not say."""

    turn: int


@dataclass(frozen=True, slots=True)
class Change:
    """From the summary: go back to this step and return to the summary afterwards."""

    step: str
    turn: int


@dataclass(frozen=True, slots=True)
class Show:
    """Draw the current screen again: /start in the middle of a talk, or a return after days."""


@dataclass(frozen=True, slots=True)
class Other:
    """Something that cannot be an answer: a photo, a sticker, a location. `kind` is Telegram's content type."""

    kind: str


Input = Chose | Ticked | Done | Said | Back | Skip | Change | Show | Other
