"""Every text of a procedure that somebody reads, with its place: for the catalogues and for the prover."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flows.lines import Lines
from flows.procedures.model import Procedure, Task


class Text(NamedTuple):
    """A msgid, the line of the file that it stands on, and its task; `step` is empty when it belongs to none."""

    text: str
    line: int
    step: str


def texts(procedure: Procedure) -> Iterator[Text]:
    """Every msgid of the procedure. One that is used twice comes twice."""
    lines = Lines(procedure.source)
    for msgid, key in ((procedure.title, "title"), (procedure.trigger, "trigger"), (procedure.reminder, "reminder")):
        if msgid:
            yield Text(msgid, lines.key(lines.block(""), key), "")
    for role, msgid in procedure.roles.items():
        yield Text(msgid, lines.key(lines.block("role"), role), "")
    for phase, msgid in procedure.phases.items():
        yield Text(msgid, lines.key(lines.block(f"phase.{phase}"), "title"), "")
    for task in procedure.tasks.values():
        yield from _of_task(task, lines)
    yield from _beside_tasks(procedure, lines)


def _of_task(task: Task, lines: Lines) -> Iterator[Text]:
    block = lines.block(f"task.{task.id}")
    for msgid, key in ((task.do, "do"), (task.why, "why")):
        if msgid:
            yield Text(msgid, lines.key(block, key), task.id)
    for choice in task.choices:
        yield Text(choice.text, lines.choice(block, choice.id), task.id)


def _beside_tasks(procedure: Procedure, lines: Lines) -> Iterator[Text]:
    for stop in procedure.stops.values():
        block = lines.block(f"stop.{stop.id}")
        yield Text(stop.label, lines.key(block, "label"), "")
        yield Text(stop.tell, lines.key(block, "tell"), "")
    for nth, bar in enumerate(procedure.bars):
        yield Text(bar.because, lines.key(lines.block("bar", nth), "because"), "")
    for document in procedure.documents.values():
        block = lines.block(f"document.{document.id}")
        yield Text(document.title, lines.key(block, "title"), "")
        yield Text(document.body, lines.key(block, "body"), "")
    for nth, result in enumerate(procedure.results):
        yield Text(result.text, lines.key(lines.block("result", nth), "text"), "")
