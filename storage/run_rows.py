"""How the rows of a run become the value that `flows.procedures` decides on, and back."""

from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from flows.procedures.run import Mark, Member, Run, State
from storage.run_tables import run_marks, run_members, runs

Marks = dict[str, dict[str, Mark]]

_WHOLE = select(runs).where(runs.c.reference == bindparam("run"))
_HELD = _WHOLE.with_for_update(key_share=True)
_MEMBERS = select(
    run_members.c.reference,
    run_members.c.person_id,
    run_members.c.role,
    run_members.c.joined_at,
    run_members.c.basis,
    run_members.c.anonymous,
    run_members.c.left_at,
).order_by(run_members.c.reference, run_members.c.place)
_MARKS = select(
    run_marks.c.reference,
    run_marks.c.task,
    run_marks.c.role,
    run_marks.c.person_id,
    run_marks.c.at,
    run_marks.c.choice,
).order_by(run_marks.c.reference, run_marks.c.at, run_marks.c.task, run_marks.c.role)
_MEMBERS_OF = _MEMBERS.where(run_members.c.reference == bindparam("run"))
_MARKS_OF = _MARKS.where(run_marks.c.reference == bindparam("run"))


def one(db: Connection, reference: str, *, lock: bool) -> Run | None:
    """The run with this reference, in three queries; with `lock` its row is ours before the rest is read."""
    row = db.execute(_HELD if lock else _WHOLE, {"run": reference}).first()
    if row is None:
        return None
    members = {member.person: member for member in members_of(db, reference)}
    marks: Marks = {}
    for _, task, role, by, at, choice in db.execute(_MARKS_OF, {"run": reference}):
        marks.setdefault(task, {})[role] = Mark(task, role, by, at, choice)
    return _run(row, members, marks)


def several(db: Connection, chosen: Select[Any]) -> list[Run]:
    """The runs of these rows, in three queries however many there are."""
    found = db.execute(chosen).all()
    if not found:
        return []
    references = [row.reference for row in found]
    members: dict[str, dict[int, Member]] = {reference: {} for reference in references}
    for reference, person, *rest in db.execute(_MEMBERS.where(run_members.c.reference.in_(references))):
        members[reference][person] = Member(person, *rest)
    marks: dict[str, Marks] = {reference: {} for reference in references}
    for reference, task, role, by, at, choice in db.execute(_MARKS.where(run_marks.c.reference.in_(references))):
        marks[reference].setdefault(task, {})[role] = Mark(task, role, by, at, choice)
    return [_run(row, members[row.reference], marks[row.reference]) for row in found]


def members_of(db: Connection, reference: str) -> list[Member]:
    """Everybody who takes part in a run or did, in the order they joined."""
    return [Member(person, *rest) for _, person, *rest in db.execute(_MEMBERS_OF, {"run": reference})]


def changing(run: Run) -> dict[str, Any]:
    """The columns of a run that change while it lasts."""
    return {
        "version": run.version,
        "unit": run.unit,
        "level": run.level,
        "case_reference": run.case,
        "chair": run.chair,
        "secretary": run.secretary,
        "changed_at": run.changed_at,
        "meeting_at": run.meeting_at,
        "state": run.state.value,
        "paused_until": run.paused_until,
        "closed_at": run.closed_at,
        "stop": run.stop,
        "result": run.result,
    }


def member_row(reference: str, place: int, member: Member) -> dict[str, Any]:
    """Somebody who takes part, as a row."""
    return {
        "reference": reference,
        "person_id": member.person,
        "place": place,
        "role": member.role,
        "joined_at": member.joined_at,
        "basis": member.basis,
        "anonymous": member.anonymous,
        "left_at": member.left_at,
    }


def _run(row: Row[Any], members: dict[int, Member], marks: Marks) -> Run:
    return Run(
        reference=row.reference,
        procedure=row.procedure,
        version=row.version,
        unit=row.unit,
        level=row.level,
        called_by=row.called_by,
        chair=row.chair,
        started_at=row.started_at,
        changed_at=row.changed_at,
        case=row.case_reference,
        secretary=row.secretary,
        meeting_at=row.meeting_at,
        state=State(row.state),
        paused_until=row.paused_until,
        closed_at=row.closed_at,
        stop=row.stop,
        result=row.result,
        members=members,
        marks=marks,
    )
