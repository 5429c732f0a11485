"""Every text of a flow that somebody reads, with its place: for the catalogues and for the prover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flows.model import Flow, Step

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""What stands between braces: reference, answer_by, answer:STEP or number:KEY."""


@dataclass(frozen=True, slots=True)
class Text:
    """A msgid. `key` says where it stands in its step or table; `for_staff` that no young person reads it."""

    msgid: str
    step: str
    table: str
    key: str
    line: int = 0
    for_staff: bool = False


def texts(flow: Flow) -> Iterator[Text]:
    """Every msgid of the flow: the alarm, sections, steps, reasons. One that is used twice comes twice."""
    if flow.alarm:
        yield Text(flow.alarm.tell, "", "alarm", "tell")
        yield Text(flow.alarm.short, "", "alarm", "short")
    for name, title in flow.sections.items():
        yield Text(title, "", f"section.{name}", "title")
    for step in flow.steps.values():
        yield from step_texts(step)
    for rule in flow.rules:
        yield Text(rule.because, "", "level", "because", rule.line, for_staff=True)


def step_texts(step: Step) -> Iterator[Text]:
    """Every msgid of one step."""
    yield Text(step.ask, step.id, "", "ask")
    if step.help:
        yield Text(step.help, step.id, "", "help")
    if step.label:
        yield Text(step.label, step.id, "", "label")
    for choice in step.choices:
        yield Text(choice.text, step.id, "", choice.id)
    if step.skip:
        yield Text(step.skip, step.id, "", "skip")


def placeholders(text: str) -> list[str]:
    """What the text has between braces, sorted, repeats included."""
    return sorted(PLACEHOLDER.findall(text)) if "{" in text else []
