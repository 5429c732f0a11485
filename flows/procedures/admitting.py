"""Who may do something at all: takes part, leads, and in what state."""

from __future__ import annotations

from flows.procedures.refusals import AnonymousOnly, NotChair, NotMember, NotOpen
from flows.procedures.run import Member, Run, State


def part_of(run: Run, person: int) -> Member:
    """This person's part in the run. Raises NotMember."""
    member = run.member(person)
    if member is None:
        raise NotMember
    return member


def known_part(run: Run, person: int) -> Member:
    """The part of somebody who may do more than listen. Raises NotMember and AnonymousOnly."""
    member = part_of(run, person)
    if member.anonymous:
        raise AnonymousOnly
    return member


def must_lead(run: Run, person: int) -> None:
    """Raises NotMember, and NotChair for everybody but the chair."""
    part_of(run, person)
    if person != run.chair:
        raise NotChair


def must_live(run: Run) -> None:
    """Raises NotOpen when the run is closed: nothing of it changes any more."""
    if run.state is State.CLOSED:
        raise NotOpen
