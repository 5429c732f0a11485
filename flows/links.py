"""Whether everything a flow names is there: steps that are led to, answers in conditions, sections, languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flows.conditions import rows
from flows.fault import meant
from flows.lines import Block
from flows.model import Condition, Flow, Kind, Row, Step
from flows.session import SKIPPED, UNKNOWN
from flows.table import Source


def check_links(flow: Flow, source: Source) -> None:
    """Note every name in the flow that leads nowhere, at the line where it stands."""
    if not flow.steps:
        return
    links = _Links(flow, source)
    links.check_start()
    for step in flow.steps.values():
        links.check_step(step)
    links.check_circles()
    links.check_facts()
    links.check_dates()
    for place in _conditions(flow, source):
        for row in rows(place.condition):
            links.check_row(place, row)


@dataclass(frozen=True, slots=True)
class _Place:
    """A condition: what it is called, the step that it belongs to if any, and the table that it stands in."""

    said: str
    step: str
    condition: Condition
    block: Block


class _Links:
    def __init__(self, flow: Flow, source: Source) -> None:
        self.flow = flow
        self.lines = source.lines
        self.note = source.complaints.note

    def check_start(self) -> None:
        for key, named in (("start", self.flow.start), ("staff_start", self.flow.staff_start)):
            if named or key == "start":
                self._check_start(key, named)

    def _check_start(self, key: str, named: str) -> None:
        start = self.flow.steps.get(named)
        if start is None:
            line = self.lines.key(self.lines.block(""), key)
            self.note(line, "", f"'{key}' is '{named}', which is no step.{self._step_like(named)}")
        elif start.when or start.kind is Kind.END:
            self.note(start.line, start.id, "the start is always shown first: it can be no end and can have no 'when'.")

    def check_step(self, step: Step) -> None:
        block = self.lines.block(f"step.{step.id}")
        for choice in step.choices:
            line = self.lines.choice(block, choice.id)
            if choice.to and choice.to not in self.flow.steps:
                text = f"the choice '{choice.id}' goes to '{choice.to}', which is no step."
                self.note(line, step.id, text + self._step_like(choice.to))
            if step.sets == "language" and choice.id not in self.flow.languages:
                text = f"the choice '{choice.id}' is none of the flow's languages: {', '.join(self.flow.languages)}."
                self.note(line, step.id, text)
        for route in step.routes:
            if route.to not in self.flow.steps:
                text = f"'to' is '{route.to}', which is no step.{self._step_like(route.to)}"
                self.note(self.lines.word(block, route.to), step.id, text)
        if step.section and step.section not in self.flow.sections:
            text = f"there is no [section.{step.section}].{meant(step.section, self.flow.sections)}"
            self.note(self.lines.key(block, "section"), step.id, text)
        if _stuck(step):
            self.note(step.line, step.id, 'nothing follows this step. Add to = "…", or an end step after it.')

    def check_circles(self) -> None:
        """Steps that all have a 'when' and lead to each other could be passed over without end."""
        optional = {step.id for step in self.flow.steps.values() if step.when}
        following = {
            name: {route.to for route in self.flow.steps[name].routes if route.to in optional} for name in optional
        }
        while last := {name for name in following if not following[name] & following.keys()}:
            for name in last:
                del following[name]
        for name in following:
            step = self.flow.steps[name]
            text = "this step and those it leads to can all be passed over, in a circle. Let one be without 'when'."
            self.note(step.line, name, text)

    def check_facts(self) -> None:
        for fact in self.flow.facts.values():
            block = self.lines.block(f"fact.{fact.name}")
            line = self.lines.key(block, "days_until")
            step = self.flow.steps.get(fact.step)
            if step is None:
                text = f"the fact '{fact.name}' counts until '{fact.step}', which is no step."
                self.note(line, "", text + self._step_like(fact.step))
            elif step.kind is not Kind.DATE:
                self.note(line, "", f"the fact '{fact.name}' counts until '{fact.step}', which asks for no date.")
            if fact.name in self.flow.steps:
                self.note(block.first, "", f"'{fact.name}' is both a fact and a step. Rename one of them.")

    def check_dates(self) -> None:
        dates = [step.id for step in self.flow.steps.values() if step.kind is Kind.DATE]
        for nth, check in enumerate(self.flow.checks):
            if check.step not in dates:
                line = self.lines.key(self.lines.block("check", nth), "date")
                text = f"the check '{check.name}' counts from '{check.step}', which is no step that asks for a date."
                self.note(line, "", text + meant(check.step, dates))

    def check_row(self, place: _Place, row: Row) -> None:
        line = self.lines.word(place.block, row.key)
        step = self.flow.steps.get(row.key)
        fact = self.flow.facts.get(row.key)
        if step is None and fact is None:
            text = f"{place.said} asks about '{row.key}', which is no step and no fact."
            self.note(line, place.step, text + meant(row.key, [*self.flow.steps, *self.flow.facts]))
        elif row.compare and step and step.kind is not Kind.DAYS:
            text = f"{place.said} compares '{row.key}', which is no number. Compare a fact or a step of kind 'days'."
            self.note(line, place.step, text)
        elif row.among and fact:
            text = f"{place.said} wants '{row.key}' to be an answer, but it is a number of days."
            self.note(line, place.step, f"{text} Write \"<=3\", or ask about '{fact.step}'.")
        elif step:
            known = [*(choice.id for choice in step.choices), UNKNOWN, SKIPPED]
            for answer in sorted(row.among - set(known)):
                text = f"{place.said} wants '{row.key}' to be '{answer}', which is none of its answers."
                self.note(self.lines.word(place.block, answer), place.step, text + meant(answer, known))

    def _step_like(self, name: str) -> str:
        return meant(name, self.flow.steps)


def _stuck(step: Step) -> bool:
    """Whether an answer to the step, or passing it over, leads nowhere."""
    if step.kind is Kind.END and not step.when:
        return False
    jumps = bool(step.choices) and all(choice.to for choice in step.choices)
    return not step.routes and (not jumps or step.skip is not None or step.when is not None)


def _conditions(flow: Flow, source: Source) -> Iterable[_Place]:
    for step in flow.steps.values():
        block = source.lines.block(f"step.{step.id}")
        if step.when:
            yield _Place("'when'", step.id, step.when, block)
        for route in step.routes:
            if route.when:
                yield _Place(f"the way to '{route.to}'", step.id, route.when, block)
    for nth, rule in enumerate(flow.rules):
        yield _Place(f'the level rule "{rule.because}"', "", rule.when, source.lines.block("level", nth))
    for nth, check in enumerate(flow.checks):
        yield _Place(f"the check '{check.name}'", "", check.when, source.lines.block("check", nth))
