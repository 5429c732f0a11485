"""A procedure as data: phases and tasks with roles, deadlines, reasons and law; what stops it, bars it and ends it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flows.deadlines import Term
from flows.model import Choice, Condition, Level
from flows.msgid import N_

EVERYONE = "everyone"
"""The role that every participant has."""
CHAIR, SECRETARY = "chair", "secretary"
"""Functions that a participant holds beside the role of their agency; chair and secretary are two people."""
START, MEETING = "start", "meeting"
"""Bases that a deadline counts from, besides a task that was done: when the run began, when the meeting is held."""

ROLES: Mapping[str, str] = {
    EVERYONE: N_("Alle"),
    CHAIR: N_("Møteleder"),
    SECRETARY: N_("Referent"),
    "coordinator": N_("Koordinator"),
    "child_welfare": N_("Barnevern"),
    "police": N_("Politi"),
    "prosecution": N_("Påtalemyndighet"),
    "school": N_("Skole"),
    "health": N_("Helse"),
    "shelter": N_("Krisesenter"),
    "nav": N_("NAV"),
    "barnehus": N_("Barnehus"),
    "expert_team": N_("Kompetanseteamet"),
    "interpreter": N_("Tolk"),
    "contact_person": N_("Kontaktperson for barnet"),
    "staff": N_("Den ansatte"),
    "specialist": N_("Spesialist"),
    "clinician": N_("Kliniker"),
    "guide": N_("Sertifisert veileder"),
    "leader": N_("Leder"),
}
"""The roles there are and what people call them; a municipality's own procedure may name others."""


class Track(enum.StrEnum):
    """What a piece of information belongs to; it crosses to another track only on a stated basis."""

    PREVENTION = "prevention"
    CHILD_WELFARE = "child_welfare"
    CRIMINAL_CASE = "criminal_case"

    @property
    def says(self) -> str:
        """The track as staff read it (a msgid)."""
        return TRACKS[self]


TRACKS = {
    Track.PREVENTION: N_("Forebygging"),
    Track.CHILD_WELFARE: N_("Barnevernssak"),
    Track.CRIMINAL_CASE: N_("Straffesak"),
}
TRACK_OF: Mapping[str, tuple[Track, ...]] = {
    "child_welfare": (Track.CHILD_WELFARE,),
    "police": (Track.CRIMINAL_CASE,),
    "prosecution": (Track.CRIMINAL_CASE,),
    "barnehus": (Track.CRIMINAL_CASE,),
    "interpreter": (),
}
"""The tracks that a role works in, the first one where what it writes lies; every other role works in prevention.

Police work in prevention too, but what the municipality's services write there is not theirs to read unasked.
"""
ANSWERED_FOR = frozenset(TRACK_OF) - {"interpreter"}
"""Roles that nobody takes by saying so: somebody else answered for it that they hold it."""


class Opens(enum.StrEnum):
    """What a task leads to besides its tick: a part of the meeting that has screens of its own."""

    PEOPLE = "people"
    TIME = "time"
    BASIS = "basis"
    MEASURES = "measures"
    INFORMATION = "information"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline: `term` after the base, or at the base itself when `term` is None."""

    base: str = START
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One step of a procedure.

    `roles` may tick it, the first one present is responsible; with `each`, every role that is present ticks for itself.
    With `strict` nobody else ever ticks it: it does not fall to the chair when nobody has the role.
    `due` holds a deadline by level (the same for all levels when content gives one), and is empty without a deadline.
    `needs` are tasks that must be done before. All texts are msgids.
    """

    id: str
    phase: str
    do: str
    line: int
    roles: tuple[str, ...]
    why: str = ""
    each: bool = False
    strict: bool = False
    due: Mapping[Level, Due] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    when: Condition | None = None
    needs: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    opens: Opens | None = None
    document: str = ""
    was: str = ""
    """The id that this task had in an earlier version, when it was renamed."""

    def choice(self, identifier: str) -> Choice | None:
        """The choice with this id, or None."""
        return next((choice for choice in self.choices if choice.id == identifier), None)


@dataclass(frozen=True, slots=True)
class Stop:
    """A button that ends the ordinary way at once: `label` on the button, `tell` what to do now.

    With `when`, it falls by itself as soon as the condition holds.
    """

    id: str
    label: str
    tell: str
    line: int
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """These tasks cannot be ticked while the condition holds; `because` says why."""

    tasks: tuple[str, ...]
    because: str
    when: Condition
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text to hand over, to be filled in by hand: {answer:TASK} is what was chosen, ____ is left open."""

    id: str
    title: str
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure in one version; `version` is the SHA-256 of its source, in hexadecimal.

    `code` is its short name in the field (P1 …). `roles` names roles of its own besides ROLES. `spoken` holds the
    translations written in the file itself: language -> msgid -> text. `results` is what a person decides in the end.
    `meeting` tells that people of several agencies are invited to it, with a time, measures and minutes.
    """

    name: str
    title: str
    trigger: str
    phases: Mapping[str, str]
    tasks: Mapping[str, Task]
    results: tuple[Choice, ...]
    version: str
    source: str = field(repr=False)
    code: str = ""
    owner: str = ""
    checked: date | None = None
    review_by: date | None = None
    languages: tuple[str, ...] = ("nb",)
    roles: Mapping[str, str] = field(default_factory=dict)
    stops: Mapping[str, Stop] = field(default_factory=dict)
    bars: tuple[Bar, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    spoken: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    meeting: bool = False
    reminder: str = ""
    """Something that holds for the whole procedure and is shown on its first screen."""

    def role(self, name: str) -> str:
        """What people call a role (a msgid)."""
        return self.roles.get(name) or ROLES[name]

    def outdated(self, today: date) -> bool:
        """The date by which somebody had to check the content again has passed, or nobody ever checked it."""
        return self.review_by is None or self.review_by < today
