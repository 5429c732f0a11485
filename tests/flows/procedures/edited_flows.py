"""Random edits of a declaration: texts, steps added on the way, renamed, removed and changed, rules, languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from flows.model import Choice, Condition, Flow, Kind, Level, Part, Route, Row, Step
from flows.procedures.renaming import renamed

Change = Callable[[Flow, Random], Flow]


def edited(of: Flow, random: Random, version: str) -> Flow:
    """The flow after one to three changes, in this version."""
    for _ in range(random.choice((1, 1, 2, 3))):
        of = random.choice(CHANGES)(of, random)
    return replace(of, version=version)


def with_step(of: Flow, step: Step) -> Flow:
    return replace(of, steps={**of.steps, step.id: step})


def some(of: Flow, random: Random) -> Step:
    return of.steps[random.choice(list(of.steps))]


def reworded(of: Flow, random: Random) -> Flow:
    step = some(of, random)
    more: dict[str, Any] = random.choice(
        (
            {"ask": f"{step.ask} Vi spør igjen."},
            {"help": "Du kan la være."},
            {"label": "Kort"},
            {"section": "trip"},
            {"skip": step.skip and "Gå videre"},
            {"line": step.line + 1},
            {"choices": tuple(replace(choice, text=f"{choice.text}!") for choice in step.choices)},
        )
    )
    rules = tuple(replace(rule, because=f"{rule.because}.") for rule in of.rules)
    return replace(with_step(of, replace(step, **more)), title="Ny", rules=rules)


def added(of: Flow, random: Random) -> Flow:
    """A step on one of the ways; one in five leads on in more ways than one."""
    name = f"added{random.randrange(10**6)}"
    step = some(of, random)
    ways = [route.to for route in step.routes] + [choice.to for choice in step.choices if choice.to]
    if not ways:
        return of
    to = random.choice(ways)
    new = random.choice(
        (
            Step(name, Kind.TEXT, f"Noe mer ({name})?", 1, skip="Hopp over", label="Mer"),
            Step(name, Kind.TELL, f"Vi sier noe ({name}).", 1),
            Step(name, Kind.CHOICE, f"Ja ({name})?", 1, choices=(Choice("yes", "Ja"), Choice("no", "Nei"))),
        )
    )
    new = replace(
        new, routes=(Route(to),), when=random.choice((None, Condition(((Row("safe", frozenset({"yes"})),),))))
    )
    if random.random() < 0.2:
        other = random.choice(list(of.steps))
        new = replace(new, routes=(Route(other, Condition(((Row(name, answered=True),),))), Route(to)))
    routes = tuple(replace(route, to=name if route.to == to else route.to) for route in step.routes)
    choices = tuple(replace(one, to=name if one.to == to else one.to) for one in step.choices)
    return with_step(with_step(of, replace(step, routes=routes, choices=choices)), new)


def renamed_step(of: Flow, random: Random) -> Flow:
    was = some(of, random).id
    names = {was: f"renamed{random.randrange(10**6)}"}

    def name(step: str) -> str:
        return names.get(step, step)

    steps = [
        replace(
            step,
            id=name(step.id),
            when=renamed(step.when, names),
            routes=tuple(Route(name(route.to), renamed(route.when, names)) for route in step.routes),
            choices=tuple(replace(one, to=one.to and name(one.to)) for one in step.choices),
        )
        for step in of.steps.values()
    ]
    return replace(
        of,
        start=name(of.start),
        steps={step.id: step for step in steps},
        rules=tuple(replace(rule, when=renamed(rule.when, names)) for rule in of.rules),
        facts={fact.name: replace(fact, step=name(fact.step)) for fact in of.facts.values()},
        checks=tuple(replace(one, step=name(one.step), when=renamed(one.when, names)) for one in of.checks),
    )


def removed(of: Flow, random: Random) -> Flow:
    step = some(of, random)
    if not step.routes or step.id == of.start:
        return of
    to = {step.id: step.routes[0].to}
    left = {
        name: replace(
            one,
            routes=tuple(replace(route, to=to.get(route.to, route.to)) for route in one.routes),
            choices=tuple(replace(choice, to=choice.to and to.get(choice.to, choice.to)) for choice in one.choices),
        )
        for name, one in of.steps.items()
        if name != step.id
    }
    return replace(of, steps=left)


def changed(of: Flow, random: Random) -> Flow:
    step = some(of, random)
    other = random.choice(list(of.steps))
    more: dict[str, Any] = random.choice(
        (
            {"kind": random.choice(list(Kind))},
            {"choices": step.choices[1:]},
            {"choices": (*step.choices, Choice("more", "Mer"))},
            {"choices": tuple(replace(choice, to=other) for choice in step.choices)},
            {"when": None if step.when else Condition(((Row("safe", frozenset({"no"})),),))},
            {"routes": (Route(other),)},
            {"skip": None if step.skip else "Hopp over"},
            {"part": Part.ANSWERS if step.part is Part.IDENTITY else Part.IDENTITY},
            {"sets": None if step.sets else "blocked"},
            {"files": not step.files},
        )
    )
    return with_step(of, replace(step, **more))


def around(of: Flow, random: Random) -> Flow:
    more: dict[str, Any] = random.choice(
        (
            {"rules": of.rules[1:]},
            {"rules": tuple(replace(rule, level=Level.RED) for rule in of.rules)},
            {"checks": ()},
            {"checks": tuple(replace(check, plus_hours=48, fallback_days=3) for check in of.checks)},
            {"alarm": of.alarm and replace(of.alarm, tell="Ring nå.")},
            {"alarm": of.alarm and replace(of.alarm, level=Level.ORANGE)},
            {"alarm": None},
            {"languages": (*of.languages, "nn")},
            {"languages": of.languages[:1]},
            {"audience": "staff"},
            {"start": random.choice(list(of.steps))},
            {"facts": {}},
        )
    )
    return replace(of, **more)


CHANGES: tuple[Change, ...] = (
    *(reworded, reworded, reworded, added, added, added, renamed_step, renamed_step, renamed_step),
    *(removed, changed, around),
)
