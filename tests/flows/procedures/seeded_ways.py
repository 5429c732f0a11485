"""Faults of the ways through a procedure: loops, what nobody comes to, bars, stops and deadlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from flows.deadlines import Term
from flows.model import Condition, Level, Row
from flows.procedures.model import Due, Procedure, Task
from tests.flows.procedures.seeded import Seed, altered


def decisions(procedure: Procedure) -> list[Task]:
    """The tasks that are shown to everybody and ask something."""
    return [task for task in procedure.tasks.values() if task.choices and not task.when and not task.each]


def never(procedure: Procedure, but: str = "") -> Condition | None:
    """A condition that nothing makes true, about another task than this one."""
    for task in decisions(procedure):
        if task.id != but:
            one, other = (Row(task.id, frozenset({choice.id})) for choice in task.choices[:2])
            return Condition(((one, other),))
    return None


def tasks_nobody_comes_to(procedure: Procedure) -> Iterator[Seed]:
    for task in procedure.tasks.values():
        if condition := never(procedure, task.id):
            lost = altered(procedure, replace(task, when=condition))
            yield Seed(lost, task.id, "nobody comes to this task")
            after = Condition(((Row(task.id, answered=True),),))
            own = altered(procedure, replace(task, when=after))
            yield Seed(own, task.id, "nobody comes to this task")
            either = Condition((((Row("level", frozenset({"red"}))),), *condition.groups))
            yield Seed(altered(procedure, replace(task, when=either)), task.id, "one of the tables of a condition")


def tasks_that_depend_on_what_is_never_chosen(procedure: Procedure) -> Iterator[Seed]:
    for task in decisions(procedure):
        hidden = Condition(((Row("level", frozenset({"red"})), Row("level", frozenset({"blue"}))),))
        lost = altered(procedure, replace(task, when=hidden))
        asks = Condition(((Row(task.id, frozenset({task.choices[0].id})),),))
        extra = Task("extra", task.phase, "Gjør noe mer", 1, ("staff",), when=asks)
        yield Seed(altered(lost, extra), "extra", "nobody comes to this task")


def deadlines_without_a_base(procedure: Procedure) -> Iterator[Seed]:
    names = list(procedure.tasks)
    for number, task in enumerate(procedure.tasks.values()):
        own = {level: Due(task.id, Term(days=1)) for level in (Level.RED, Level.BLUE)}
        yield Seed(altered(procedure, replace(task, due=own)), task.id, "this deadline counts from its own task")
        for later in names[number + 1 : number + 3]:
            due = {Level.RED: Due(later, Term(days=1))}
            late = altered(procedure, replace(task, due=due))
            yield Seed(late, task.id, f"the deadline counts from '{later}', which")
            back = replace(procedure.tasks[later], due={Level.BLUE: Due(task.id, Term(days=1))})
            yield Seed(altered(late, back), task.id, "the deadlines of these count from each other")
        meeting = {Level.RED: Due("meeting", Term(days=1))}
        without = altered(replace(procedure, meeting=False), replace(task, due=meeting))
        yield Seed(without, task.id, "the deadline counts from the meeting, but none is held")


def deadlines_from_what_may_be_hidden(procedure: Procedure) -> Iterator[Seed]:
    for other in procedure.tasks.values():
        if other.when and other.id in list(procedure.tasks)[:-1]:
            due = {Level.RED: Due(other.id, Term(timedelta(hours=1)))}
            extra = Task("extra", other.phase, "Gjør noe mer", 1, ("staff",), due=due)
            yield Seed(
                altered(procedure, extra), "extra", f"'{other.id}', which may not be shown when this is, so that"
            )
            needing = replace(extra, due={}, needs=(other.id,))
            yield Seed(altered(procedure, needing), "extra", f"needs '{other.id}', which may not be shown when this is")


def loops_of_needs(procedure: Procedure) -> Iterator[Seed]:
    for task in procedure.tasks.values():
        yield Seed(altered(procedure, replace(task, needs=(task.id,))), task.id, "this task needs itself")
        one = Task("one", task.phase, "Gjør det ene", 1, ("staff",), needs=("two",))
        two = Task("two", task.phase, "Gjør det andre", 1, ("staff",), needs=("one", task.id))
        yield Seed(altered(altered(procedure, one), two), "one", "these wait for each other, so nobody ever ticks them")


def deadlines_that_come_before_their_task(procedure: Procedure) -> Iterator[Seed]:
    for task in procedure.tasks.values():
        for name in task.needs:
            earlier = replace(procedure.tasks[name], due={Level.RED: Due(task.id, Term(days=1))})
            yield Seed(altered(procedure, earlier), name, "which can only be done after this")


def bars_and_stops(procedure: Procedure) -> Iterator[Seed]:
    if (condition := never(procedure)) is None:
        return
    task = decisions(procedure)[0]
    either = Condition((*condition.groups, (Row(task.id, frozenset({task.choices[0].id})),)))
    always = replace(condition, negated=True)
    for number, bar in enumerate(procedure.bars):
        for when, says in (
            (condition, "this bar never holds"),
            (always, "this bar always holds, so nobody ever ticks"),
            (either, "the bar: one of the tables of a condition"),
        ):
            bars = (*procedure.bars[:number], replace(bar, when=when), *procedure.bars[number + 1 :])
            yield Seed(replace(procedure, bars=bars), "", says)
        own = Condition(((Row(bar.tasks[0], answered=False),),))
        until = replace(bar, when=own, tasks=bar.tasks[:1])
        yield Seed(replace(procedure, bars=(until,)), "", "this bar always holds, so nobody ever ticks")
        first, second = (replace(bar, when=Condition(((Row(task.id, frozenset({choice.id})),),), negated=True),
                                 tasks=bar.tasks[:1]) for choice in task.choices[:2])  # fmt: skip
        if task.id != bar.tasks[0]:
            yield Seed(replace(procedure, bars=(first, second)), bar.tasks[0], "its bars never all let it through")
    for stop in procedure.stops.values():
        for when, says in (
            (condition, "never falls"),
            (always, "falls before anything is done"),
            (either, "one of the tables of a condition"),
        ):
            stops = {**procedure.stops, stop.id: replace(stop, when=when)}
            yield Seed(
                replace(procedure, stops=stops), "", f"the stop '{stop.id}'{':' if when is either else ''} {says}"
            )


KINDS: tuple[Callable[[Procedure], Iterator[Seed]], ...] = (
    tasks_nobody_comes_to,
    tasks_that_depend_on_what_is_never_chosen,
    deadlines_without_a_base,
    deadlines_from_what_may_be_hidden,
    loops_of_needs,
    deadlines_that_come_before_their_task,
    bars_and_stops,
)
