"""What the minutes of a run hold: roles instead of people, what was ticked and decided, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Participant:
    """Who took part: the role as people call it, and the functions held beside it. Never a name, never a number.

    `basis` is the section, or the consent, on which they shared what they know; empty until they said.
    """

    role: str
    functions: tuple[str, ...]
    joined_at: datetime
    left_at: datetime | None
    basis: str
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Ticked:
    """One tick: in which role, when, and what was chosen where there was a choice."""

    role: str
    at: datetime
    choice: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step that was shown: `waits_for` are the roles still to tick, `due_at` its deadline when it has one."""

    number: int
    task: str
    text: str
    done: bool
    ticks: tuple[Ticked, ...]
    waits_for: tuple[str, ...]
    due_at: datetime | None
    overdue: bool
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A phase and its steps."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A piece of information that may be shared with all who take part: its track, who gave it, on what basis."""

    track: str
    role: str
    basis: str
    words: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A measure: its words as they were typed, who answers for it (a role) and by when."""

    number: int
    kind: str
    what: str
    why: str
    responsible: str
    due_at: datetime
    state: str
    open: bool
    overdue: bool
    urgent: bool
    disagreed: bool
    disagreement: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one run, all texts in one language. Times are aware UTC; `zone` is where they are shown.

    `held_at` is the meeting that was held, `next_at` one that is yet to come. Typed words are in them in clear, so they
    are sealed before they are kept.
    """

    reference: str
    title: str
    code: str
    version: str
    level: str
    state: str
    zone: str
    called_by: str
    called_at: datetime
    held_at: datetime | None
    next_at: datetime | None
    closed_at: datetime | None
    written_at: datetime
    result: str
    stopped: str
    participants: tuple[Participant, ...]
    parts: tuple[Part, ...]
    shared: tuple[Shared, ...]
    measures: tuple[Decided, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, phase after phase."""
        return tuple(step for part in self.parts for step in part.steps)

    @property
    def not_done(self) -> tuple[Step, ...]:
        """The steps that nobody, or not everybody who should, has ticked."""
        return tuple(step for step in self.steps if not step.done)

    @property
    def decisions(self) -> tuple[tuple[Step, Ticked], ...]:
        """What was chosen at the decision points, each with its step."""
        return tuple((step, tick) for step in self.steps for tick in step.ticks if tick.choice)

    @property
    def law(self) -> tuple[str, ...]:
        """The sections that the steps shown rest on, each once, in the order of the steps."""
        return tuple(dict.fromkeys(section for step in self.steps for section in step.law))
