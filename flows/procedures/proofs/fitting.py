"""What Telegram needs: no screen longer than a message, no button that carries more than it may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.fault import Fault
from flows.procedures.model import Procedure
from flows.procedures.proofs.places import Places
from flows.proofs.screens import CALLBACK, MESSAGE
from flows.proofs.wording import Said

REFERENCE = 12
"""The longest reference of a run, in bytes."""
_IDS = CALLBACK - len("why:") - REFERENCE - len("::") - len(":new_facts")
"""What is left for two ids on the button that says most besides them: why a tick is undone."""
_AROUND = 900
"""What else a screen shows: heading, deadline, who it waits for, titles of law and cards, the line of a notice."""


def tappable(procedure: Procedure, places: Places) -> Iterator[Fault]:
    """Ids that are too long for the button that carries them."""
    for task in procedure.tasks.values():
        for identifier in [*(choice.id for choice in task.choices), *task.roles] or [""]:
            if (over := _over(task.id, identifier)) > 0:
                text = f"the ids '{task.id}' and '{identifier}' are {over} letters too long for a button. Shorten one."
                yield (
                    places.choice(task.id, identifier, text) if task.choice(identifier) else places.task(task.id, text)
                )
    for kind, line, identifier in (
        ("name of the file", 1, procedure.name),
        *(("id of the stop", stop.line, stop.id) for stop in procedure.stops.values()),
        *(("id of the document", document.line, document.id) for document in procedure.documents.values()),
        *(("id of the result", places.head("result", "").line, result.id) for result in procedure.results),
    ):
        if (over := _over(identifier)) > 0:
            yield places.line(line, f"the {kind}, '{identifier}', is {over} letters too long for a button.")


def _over(*ids: str) -> int:
    return sum(len(each.encode()) for each in ids) - _IDS


def readable(procedure: Procedure, translated: Mapping[str, Said], places: Places) -> Iterator[Fault]:
    """Screens that can be longer than a message may be, in each language."""
    for language, said in translated.items():
        for task in procedure.tasks.values():
            if over := _too_long(said, task.do, task.why):
                yield places.task(task.id, _says(language, over), "why")
        if over := _too_long(said, procedure.title, procedure.trigger, procedure.reminder):
            yield places.head("trigger", _says(language, over))
        for stop in procedure.stops.values():
            if over := _too_long(said, stop.label, stop.tell):
                yield places.table(f"stop.{stop.id}", "tell", _says(language, over))
        for document in procedure.documents.values():
            if over := _too_long(said, document.title, document.body):
                yield places.table(f"document.{document.id}", "body", _says(language, over))
        for bar in procedure.bars:
            if over := _too_long(said, bar.because):
                yield places.line(bar.line, f"the bar: {_says(language, over)}")


def _too_long(said: Said, *msgids: str) -> int:
    """How many UTF-16 units, as Telegram counts, the screen of these texts has too many; 0 when it fits."""
    length = sum(len(said.get(msgid, msgid).encode("utf-16-le")) // 2 for msgid in msgids)
    return max(0, length + _AROUND - MESSAGE)


def _says(language: str, over: int) -> str:
    return f"in '{language}' the screen can be {over} characters longer than a message. Shorten it."
