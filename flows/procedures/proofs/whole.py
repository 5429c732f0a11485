"""What every procedure has: somebody who answers for it, dates, tasks in each phase, somebody for each, two results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flows.fault import Fault
from flows.procedures.model import Procedure
from flows.procedures.proofs.places import Places

_RESULTS = 2


def faults(procedure: Procedure, today: date, places: Places) -> Iterator[Fault]:
    """Everything that is missing, and content whose check date has passed."""
    if not procedure.owner.strip():
        yield places.head("owner", "'owner' is missing. Say who answers for the content: owner = \"…\".")
    yield from _dates(procedure, today, places)
    filled = {task.phase for task in procedure.tasks.values()}
    for phase in procedure.phases:
        if phase not in filled:
            text = f"no task is in the phase '{phase}'. Put one in it, or take it away."
            yield places.table(f"phase.{phase}", "title", text)
    for task in procedure.tasks.values():
        if not task.roles:
            yield places.task(task.id, 'nobody is responsible. Add who = ["staff"].', "who")
        if len(task.choices) == 1:
            yield places.task(task.id, "one choice decides nothing. Add another, or take 'choices' away.", "choices")
        if task.document and task.document not in procedure.documents:
            yield places.task(task.id, f"there is no [document.{task.document}].", "document")
    for document in procedure.documents.values():
        if all(task.document != document.id for task in procedure.tasks.values()):
            text = f"no task leads to the document '{document.id}'. Write document = \"{document.id}\" in one."
            yield places.line(document.line, text)
    if len(procedure.results) < _RESULTS:
        line = places.head("result", "").line
        yield places.line(line, "a person decides in the end, between two results at least. Add [[result]].")


def _dates(procedure: Procedure, today: date, places: Places) -> Iterator[Fault]:
    checked, review_by = procedure.checked, procedure.review_by
    if checked is None:
        yield places.head(
            "checked", f"'checked' is missing. Write the day it was checked: checked = {today.isoformat()}."
        )
    elif checked > today:
        yield places.head("checked", f"'checked' is {checked.isoformat()}, which is still to come.")
    if review_by is None:
        yield places.head("review_by", "'review_by' is missing. Write by when somebody checks it again.")
    elif review_by < today:
        owner = f" {procedure.owner} answers for it." if procedure.owner else ""
        yield places.head("review_by", f"the content was to be checked again by {review_by.isoformat()}.{owner}")
    elif checked is not None and review_by <= checked:
        yield places.head("review_by", f"'review_by' is {review_by.isoformat()}, which is not after 'checked'.")
