"""Who takes part: joining, leaving, leading, keeping the minutes, and on what basis. What was ticked always stays."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from flows.procedures.admitting import known_part, must_lead, must_live, part_of
from flows.procedures.model import CHAIR, EVERYONE, SECRETARY
from flows.procedures.refusals import (
    AlreadyMember,
    AnonymousOnly,
    ChairIsSecretary,
    ChairNotAnonymous,
    LastMember,
    NotChair,
)
from flows.procedures.run import Member, Run

INTERPRETER = "interpreter"
"""Who speaks for others leads only when nobody else is left."""


def proper(role: str) -> str:
    """The role of an agency as it is given; ValueError for what everybody has or what somebody is chosen for."""
    if role in {EVERYONE, CHAIR, SECRETARY}:
        raise ValueError(f"'{role}' is no role to take part in")
    return role


def join(run: Run, person: int, role: str, now: datetime) -> Run:
    """This person takes part in the role; who takes part in it already, changes nothing. Who had left comes back last.

    Raises NotOpen, AlreadyMember (in another role), and ValueError for a role nobody takes part in.
    """
    must_live(run)
    there = run.member(person)
    if there is None:
        return _with(run, Member(person, proper(role), now), now)
    if there.role != role:
        raise AlreadyMember
    return run


def leave(run: Run, person: int, now: datetime, away: Container[int] = ()) -> Run:
    """This person takes part no longer. When the chair leaves, who called it leads, or else who joined first.

    Nobody of those `away`, whom nothing reaches, comes to lead while anybody else can.

    Raises NotMember, NotOpen and LastMember (nobody would be left to lead).
    """
    part_of(run, person)
    must_live(run)
    heirs = [member.person for member in run.present if member.person != person and not member.anonymous]
    if not heirs:
        raise LastMember
    left = _gone(run, person, now)
    if run.chair != person:
        return left
    heirs = [one for one in heirs if one not in away] or heirs
    speaking = [one for one in heirs if run.members[one].role != INTERPRETER] or heirs
    return _led(left, run.called_by if run.called_by in speaking else speaking[0])


def remove(run: Run, person: int, by: int, now: datetime, away: Container[int] = ()) -> Run:
    """The chair takes somebody out of it. Raises NotMember, NotChair, NotOpen, and LastMember as `leave` does."""
    must_lead(run, by)
    return leave(run, person, now, away)


def set_chair(run: Run, by: int, to: int, now: datetime) -> Run:
    """Somebody else leads: the chair says so, or who called it.

    Raises NotMember, NotChair, NotOpen, AnonymousOnly and ChairIsSecretary.
    """
    part_of(run, by)
    if by not in {run.chair, run.called_by}:
        raise NotChair
    must_live(run)
    known_part(run, to)
    if to == run.secretary:
        raise ChairIsSecretary
    return run if to == run.chair else replace(run, chair=to, changed_at=now)


def set_secretary(run: Run, by: int, to: int | None, now: datetime) -> Run:
    """Somebody keeps the minutes, or nobody yet; the chair says so.

    Raises NotMember, NotChair, NotOpen, AnonymousOnly and ChairIsSecretary.
    """
    must_lead(run, by)
    must_live(run)
    if to is not None:
        known_part(run, to)
    if to == run.chair:
        raise ChairIsSecretary
    return run if to == run.secretary else replace(run, secretary=to, changed_at=now)


def set_basis(run: Run, person: int, basis: str, anonymous: bool, now: datetime) -> Run:  # noqa: FBT001 - as agreed
    """What allows this person to share, or that they take part anonymously only (who keeps the minutes then stops).

    Raises NotMember, NotOpen and ChairNotAnonymous.
    """
    member = part_of(run, person)
    must_live(run)
    if anonymous and person == run.chair:
        raise ChairNotAnonymous
    if (member.basis, member.anonymous) == (basis, anonymous):
        return run
    secretary = None if anonymous and run.secretary == person else run.secretary
    stated = {**run.members, person: replace(member, basis=basis, anonymous=anonymous)}
    return replace(run, members=stated, secretary=secretary, changed_at=now)


def hand_over(run: Run, by: int, to: int, now: datetime) -> Run:
    """`to` takes the place of `by`, with the role, and leads or keeps the minutes if `by` did; `by` leaves.

    Somebody new is there anonymously only if `by` was. Raises NotMember, NotOpen and AnonymousOnly.
    """
    giver = part_of(run, by)
    must_live(run)
    if to == by:
        return run
    taker = run.member(to)
    if taker is not None and taker.anonymous and by in {run.chair, run.secretary}:
        raise AnonymousOnly
    after = _gone(run, by, now)
    if taker is None:
        after = _with(after, Member(to, giver.role, now, anonymous=giver.anonymous), now)
    else:
        after = replace(after, members={**after.members, to: replace(taker, role=giver.role)})
    if by == run.chair:
        return _led(after, to)
    return replace(after, secretary=to) if by == run.secretary and to != run.chair else after


def _with(run: Run, member: Member, now: datetime) -> Run:
    others = {person: one for person, one in run.members.items() if person != member.person}
    return replace(run, members={**others, member.person: member}, changed_at=now)


def _gone(run: Run, person: int, now: datetime) -> Run:
    members = {**run.members, person: replace(run.members[person], left_at=now)}
    return replace(run, members=members, secretary=None if run.secretary == person else run.secretary, changed_at=now)


def _led(run: Run, chair: int) -> Run:
    return replace(run, chair=chair, secretary=None if run.secretary == chair else run.secretary)
