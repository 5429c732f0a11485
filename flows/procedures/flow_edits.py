"""What is different between two versions of a declaration, as far as a talk under way could notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from flows.document import is_asked
from flows.model import Flow, Kind, Step
from flows.procedures.renaming import renamed

Mapped = Mapping[str, str]
Leads = Callable[[str], str]


def mapping_of(old: Flow, new: Flow) -> dict[str, str]:
    """The steps that were renamed, old id -> new id: they ask the same as before with the same answers, as no other."""
    gone = [step for step in old.steps.values() if step.id not in new.steps]
    come = [step for step in new.steps.values() if step.id not in old.steps]
    counted = Counter(_asked(step) for step in gone), Counter(_asked(step) for step in come)
    found = {_asked(step): step.id for step in come}
    return {step.id: found[_asked(step)] for step in gone if all(each[_asked(step)] == 1 for each in counted)}


def differences(old: Flow, new: Flow, mapping: Mapped) -> Iterator[str]:
    """Each difference that a talk under way could not go on with, in words.

    A step that was added does not count when it has one way on, and everything else leads where it led before.
    """
    through = _through(old, new, mapping)
    called = _called(mapping)
    if (old.name, old.audience) != (new.name, new.audience):
        yield "it is another flow, or for somebody else."
    for language in old.languages:
        if language not in new.languages:
            yield f"the language '{language}' is gone."
    if (called(old.start), called(old.staff_start)) != (through(new.start), through(new.staff_start)):
        yield "it begins elsewhere."
    for step in old.steps.values():
        after = new.steps.get(called(step.id))
        if after is None:
            yield f"the step '{step.id}' is gone."
            continue
        before, now = _noticed(step, called, mapping), _noticed(after, through, {})
        for what in before:
            if before[what] != now[what]:
                yield f"the step '{step.id}': {what} changed."
    if _weighed(old, mapping) != _weighed(new, {}):
        yield "what sets the level, calls for help or is expected afterwards was changed."


def _asked(step: Step) -> tuple[object, ...]:
    return step.ask, step.kind, tuple(choice.id for choice in step.choices)


def _called(mapping: Mapped) -> Leads:
    return lambda step: mapping.get(step, step)


def _through(old: Flow, new: Flow, mapping: Mapped) -> Leads:
    """Where a way leads past the steps that were added and have but one way on."""
    called = _called(mapping)
    added = new.steps.keys() - {called(step) for step in old.steps}

    def leads(step: str) -> str:
        seen: set[str] = set()
        while step in added and step not in seen and _passed(new.steps[step]):
            seen.add(step)
            step = new.steps[step].routes[0].to
        return step

    return leads


def _passed(step: Step) -> bool:
    """Whether the talk goes on the same way whatever is answered here."""
    straight = len(step.routes) == 1 and step.routes[0].when is None
    return straight and step.kind not in {Kind.END, Kind.SUMMARY} and not any(choice.to for choice in step.choices)


def _noticed(step: Step, leads: Leads, mapping: Mapped) -> dict[str, object]:
    """What of a step must be the same for a talk to go on: not its texts and section."""
    return {
        "its kind": step.kind,
        "its choices": tuple((choice.id, choice.to and leads(choice.to), choice.alone) for choice in step.choices),
        "when it is shown": renamed(step.when, mapping),
        "where it leads": tuple((leads(route.to), renamed(route.when, mapping)) for route in step.routes),
        "whether it can be passed over": step.skip is not None,
        "where its answer is kept": step.part,
        "what its answer sets": step.sets,
        "whether its answer is filed": is_asked(step),
        "whether it files the case": step.files,
    }


def _weighed(flow: Flow, mapping: Mapped) -> tuple[object, ...]:
    """The rules, the facts, the alarm and the signs of life, without their texts and hours."""
    called = _called(mapping)
    return (
        [(rule.level, renamed(rule.when, mapping)) for rule in flow.rules],
        {fact.name: called(fact.step) for fact in flow.facts.values()},
        flow.alarm and flow.alarm.level,
        [(check.name, called(check.step), renamed(check.when, mapping)) for check in flow.checks],
    )
