"""A case's life, from received to closed. A machine may raise its level; only a person lowers it, and says why."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from flows.model import Level
from flows.msgid import N_
from flows.refusal import AlreadyAcknowledged, Closed, NoReason, NotAcknowledged, NotLower, NotVerified


class State(enum.StrEnum):
    """Where a case is; it only goes forward, but for being passed on or reopened."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    CONTACTED = "contacted"
    CLOSED = "closed"

    @property
    def says(self) -> str:
        """The state as staff read it (a msgid)."""
        return STATES[self]


class Outcome(enum.StrEnum):
    """How a case ended."""

    HELPED = "helped"
    REFERRED_CHILD_WELFARE = "referred_child_welfare"
    REFERRED_POLICE = "referred_police"
    TRAVELLED_HOME_SAFE = "travelled_home_safe"
    NO_CONTACT = "no_contact"
    WITHDRAWN = "withdrawn"
    MISTAKEN = "mistaken"
    OTHER = "other"

    @property
    def says(self) -> str:
        """The outcome as staff read it (a msgid)."""
        return OUTCOMES[self]

    @property
    def rests_on_word(self) -> bool:
        """It rests on somebody saying that all is well, so a person must have verified that it was really them."""
        return self in {Outcome.TRAVELLED_HOME_SAFE, Outcome.WITHDRAWN, Outcome.MISTAKEN}


STATES = {
    State.RECEIVED: N_("Mottatt"),
    State.ACKNOWLEDGED: N_("Tatt"),
    State.CONTACTED: N_("Kontaktet"),
    State.CLOSED: N_("Avsluttet"),
}
OUTCOMES = {
    Outcome.HELPED: N_("Fikk hjelp"),
    Outcome.REFERRED_CHILD_WELFARE: N_("Meldt til barnevernet"),
    Outcome.REFERRED_POLICE: N_("Meldt til politiet"),
    Outcome.TRAVELLED_HOME_SAFE: N_("Trygt hjemme"),
    Outcome.NO_CONTACT: N_("Fikk ikke kontakt"),
    Outcome.WITHDRAWN: N_("Trukket tilbake («alt er bra»)"),
    Outcome.MISTAKEN: N_("Sendt ved en feil"),
    Outcome.OTHER: N_("Annet"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What may be known about a case without opening it."""

    reference: str
    level: Level
    state: State = State.RECEIVED
    owner: int | None = None
    outcome: Outcome | None = None
    verified: bool = False


def acknowledge(case: Case, by: int) -> Case:
    """`by` has the case; again by the same person changes nothing. Raises AlreadyAcknowledged and Closed."""
    _must_be_open(case)
    if case.owner == by:
        return case
    if case.owner is not None:
        raise AlreadyAcknowledged(case.owner)
    return replace(case, owner=by, state=State.CONTACTED if case.state is State.CONTACTED else State.ACKNOWLEDGED)


def pass_on(case: Case, by: int) -> Case:
    """Nobody has the case until the next person takes it. Raises AlreadyAcknowledged (another has it) and Closed."""
    _must_be_open(case)
    if case.owner is not None and case.owner != by:
        raise AlreadyAcknowledged(case.owner)
    return replace(case, owner=None, state=State.CONTACTED if case.state is State.CONTACTED else State.RECEIVED)


def contacted(case: Case) -> Case:
    """The person has been reached. Raises NotAcknowledged and Closed."""
    _must_be_taken(case)
    return replace(case, state=State.CONTACTED)


def raise_level(case: Case, level: Level) -> Case:
    """At least this level. A rise asks for contact again, red for somebody to take the case again. Raises Closed."""
    _must_be_open(case)
    if level <= case.level:
        return case
    return call_again(replace(case, level=level))


def call_again(case: Case) -> Case:
    """Something new happened (a danger word, a missing sign of life): contact again, and at red take it again.

    Raises Closed.
    """
    _must_be_open(case)
    if case.owner is None or case.level is Level.RED:
        return replace(case, owner=None, state=State.RECEIVED)
    return replace(case, state=State.ACKNOWLEDGED)


def lower_level(case: Case, level: Level, reason: str) -> Case:
    """A person found the case less urgent, and says why; the reason is sealed elsewhere, never kept here.

    Raises NotLower, NoReason, NotAcknowledged and Closed.
    """
    _must_be_taken(case)
    if level >= case.level:
        raise NotLower
    if not reason.strip():
        raise NoReason
    return replace(case, level=level)


def close(case: Case, outcome: Outcome, *, verified: bool = False) -> Case:
    """A person ends the case. An outcome that rests on «alt er bra» needs the code word or the control question.

    Raises NotVerified, NotAcknowledged and Closed.
    """
    _must_be_taken(case)
    if outcome.rests_on_word and not verified:
        raise NotVerified
    return replace(case, state=State.CLOSED, outcome=outcome, verified=verified)


def _must_be_open(case: Case) -> None:
    if case.state is State.CLOSED:
        raise Closed


def _must_be_taken(case: Case) -> None:
    _must_be_open(case)
    if case.owner is None:
        raise NotAcknowledged
