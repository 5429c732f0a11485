"""Whether everything a flow names is there: steps that are led to, answers in conditions, sections, languages."""

from __future__ import annotations

from collections.abc import Iterator

from flows.fault import meant
from flows.model import Condition, Flow, Kind, Row, Step
from flows.session import SKIPPED, UNKNOWN
from flows.table import Source


def check_links(flow: Flow, source: Source) -> None:
    """Note every name in the flow that leads nowhere, at the line where it stands."""
    if flow.steps and flow.start not in flow.steps:
        line = source.lines.key(source.lines.block(""), "start")
        _note(source, line, "", f"'start' is '{flow.start}', which is no step.", flow.start, flow.steps)
    elif flow.steps and (flow.steps[flow.start].when or flow.steps[flow.start].kind is Kind.END):
        text = "the start is always shown first: it can be no end, and can have no 'when'."
        source.complaints.note(flow.steps[flow.start].line, flow.start, text)
    for step in flow.steps.values():
        _check_step(flow, source, step)
    _check_rest(flow, source)
    for said, step, condition, name, nth in _conditions(flow):
        for row in rows(condition):
            _check_row(flow, source, said, step, row, name, nth)


def rows(condition: Condition) -> Iterator[Row]:
    """Every row of the condition, also of those within it."""
    for group in condition.groups:
        for row in group:
            if isinstance(row, Condition):
                yield from rows(row)
            else:
                yield row


def _check_step(flow: Flow, source: Source, step: Step) -> None:
    block = source.lines.block(f"step.{step.id}")
    for choice in step.choices:
        if choice.to and choice.to not in flow.steps:
            line = source.lines.choice(block, choice.id)
            text = f"the choice '{choice.id}' goes to '{choice.to}', which is no step."
            _note(source, line, step.id, text, choice.to, flow.steps)
        if step.sets == "language" and choice.id not in flow.languages:
            line = source.lines.choice(block, choice.id)
            text = f"the choice '{choice.id}' is none of the flow's languages."
            _note(source, line, step.id, text, choice.id, flow.languages)
    for route in step.routes:
        if route.to not in flow.steps:
            line = source.lines.key(block, "to")
            _note(source, line, step.id, f"'to' is '{route.to}', which is no step.", route.to, flow.steps)
    if step.section and step.section not in flow.sections:
        line = source.lines.key(block, "section")
        text = f"there is no [section.{step.section}]."
        _note(source, line, step.id, text, step.section, flow.sections)
    stuck = not step.routes and not (step.choices and all(choice.to for choice in step.choices) and not step.skip)
    if stuck and (step.kind is not Kind.END or step.when):
        source.complaints.note(step.line, step.id, "nothing follows this step. Add to = \"…\", or an end step after it.")


def _check_rest(flow: Flow, source: Source) -> None:
    for fact in flow.facts.values():
        block = source.lines.block(f"fact.{fact.name}")
        line = source.lines.key(block, "days_until")
        step = flow.steps.get(fact.step)
        if step is None:
            text = f"the fact '{fact.name}' counts until '{fact.step}', which is no step."
            _note(source, line, "", text, fact.step, flow.steps)
        elif step.kind is not Kind.DATE:
            source.complaints.note(line, "", f"the fact '{fact.name}' counts until '{fact.step}', which asks for no date.")
        if fact.name in flow.steps:
            source.complaints.note(block.first, "", f"'{fact.name}' is both a fact and a step. Rename one of them.")
    for nth, check in enumerate(flow.checks):
        block = source.lines.block("check", nth)
        step = flow.steps.get(check.step)
        if step is None or step.kind is not Kind.DATE:
            dates = [each.id for each in flow.steps.values() if each.kind is Kind.DATE]
            text = f"the check '{check.name}' counts from '{check.step}', which is no step that asks for a date."
            _note(source, source.lines.key(block, "date"), "", text, check.step, dates)


def _conditions(flow: Flow) -> Iterator[tuple[str, str, Condition, str, int]]:
    """Every condition: what it belongs to, its step if any, itself, and its table by name and number."""
    for step in flow.steps.values():
        if step.when:
            yield "'when'", step.id, step.when, f"step.{step.id}", 0
        for route in step.routes:
            if route.when:
                yield f"the way to '{route.to}'", step.id, route.when, f"step.{step.id}", 0
    for nth, rule in enumerate(flow.rules):
        yield f"the level rule \"{rule.because}\"", "", rule.when, "level", nth
    for nth, check in enumerate(flow.checks):
        yield f"the check '{check.name}'", "", check.when, "check", nth


def _check_row(flow: Flow, source: Source, said: str, at: str, row: Row, name: str, nth: int) -> None:  # noqa: PLR0913
    block = source.lines.block(name, nth)
    line = source.lines.word(block, row.key)
    step = flow.steps.get(row.key)
    fact = flow.facts.get(row.key)
    if step is None and fact is None:
        text = f"{said} asks about '{row.key}', which is no step and no fact."
        _note(source, line, at, text, row.key, [*flow.steps, *flow.facts])
    elif row.compare and fact is None and step and step.kind is not Kind.DAYS:
        text = f"{said} compares '{row.key}', which is no number. Compare a fact or a step of kind 'days'."
        source.complaints.note(line, at, text)
    elif row.among and fact:
        text = f"{said} wants '{row.key}' to be an answer, but it is a number of days. Write \"<=3\" or ask about '{fact.step}'."
        source.complaints.note(line, at, text)
    elif step:
        known = [*(choice.id for choice in step.choices), UNKNOWN, SKIPPED]
        for answer in sorted(row.among - set(known)):
            text = f"{said} wants '{row.key}' to be '{answer}', which is none of its answers."
            _note(source, source.lines.word(block, answer), at, text, answer, known)


def _note(source: Source, line: int, step: str, text: str, word: str, known: object) -> None:  # noqa: PLR0913
    source.complaints.note(line, step, text + meant(word, known))  # type: ignore[arg-type]
