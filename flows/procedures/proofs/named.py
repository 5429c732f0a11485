"""Cards that a task names, and placeholders: each is there, stands where it is filled in, and was checked in time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from flows.cards import Card, Kind
from flows.fault import Fault, meant
from flows.procedures.model import Procedure, Task
from flows.procedures.proofs.places import Places
from flows.procedures.texts import Text
from flows.texts import placeholders

_FILLED = re.compile(r"[a-z0-9_]+")
"""What may stand behind the colon of a placeholder."""


def cards(procedure: Procedure, known: Mapping[str, Card], today: date, places: Places) -> Iterator[Fault]:
    """Cards that are not there, are of the wrong kind, or were to be checked again before today."""
    of_law = {name for name, card in known.items() if card.kind is Kind.LAW}
    for task in procedure.tasks.values():
        yield from _cards(task, "law", task.law, of_law, known, today, places)
        yield from _cards(task, "cards", task.cards, known.keys() - of_law, known, today, places)


def _cards(
    task: Task, key: str, named: Collection[str], there: Collection[str], known: Mapping[str, Card], today: date,
    places: Places,
) -> Iterator[Fault]:  # fmt: skip
    for name in named:
        if name in there:
            if known[name].outdated(today):
                text = f"the card '{name}' was to be checked again by {known[name].review_by.isoformat()}."
                yield places.task(task.id, text, word=name)
        elif name in known:
            other = "cards" if key == "law" else "law"
            yield places.task(task.id, f"'{name}' belongs in '{other}', not in '{key}'. Move it.", word=name)
        else:
            kind = "law card" if key == "law" else "card"
            mend = _of_this_law(name, there, known) or meant(name, sorted(there))
            yield places.task(task.id, f"there is no {kind} '{name}'.{mend}", word=name)


def _of_this_law(written: str, there: Collection[str], known: Mapping[str, Card]) -> str:
    """The end of a complaint: the card of the law that was written in words, such as «barnevernsloven § 13-2»."""
    laws = {_bare(known[name].law): name for name in sorted(there)}
    found = laws.get(_bare(written)) if _bare(written) else None
    return f" The card of that law is '{found}'." if found else ""


def _bare(law: str) -> str:
    return "".join(law.casefold().split())


def filled(procedure: Procedure, said: Collection[Text], numbers: Collection[str], places: Places) -> Iterator[Fault]:
    """Placeholders that nothing fills: {number:KEY} stands in what is told, {answer:TASK} in a document."""
    bodies = {document.body for document in procedure.documents.values()}
    told = _told(procedure) | bodies
    for text in said:
        for name in placeholders(text.text):
            kind, _, key = name.partition(":")
            if kind == "number" and key:
                wrong = (
                    _number(key, numbers) if text.text in told else "is not filled in here. Put it in 'do' or 'why'."
                )
            elif kind == "answer" and key and text.text in bodies:
                wrong = _answer(procedure, key)
            else:
                there = "number:KEY and, in documents, answer:TASK"
                wrong = f"is no placeholder here. There are {there}.{meant(name, ['number', 'answer'])}"
            if wrong:
                yield places.line(text.line, f"{{{name}}} {wrong}", text.step)


def _told(procedure: Procedure) -> set[str]:
    """The texts in which a telephone number is filled in: all but titles and buttons."""
    found = {procedure.trigger, procedure.reminder}
    for task in procedure.tasks.values():
        found |= {task.do, task.why}
    return found | {stop.tell for stop in procedure.stops.values()} | {bar.because for bar in procedure.bars}


def _number(key: str, numbers: Collection[str]) -> str:
    return "" if key in numbers else f"is no telephone number that may be shown.{meant(key, numbers)}"


def _answer(procedure: Procedure, key: str) -> str:
    if key not in procedure.tasks:
        return f"is the answer to no task.{meant(key, procedure.tasks)}"
    return "" if _FILLED.fullmatch(key) else "is not filled in. Let the id of the task hold a-z, 0-9 and _ only."
