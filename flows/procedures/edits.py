"""A new version of a procedure or a declaration while runs and talks go on in the old one: who can come along."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flows.model import Flow
from flows.procedures import flow_edits, procedure_edits
from flows.procedures.model import Procedure
from flows.procedures.run import Run, State
from flows.session import Session


class Safety(enum.StrEnum):
    """SAFE: whatever is under way goes on in the new version as it is. MAPPED: so it does, with names translated.

    PINNED: whatever is under way stays in the version that it began with.
    """

    SAFE = "safe"
    MAPPED = "mapped"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit means for what is under way; `why` has the reasons of a pinned one, in words.

    `mapping` has the names that were changed, old -> new; `old` and `new` are the versions.
    """

    safety: Safety
    old: str
    new: str
    why: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)


def classify(old: Procedure | Flow, new: Procedure | Flow) -> Edit:
    """What the edit from one version to the other is: only texts, law, cards, deadlines and added steps are safe.

    Renamed tasks say so with `was`; a renamed step of a declaration is known by its question.
    """
    if isinstance(old, Procedure) and isinstance(new, Procedure):
        mapping = procedure_edits.mapping_of(old, new)
        why = tuple(procedure_edits.differences(old, new, mapping))
    elif isinstance(old, Flow) and isinstance(new, Flow):
        mapping = flow_edits.mapping_of(old, new)
        why = tuple(flow_edits.differences(old, new, mapping))
    else:
        return Edit(Safety.PINNED, old.version, new.version, ("a procedure is no declaration.",))
    if why:
        return Edit(Safety.PINNED, old.version, new.version, why)
    return Edit(Safety.MAPPED if mapping else Safety.SAFE, old.version, new.version, (), mapping)


def carried(run: Run, edit: Edit) -> Run:
    """The run in the new version, every mark kept under the task's present name.

    A closed run, one of another version and any run of a pinned edit stay as they are.
    """
    if edit.safety is Safety.PINNED or run.version != edit.old or run.state is State.CLOSED:
        return run
    marks = {
        edit.mapping.get(task, task): {
            role: replace(mark, task=edit.mapping.get(task, task)) for role, mark in kept.items()
        }
        for task, kept in run.marks.items()
    }
    return replace(run, version=edit.new, marks=marks)


def carried_session(session: Session, old: Flow, new: Flow, edit: Edit) -> Session:
    """The talk in the new version, at the same step with every answer kept; the given session is not changed.

    One that is over, of another version than `old`, or of a pinned edit is returned as it is.
    """
    if edit.safety is Safety.PINNED or session.version != old.version or session.ended:
        return session
    name = {step: edit.mapping.get(step, step) for step in old.steps}
    after = session.copy()
    after.version = new.version
    after.state = name[session.state]
    after.answers = {name[step]: answer for step, answer in session.answers.items()}
    after.trail = [name[step] for step in session.trail]
    after.returning = None if session.returning is None else name[session.returning]
    return after
