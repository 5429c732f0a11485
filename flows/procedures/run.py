"""A procedure under way, as a value: who takes part, what was ticked by whom and when, and how far it has come."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flows.model import Level
from flows.msgid import N_


class State(enum.StrEnum):
    """Where a run is."""

    OPEN = "open"
    PAUSED = "paused"
    STOPPED = "stopped"
    CLOSED = "closed"

    @property
    def says(self) -> str:
        """The state as staff read it (a msgid)."""
        return STATES[self]


STATES = {
    State.OPEN: N_("Pågår"),
    State.PAUSED: N_("På pause"),
    State.STOPPED: N_("Stoppet"),
    State.CLOSED: N_("Avsluttet"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part, in the role of their agency. `person` is the person's number.

    `basis` is the id of the law card (or `consent`) that allows them to share what they know, empty until they said;
    `anonymous` that they take part in an anonymous discussion only. Who left keeps what they did.
    """

    person: int
    role: str
    joined_at: datetime
    basis: str = ""
    anonymous: bool = False
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A task was done: by whom, in which role, when (UTC), and what was chosen where there was a choice."""

    task: str
    role: str
    by: int
    at: datetime
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One procedure under way. All times are aware UTC; people are numbers.

    `marks` are those that stand now, by task and then by role: a task with `each` has one a role, others have one.
    `stop` is the id of the stop that fell, `result` what a person decided in the end. `paused_until` is when a paused
    run calls again by itself. `called_by` began it; `chair` answers for it and for what falls to nobody else.
    """

    reference: str
    procedure: str
    version: str
    unit: str
    level: Level
    called_by: int
    chair: int
    started_at: datetime
    changed_at: datetime
    case: str | None = None
    secretary: int | None = None
    meeting_at: datetime | None = None
    state: State = State.OPEN
    paused_until: datetime | None = None
    closed_at: datetime | None = None
    stop: str = ""
    result: str = ""
    members: Mapping[int, Member] = field(default_factory=dict)
    marks: Mapping[str, Mapping[str, Mark]] = field(default_factory=dict)

    @property
    def present(self) -> tuple[Member, ...]:
        """Those who take part now, in the order they joined."""
        return tuple(one for one in self.members.values() if one.left_at is None)

    def member(self, person: int) -> Member | None:
        """This person's part in it, when they take part now."""
        found = self.members.get(person)
        return found if found is not None and found.left_at is None else None


class MeasureState(enum.StrEnum):
    """Where a measure is."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Measure:
    """One decision that became work: what kind, who does it, by when (UTC). Its words lie apart, encrypted."""

    number: int
    kind: str
    responsible: int
    due_at: datetime
    decided_at: datetime
    decided_by: int
    state: MeasureState = MeasureState.OPEN
    settled_at: datetime | None = None
    settled_by: int | None = None
    disagreed: bool = False
    urgent: bool = False
