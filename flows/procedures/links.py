"""Whether everything a procedure names is there: roles, phases, tasks, answers in conditions, documents, languages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from flows.conditions import rows
from flows.fault import nearest, surely_meant
from flows.lines import Block
from flows.model import Condition, Row
from flows.procedures.due_reader import LEVEL_NAMES, LEVELS
from flows.procedures.model import MEETING, ROLES, START, Procedure, Task
from flows.procedures.standing import LEVEL
from flows.table import Source


def check_links(procedure: Procedure, source: Source) -> None:
    """Note every name in the procedure that leads nowhere, at the line where it stands."""
    links = _Links(procedure, source)
    for task in procedure.tasks.values():
        links.check_task(task)
    for nth, bar in enumerate(procedure.bars):
        block = source.lines.block("bar", nth)
        for name in bar.tasks:
            if name not in procedure.tasks:
                text = f"'tasks' names '{name}', which is no task.{nearest(name, procedure.tasks)}"
                source.complaints.note(source.lines.word(block, name), "", f"[[bar]]: {text}")
    for place in conditions(procedure, source):
        for row in rows(place.condition):
            links.check_row(place, row)


@dataclass(frozen=True, slots=True)
class Place:
    """A condition: what it is called, the task that it belongs to if any, and the table that it stands in."""

    said: str
    task: str
    condition: Condition
    block: Block


def conditions(procedure: Procedure, source: Source) -> Iterator[Place]:
    """Every condition of the procedure, with its place."""
    lines = source.lines
    for task in procedure.tasks.values():
        if task.when:
            yield Place("'when'", task.id, task.when, lines.block(f"task.{task.id}"))
    for stop in procedure.stops.values():
        if stop.when:
            yield Place(f"the stop '{stop.id}'", "", stop.when, lines.block(f"stop.{stop.id}"))
    for nth, bar in enumerate(procedure.bars):
        yield Place("the bar", "", bar.when, lines.block("bar", nth))


class _Links:
    def __init__(self, procedure: Procedure, source: Source) -> None:
        self.procedure = procedure
        self.lines = source.lines
        self.note = source.complaints.note
        self.unsure = source.unsure

    def check_task(self, task: Task) -> None:
        known = self.procedure
        self._check(task, "phase", [task.phase] if task.phase else [], known.phases, "no phase", known.phases)
        self._check_roles(task)
        self._check(task, "needs", task.needs, known.tasks, "no task")
        self._check(task, "document", [task.document] if task.document else [], known.documents, "no document")
        bases = dict.fromkeys(due.base for due in task.due.values())
        self._check(task, "due", bases, [START, MEETING, *known.tasks], "no task, and neither start nor meeting")
        if task.was in known.tasks:
            text = f"'was' is '{task.was}', which is a task of this version. Take it away, or rename that task."
            self.note(self._line(task, "was"), task.id, text)

    def check_row(self, place: Place, row: Row) -> None:
        """A condition asks what was chosen, or whether a task was done; it never compares numbers."""
        line = self.lines.word(place.block, row.key)
        task = self.procedure.tasks.get(row.key)
        if task is None and row.key != LEVEL:
            text = f"{place.said} asks about '{row.key}', which is no task."
            self.note(line, place.task, text + nearest(row.key, [*self.procedure.tasks, LEVEL]))
        elif row.compare or (task is None and not row.among):
            mend = ", ".join(LEVELS) if task is None else "true, false or its choices"
            self.note(line, place.task, f"{place.said} cannot ask so about '{row.key}'. Write {mend}.")
        elif row.key not in self.unsure:
            self._check_answers(place, row, task)

    def _check_answers(self, place: Place, row: Row, task: Task | None) -> None:
        known = [choice.id for choice in task.choices] if task else LEVELS
        called = {choice.id: choice.text for choice in task.choices} if task else LEVEL_NAMES
        for answer in sorted(row.among.difference(known)):
            text = f"{place.said} wants '{row.key}' to be '{answer}', which is none of its answers."
            mend = nearest(answer, known, called).replace(" There are:", " Its answers:")
            if not known:
                text = f"{place.said} wants '{row.key}' to be '{answer}', but '{row.key}' asks nothing;"
                mend = f" write {row.key} = true to ask whether it was ticked."
            self.note(self.lines.word(place.block, answer), place.task, text + mend)

    def _check_roles(self, task: Task) -> None:
        known = {**ROLES, **self.procedure.roles}
        for name in task.roles:
            if name not in known:
                mend = nearest(name, known, known)
                if not surely_meant(name, known, known):
                    mend += f' For a role of your own, add [role] with {name} = "…".'
                self.note(self._line(task, "who"), task.id, f"'who' names '{name}', which is no role.{mend}")

    def _check(
        self, task: Task, key: str, named: Collection[str], known: Collection[str], what: str,
        called: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        for name in named:
            if name not in known:
                text = f"'{key}' names '{name}', which is {what}.{nearest(name, known, called)}"
                self.note(self._line(task, key), task.id, text)

    def _line(self, task: Task, key: str) -> int:
        return self.lines.key(self.lines.block(f"task.{task.id}"), key)
