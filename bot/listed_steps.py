"""The steps of a procedure or a talk as lines for the terminal: what, who, by when, what is asked, under which law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.i18n import Voice
from bot.lanes_words import BLANK, CHOOSE, Step, Words
from bot.markup import to_html
from bot.play import plain
from flows import cards
from flows.model import Flow
from flows.procedures.model import Procedure

_INDENT = " " * 8


def of_procedure(procedure: Procedure, voice: Voice, numbers: Mapping[str, str]) -> Iterator[str]:
    """A line for each step with its name in the file, and below it what else is to know. `numbers` fill {number:…}."""
    sections = {name: card.law for name, card in cards.packaged().items() if card.law}
    words = Words(procedure, voice, numbers, sections)
    steps = {step.number: step for lane in words.sheet().lanes for step in lane.steps}
    for number, task in enumerate(procedure.tasks.values(), 1):
        roles = ", ".join(task.roles)
        step = steps[number]
        yield f"{number:>3} {task.phase:<12} {task.id:<24} {roles:<24} {step.do}"
        yield from (f"{_INDENT}{said}" for said in _small_print(step, voice))


def _small_print(step: Step, voice: Voice) -> Iterator[str]:
    choices = voice.say(CHOOSE, choices=" / ".join(step.choices)) if step.choices else ""
    for said in (step.due, choices, step.when, *step.notes, step.under, step.document):
        if said:
            yield said


def of_talk(flow: Flow, voice: Voice, numbers: Mapping[str, str]) -> Iterator[str]:
    """A line for each step with its name in the file, and below it the choices that it offers."""

    def filled(name: str) -> str:
        return numbers.get(name.removeprefix("number:"), BLANK)

    def said(text: str) -> str:
        return plain(to_html(voice.say(text), filled))

    for step in flow.steps.values():
        yield f"{step.id:<24} {step.kind.value:<8} {said(step.ask).splitlines()[0]}"
        if step.choices:
            choices = " / ".join(said(choice.text) for choice in step.choices)
            yield f"{_INDENT}{voice.say(CHOOSE, choices=choices)}"
