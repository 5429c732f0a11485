"""The texts of a content file, for translators: Babel calls `extract` for every file that content.cfg names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath
from typing import IO, Any

from flows import reader
from flows.lines import Lines
from flows.model import SKIP_LABEL, Flow, Step

Text = tuple[int, str, str]
"""Its line in the file, the text, and what a translator needs to know about it."""


def extract(
    source: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001 - Babel's signature: content has no keywords
    comment_tags: Collection[str],  # noqa: ARG001 - the same: comments in content are for those who own it
    options: Mapping[str, Any],  # noqa: ARG001 - the same: there is nothing to set
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Every text that a person may read, in the order of the file. Raises ContentError when it is no procedure."""
    words = source.read().decode()
    flow = reader.read(words, PurePath(getattr(source, "name", "content")).stem)
    for line, text, about in texts(flow):
        yield line, None, text, [about]


def texts(flow: Flow) -> list[Text]:
    """The texts of a flow: the alarm, sections, steps with their choices, and the reasons for a level."""
    lines = Lines(flow.source)
    found: list[Text] = []
    if flow.alarm is not None:
        alarm = lines.block("alarm").first
        found += [(alarm, flow.alarm.tell, "Alarm, told at once"), (alarm, flow.alarm.short, "Alarm, above a screen")]
    found += [(lines.block(f"section.{name}").first, title, "Section") for name, title in flow.sections.items()]
    for step in flow.steps.values():
        found += _step(step)
    return [*found, *((rule.line, rule.because, "Why a case has its level") for rule in flow.rules)]


def _step(step: Step) -> Iterator[Text]:
    yield step.line, step.ask, f"{step.id}: {step.kind.value}"
    if step.help:
        yield step.line, step.help, f"{step.id}: help"
    if step.label:
        yield step.line, step.label, f"{step.id}: name in the summary"
    for choice in step.choices:
        yield step.line, choice.text, f"{step.id}: button {choice.id}"
    if step.skip and step.skip != SKIP_LABEL:  # the usual one is the program's own text
        yield step.line, step.skip, f"{step.id}: button that skips"
