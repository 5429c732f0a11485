"""Level rules, the alarm and the checks: each must be able to hold, and none before anything is answered."""

from __future__ import annotations

from collections.abc import Iterator

from flows.fault import Fault
from flows.model import Condition, Flow, Kind
from flows.proofs.journeys import Journeys
from flows.proofs.places import Places
from flows.proofs.ways import ONE_NEVER
from flows.proofs.worlds import World


def faults(flow: Flow, journeys: Journeys, places: Places) -> Iterator[Fault]:
    """Every fault of the rules, the alarm and the checks."""
    worlds = journeys.worlds
    weighed = _weighed(flow, journeys)
    for rule in flow.rules:
        said = f'the level rule "{rule.because}"'
        if _never(journeys, rule.when, weighed):
            yield places.line(rule.line, f"{said} is never true on any way through the flow.")
        elif worlds.narrow(rule.when, [worlds.nothing]):
            yield places.line(rule.line, f"{said} is true before anything is answered. Ask for an answer in it.")
        elif not worlds.groups_possible(rule.when):
            yield places.line(rule.line, f"{said}: {ONE_NEVER}")
    if flow.alarm and not any(rule.level >= flow.alarm.level for rule in flow.rules):
        yield places.table(
            "alarm", "at", f"no level rule reaches '{flow.alarm.level.key}', so nothing raises the alarm."
        )
    filed = [journeys.come[name] for name in journeys.come if flow.steps[name].files]
    for check in flow.checks:
        if not worlds.narrow(check.when, filed):
            yield places.line(check.line, f"the check '{check.name}' is never true when a case is filed.")
        elif not worlds.groups_possible(check.when):
            yield places.line(check.line, f"the check '{check.name}': {ONE_NEVER}")


def _weighed(flow: Flow, journeys: Journeys) -> list[World]:
    """The worlds in which rules are weighed, after each answer; those at the ends first, where most is answered."""
    steps = [flow.steps[name] for name in reversed(journeys.come)]
    ends = [journeys.come[step.id] for step in steps if step.kind is Kind.END]
    return ends + [world for step in steps if step.kind is not Kind.END for world in journeys.answered(step)]


def _never(journeys: Journeys, condition: Condition, worlds: list[World]) -> bool:
    return not any(journeys.worlds.narrow(condition, [world]) for world in worlds)
