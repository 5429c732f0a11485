"""What is worked out once for each version of a flow, so that a step costs little."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

import transitions

from flows.answers import Heard
from flows.conditions import Holds, compiled, rows
from flows.effects import Ask
from flows.machine import build
from flows.model import Condition, Flow, Kind, Rule, Step
from flows.session import Answer

_KEPT = 64
"""How many versions are kept ready. Sessions of rarer ones wait some milliseconds for theirs."""


Weighed = tuple[Rule, Holds]
"""A level rule with its condition, or some tables of it, as a callable."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a flow, ready to serve.

    `watching` has for each step the rules that an answer to it can make true, and `dated` those besides that days
    which pass can, once one of the `dates` is answered. `taps` has the answer that each choice gives, shared by every
    session. `recurring` are the steps that a talk can come to again; `ticked` take several answers, `ends` end it,
    `speaking` choose its language.
    """

    machine: transitions.Machine
    flow: Flow
    trigger: Callable[..., bool]
    rules: tuple[Weighed, ...]
    watching: dict[str, tuple[Weighed, ...]]
    dates: frozenset[str]
    dated: tuple[Weighed, ...]
    taps: dict[str, dict[str, Heard]]
    asks: dict[str, tuple[Ask]]
    recurring: frozenset[str]
    ticked: frozenset[str]
    ends: frozenset[str]
    speaking: frozenset[str]


_plans: OrderedDict[str, Plan] = OrderedDict()


def plan(flow: Flow) -> Plan:
    """The plan of this version of the flow, made at the first call. Safe to call from several threads at once."""
    try:
        _plans.move_to_end(flow.version)
        return _plans[flow.version]
    except KeyError:  # New, or put away by another thread just now.
        made = _plans[flow.version] = _made(flow)
        while len(_plans) > _KEPT:
            _plans.popitem(last=False)
        return made


def _made(flow: Flow) -> Plan:
    machine = build(flow)
    steps = flow.steps.values()
    rules = tuple((rule, compiled(rule.when, flow.facts)) for rule in flow.rules)
    return Plan(
        flow=flow,
        trigger=machine.events["next"].trigger,
        machine=machine,
        rules=rules,
        watching={step: _watching(flow, rules, {step, *_facts_of(flow, step)}) for step in flow.steps},
        dates=frozenset(fact.step for fact in flow.facts.values()),
        dated=_watching(flow, rules, set(flow.facts)),
        taps={step.id: _taps(step) for step in steps},
        asks={step: (Ask(step),) for step in flow.steps},
        recurring=_recurring(machine),
        ticked=frozenset(step.id for step in steps if step.kind is Kind.CHOICES),
        ends=frozenset(step.id for step in steps if step.kind is Kind.END),
        speaking=frozenset(step.id for step in steps if step.sets == "language"),
    )


def _taps(step: Step) -> dict[str, Heard]:
    """What each button answers, one object for all sessions; a box is ticked first and answers nothing by itself."""
    return {} if step.kind is Kind.CHOICES else {choice.id: Heard(Answer((choice.id,))) for choice in step.choices}


def _watching(flow: Flow, rules: tuple[Weighed, ...], keys: Collection[str]) -> tuple[Weighed, ...]:
    """Of each rule, the tables that look at one of these steps and facts: only they can just have become true.

    A rule that holds while nothing is answered is shown by any first answer, so it is watched whole.
    """
    found: list[Weighed] = []
    for rule, holds in rules:
        tables = tuple(group for group in rule.when.groups if any(row.key in keys for row in rows(Condition((group,)))))
        if holds({}, date.min):
            found.append((rule, holds))
        elif tables:
            found.append((rule, compiled(Condition(tables), flow.facts)))
    return tuple(found)


def _facts_of(flow: Flow, step: str) -> set[str]:
    return {fact.name for fact in flow.facts.values() if fact.step == step}


def _recurring(machine: transitions.Machine) -> frozenset[str]:
    following = {step: {way.dest for way in found} for step, found in machine.events["next"].transitions.items()}
    return frozenset(step for step in following if step in _reachable(following, step))


def _reachable(following: dict[str, set[str | None]], start: str) -> set[str | None]:
    """Every step that can come after this one, by any number of steps."""
    found: set[str | None] = set()
    waiting: list[str | None] = [start]
    while waiting:
        for step in following.get(waiting.pop() or "", set()) - found:
            found.add(step)
            waiting.append(step)
    return found
