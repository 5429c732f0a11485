"""Random edits of a procedure: texts, deadlines, added, renamed, removed and changed tasks, bars, stops, results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from flows.deadlines import Term
from flows.model import Condition
from flows.procedures.model import EVERYONE, Bar, Procedure, Stop, Task
from flows.procedures.renaming import renamed
from tests.flows.procedures.furu import always, choices, chose, task

ROLES = ("coordinator", "police", "school", "child_welfare", "chair", "secretary", EVERYONE, "nav")
Change = Callable[[Procedure, Random], Procedure]


def edited(of: Procedure, random: Random, version: str) -> Procedure:
    """The procedure after one to three changes, in this version."""
    for _ in range(random.choice((1, 1, 2, 3))):
        of = random.choice(CHANGES)(of, random)
    return replace(of, version=version)


def with_task(of: Procedure, changed: Task) -> Procedure:
    return replace(of, tasks={**of.tasks, changed.id: changed})


def some(of: Procedure, random: Random) -> Task:
    return of.tasks[random.choice(list(of.tasks))]


def reworded(of: Procedure, random: Random) -> Procedure:
    one = some(of, random)
    more: dict[str, Any] = random.choice(
        (
            {"do": f"{one.do} nå"},
            {"why": "Fordi."},
            {"law": ("bvl_13_2",)},
            {"cards": ("mediation",)},
            {"line": one.line + 1},
            {"choices": tuple(replace(choice, text=f"{choice.text}!") for choice in one.choices)},
        )
    )
    return with_task(replace(of, title="Nytt navn", reminder="Husk."), replace(one, **more))


def timed(of: Procedure, random: Random) -> Procedure:
    return with_task(of, replace(some(of, random), due=always(term=Term(timedelta(hours=random.randint(1, 90))))))


def added(of: Procedure, random: Random) -> Procedure:
    names = list(of.tasks)
    new = task(
        f"added{random.randrange(10**6)}",
        *random.sample(ROLES, random.randint(1, 3)),
        each=random.random() < 0.3,
        choices=choices("yes", "no") if random.random() < 0.4 else (),
        when=chose(random.choice(names), "yes") if random.random() < 0.3 else None,
        needs=(random.choice(names),) if random.random() < 0.3 else (),
        due=always(random.choice(names), Term(timedelta(hours=2))),
    )
    names.insert(random.randint(0, len(names)), new.id)
    found = replace(of, tasks={name: of.tasks.get(name, new) for name in names})
    if random.random() < 0.2:
        return replace(found, bars=(*of.bars, Bar((new.id,), "Vent.", chose(random.choice(list(of.tasks)), "no"), 1)))
    return found


def renamed_task(of: Procedure, random: Random) -> Procedure:
    one = some(of, random)
    to = f"renamed{random.randrange(10**6)}"
    was = one.id if random.random() < 0.8 else ""
    names = {one.id: to}

    def moved(each: Task) -> Task:
        due = {level: replace(d, base=names.get(d.base, d.base)) for level, d in each.due.items()}
        needs = tuple(names.get(need, need) for need in each.needs)
        again = replace(each, when=renamed(each.when, names), needs=needs, due=due)
        return replace(again, id=to, was=was) if each is one else again

    tasks = [moved(each) for each in of.tasks.values()]
    bars = tuple(
        replace(bar, tasks=tuple(names.get(n, n) for n in bar.tasks), when=renamed(bar.when, names)) for bar in of.bars
    )
    stops = {stop.id: replace(stop, when=renamed(stop.when, names)) for stop in of.stops.values()}
    return replace(of, tasks={each.id: each for each in tasks}, bars=bars, stops=stops)


def removed(of: Procedure, random: Random) -> Procedure:
    gone = some(of, random).id
    if len(of.tasks) < 3:
        return of
    kept = {
        name: replace(
            one,
            needs=tuple(need for need in one.needs if need != gone),
            due={level: d for level, d in one.due.items() if d.base != gone},
        )
        for name, one in of.tasks.items()
        if name != gone
    }
    return replace(of, tasks=kept)


def shuffled(of: Procedure, random: Random) -> Procedure:
    names = random.sample(list(of.tasks), len(of.tasks))
    return replace(of, tasks={name: of.tasks[name] for name in names})


def changed(of: Procedure, random: Random) -> Procedure:
    one = some(of, random)
    other = some(of, random).id
    condition: Condition | None = random.choice((None, chose(other, "yes"), chose("level", "red", "blue")))
    more: dict[str, Any] = random.choice(
        (
            {"roles": tuple(random.sample(ROLES, random.randint(1, 2)))},
            {"each": not one.each},
            {"choices": choices(*random.sample(("yes", "no", "evidence", "maybe"), random.randint(2, 3)))},
            {"choices": ()},
            {"when": condition},
            {"needs": (other,) if other != one.id else ()},
            {"phase": "after"},
            {"opens": None},
        )
    )
    return with_task(of, replace(one, **more))


def around(of: Procedure, random: Random) -> Procedure:
    other = some(of, random).id
    more: dict[str, Any] = random.choice(
        (
            {"stops": {**of.stops, "new": Stop("new", "Stopp", "Nå.", 1, chose(other, "yes"))}},
            {"stops": {}},
            {"stops": {name: replace(one, tell="Si det slik.", line=9) for name, one in of.stops.items()}},
            {"bars": (*of.bars, Bar((other,), "Vent.", chose(some(of, random).id, "yes"), 1))},
            {"bars": ()},
            {"bars": tuple(replace(bar, because="Derfor.", line=9) for bar in of.bars)},
            {"results": choices("reported", "nothing", "third")},
            {"results": choices("third", "nothing")},
            {"roles": {"adviser": "Rådgiver"}},
            {"meeting": not of.meeting},
            {"name": f"{of.name}2"},
        )
    )
    return replace(of, **more)


CHANGES: tuple[Change, ...] = (
    *(reworded, reworded, timed, timed, added, added, added, renamed_task, renamed_task, renamed_task),
    *(removed, shuffled, changed, around),
)
