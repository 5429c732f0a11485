"""A procedure as data: flows, steps, choices, conditions and the rules that set a level."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date

from flows.msgid import N_

SKIP_LABEL = N_("Hopp over")
"""What the skip button says where content says nothing else."""


class Level(enum.IntEnum):
    """How urgent a case is; a machine may raise it, only a person may lower it."""

    BLUE = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3

    @classmethod
    def named(cls, name: str) -> Level:
        """The level with this lower-case name; KeyError when there is none."""
        return cls[name.upper()]

    @property
    def key(self) -> str:
        """The lower-case name, as content and the database write it."""
        return self.name.lower()


class Kind(enum.StrEnum):
    """What a step asks for, and so what may be answered."""

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    PLACE = "place"
    DAYS = "days"
    TELL = "tell"
    SUMMARY = "summary"
    END = "end"


class Part(enum.StrEnum):
    """Where an answer is sealed: who the person is lies apart from what they fear."""

    ANSWERS = "answers"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a condition: a step or fact, and what its coded answer must be.

    `among` holds choice ids (`unknown` and `skipped` are always allowed); `compare` is an operator of
    `<= < >= > ==` and a whole number for facts and numbers; `answered` asks only whether there is an answer.
    """

    key: str
    among: frozenset[str] = frozenset()
    compare: tuple[str, int] | None = None
    answered: bool | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A table over coded answers: true when every row of one of its groups is true, or the opposite when `negated`.

    A group may hold a condition of its own, which content writes as `not = { … }`.
    """

    groups: tuple[tuple[Row | Condition, ...], ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """A way on: the first route whose condition holds is taken."""

    to: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: its id is stored, its text (a msgid in Bokmål) is shown."""

    id: str
    text: str
    to: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One screen: a question with its answers, or something told."""

    id: str
    kind: Kind
    ask: str
    line: int
    help: str | None = None
    choices: tuple[Choice, ...] = ()
    when: Condition | None = None
    routes: tuple[Route, ...] = ()
    skip: str | None = None
    part: Part = Part.ANSWERS
    section: str = ""
    sets: str | None = None
    files: bool = False
    label: str | None = None

    @property
    def secret(self) -> bool:
        """What was written here is not shown again: whoever looks over a shoulder could use it."""
        return self.sets in {"ok_word", "danger_word", "blocked", "secret"}

    def choice(self, identifier: str) -> Choice | None:
        """The choice with this id, or None."""
        return next((choice for choice in self.choices if choice.id == identifier), None)


@dataclass(frozen=True, slots=True)
class Rule:
    """A triage rule: when it holds the level is at least `level`, and `because` says why."""

    level: Level
    because: str
    when: Condition
    line: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A number worked out from an answer: whole days from today until the date that `step` holds."""

    name: str
    step: str


@dataclass(frozen=True, slots=True)
class Check:
    """A sign of life to expect: due `plus_hours` after the date in `step`, or `fallback_days` after filing."""

    name: str
    step: str
    when: Condition
    plus_hours: int
    fallback_days: int
    line: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """When help is called before the talk is finished, and what the person is told at once."""

    level: Level
    tell: str
    short: str


@dataclass(frozen=True, slots=True)
class Flow:
    """One procedure in one version; `version` is the SHA-256 of its source, in hexadecimal.

    `staff_start` is where a member of staff begins, when that is another step than for everybody else.
    """

    name: str
    title: str
    audience: str
    start: str
    steps: dict[str, Step]
    version: str
    source: str = field(repr=False)
    owner: str = ""
    checked: date | None = None
    review_by: date | None = None
    languages: tuple[str, ...] = ("nb",)
    sections: dict[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    facts: dict[str, Fact] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    alarm: Alarm | None = None
    staff_start: str = ""
