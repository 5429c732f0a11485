"""A run from its beginning to its end: paused, stopped, closed, and how urgent it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flows.model import Level
from flows.procedures.admitting import known_part, must_lead, must_live, part_of
from flows.procedures.model import Procedure
from flows.procedures.refusals import NotOpen, RedNeverPauses, UnknownResult, UnknownStop
from flows.procedures.run import Member, Run, State
from flows.procedures.taking_part import proper
from flows.refusal import NotLower


def begin(  # noqa: PLR0913 - what a run is called with, each by its name
    procedure: Procedure,
    reference: str,
    *,
    unit: str,
    level: Level,
    by: int,
    role: str,
    now: datetime,
    case: str | None = None,
) -> Run:
    """A run of this procedure in its present version; `by` leads it and is the first to take part, in this role."""
    return Run(
        reference=reference,
        procedure=procedure.name,
        version=procedure.version,
        unit=unit,
        level=level,
        called_by=by,
        chair=by,
        started_at=now,
        changed_at=now,
        case=case,
        members={by: Member(by, proper(role), now)},
    )


def stop(procedure: Procedure, run: Run, stop_id: str, by: int, now: datetime) -> Run:
    """The run stopped, by anybody who takes part; the same stop again changes nothing. It can only be closed then.

    Raises NotMember, UnknownStop and NotOpen (stopped otherwise, or closed).
    """
    part_of(run, by)
    if stop_id not in procedure.stops:
        raise UnknownStop
    if run.state is State.STOPPED and run.stop == stop_id:
        return run
    if run.state not in {State.OPEN, State.PAUSED}:
        raise NotOpen
    return replace(run, state=State.STOPPED, stop=stop_id, paused_until=None, changed_at=now)


def pause(run: Run, by: int, until: datetime, now: datetime) -> Run:
    """The run paused until then (UTC), or until another time than before. Its deadlines stay where they are.

    Raises NotMember, AnonymousOnly, NotOpen and RedNeverPauses.
    """
    known_part(run, by)
    if run.state not in {State.OPEN, State.PAUSED}:
        raise NotOpen
    if run.level is Level.RED:
        raise RedNeverPauses
    return replace(run, state=State.PAUSED, paused_until=until, changed_at=now)


def resume(run: Run, by: int, now: datetime) -> Run:
    """The run going on; one that is not paused is returned as it is. Raises NotMember, AnonymousOnly and NotOpen."""
    known_part(run, by)
    if run.state is State.OPEN:
        return run
    if run.state is not State.PAUSED:
        raise NotOpen
    return replace(run, state=State.OPEN, paused_until=None, changed_at=now)


def set_meeting(run: Run, by: int, at: datetime, now: datetime) -> Run:
    """The meeting is held at this time (UTC); deadlines that count from it move with it.

    Raises NotMember, AnonymousOnly and NotOpen.
    """
    known_part(run, by)
    if run.state not in {State.OPEN, State.PAUSED}:
        raise NotOpen
    return replace(run, meeting_at=at, changed_at=now)


def raise_level(run: Run, level: Level, by: int, now: datetime) -> Run:
    """At least this level; deadlines follow it, and red ends a pause. Raises NotMember, AnonymousOnly and NotOpen."""
    known_part(run, by)
    must_live(run)
    if level <= run.level:
        return run
    if level is Level.RED and run.state is State.PAUSED:
        run = replace(run, state=State.OPEN, paused_until=None)
    return replace(run, level=level, changed_at=now)


def lower_level(run: Run, level: Level, by: int, now: datetime) -> Run:
    """The chair found it less urgent. Raises NotMember, NotChair, NotOpen and NotLower."""
    must_lead(run, by)
    must_live(run)
    if level >= run.level:
        raise NotLower
    return replace(run, level=level, changed_at=now)


def close(procedure: Procedure, run: Run, result: str, by: int, now: datetime) -> Run:
    """The chair ends the run with one of the procedure's results, from any state; what is not done stays so.

    The same result again changes nothing. Raises NotMember, NotChair, UnknownResult and NotOpen.
    """
    must_lead(run, by)
    if result not in {one.id for one in procedure.results}:
        raise UnknownResult
    if run.state is State.CLOSED and run.result == result:
        return run
    must_live(run)
    return replace(run, state=State.CLOSED, result=result, closed_at=now, paused_until=None, changed_at=now)
