"""What was answered, as the coordinator and the person themselves read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flows.effects import Line
from flows.model import SKIP_LABEL, Kind, Part, Step
from flows.msgid import N_
from flows.session import SKIPPED, UNKNOWN, Answer

UNKNOWN_LABEL = N_("Vet ikke")


def is_asked(step: Step) -> bool:
    """Whether the answer belongs in the case. Something told counts only when it has choices and a label of its own."""
    if step.kind is Kind.TELL:
        return bool(step.choices) and step.label is not None
    return step.kind is not Kind.SUMMARY and step.kind is not Kind.END


def line(step: Step, answer: Answer) -> Line:
    """One question and its answer. `texts` are msgids; a date, a time or a number stands in `coded` alone."""
    texts = [text for code in answer.coded if (text := _text(step, code))]
    return Line(step.id, step.label or step.ask, answer.coded, tuple(texts), answer.words)


def _text(step: Step, code: str) -> str | None:
    """What the person saw for this coded answer; a choice's own words come first."""
    for choice in step.choices:
        if choice.id == code:
            return choice.text
    return {SKIPPED: step.skip or SKIP_LABEL, UNKNOWN: UNKNOWN_LABEL}.get(code)


def lines(steps: Mapping[str, Step], on_path: Iterable[str], answers: Mapping[str, Answer]) -> tuple[Line, ...]:
    """The lines of every step on the path that asked for something and got an answer, in the order of the path."""
    return tuple(line(steps[name], answers[name]) for name in on_path if name in answers and is_asked(steps[name]))


def parts(
    steps: Mapping[str, Step], on_path: Iterable[str], answers: Mapping[str, Answer],
) -> dict[Part, tuple[Line, ...]]:  # fmt: skip
    """The same lines, split into the parts that are sealed apart; a part without lines is not there."""
    said = lines(steps, on_path, answers)
    found = {part: tuple(each for each in said if steps[each.step].part is part) for part in Part}
    return {part: each for part, each in found.items() if each}
