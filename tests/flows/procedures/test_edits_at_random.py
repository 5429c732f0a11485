from __future__ import annotations

from collections import Counter
from random import Random
from time import monotonic

from flows.procedures import checklist
from flows.procedures.edits import Edit, Safety, carried, classify
from flows.procedures.model import Procedure
from flows.procedures.run import Mark, Run, State
from tests.flows.procedures.edited_procedures import edited
from tests.flows.procedures.furu import MEET, gathered
from tests.flows.procedures.walking import finished, walked

EDITS = 5_000
SECONDS = 100  # A stop, not a figure: it takes a few.


def marks_of(run: Run, names: dict[str, str]) -> set[Mark]:
    """Every mark, under its task's present name."""
    return {
        Mark(names.get(mark.task, mark.task), role, mark.by, mark.at, mark.choice)
        for marks in run.marks.values()
        for role, mark in marks.items()
    }


def test_of_five_thousand_edits_under_live_runs_none_strands_anybody_or_loses_a_tick() -> None:
    random = Random(27)
    started = monotonic()
    runs = [walked(MEET, random, random.randint(0, 60)).run for _ in range(200)]
    runs += [checklist.stop(MEET, gathered(), "hand", 1, gathered().started_at)]
    assert {run.state for run in runs} >= {State.OPEN, State.PAUSED, State.STOPPED}
    for run in runs:  # In the version that they began with, as a pinned edit leaves them.
        assert finished(MEET, run).state is State.CLOSED
    found: Counter[Safety] = Counter()
    for number in range(EDITS):
        assert monotonic() - started < SECONDS
        new = edited(MEET, random, f"v{number + 2}")
        edit = classify(MEET, new)
        found[edit.safety] += 1
        run = random.choice(runs)
        after = carried(run, edit)
        if edit.safety is Safety.PINNED:
            assert edit.why
            assert after is run
            continue
        alike(run, after, edit, new, random)
        ended = finished(new, after)
        assert ended.state is State.CLOSED
        assert marks_of(ended, {}) >= marks_of(run, dict(edit.mapping))
    assert min(found.values()) > EDITS // 10
    assert len(found) == 3


def alike(run: Run, after: Run, edit: Edit, new: Procedure, random: Random) -> None:
    """What was there before looks the same after: shown, done, waited for, barred."""
    names = {task: edit.mapping.get(task, task) for task in MEET.tasks}
    assert after.version == new.version
    assert marks_of(after, {}) == marks_of(run, dict(edit.mapping))
    assert all(name == mark.task for name, marks in after.marks.items() for mark in marks.values())
    assert not after.stop or after.stop in new.stops
    for mark in marks_of(after, {}):
        assert not mark.choice or new.tasks[mark.task].choice(mark.choice)
    shown = {names[one.id] for one in checklist.visible(MEET, run)}
    assert {one.id for one in checklist.visible(new, after)} & set(names.values()) == shown
    for was, name in names.items():
        before, now = MEET.tasks[was], new.tasks[name]
        for question in (checklist.done, checklist.outstanding, checklist.responsible):
            assert question(new, after, now) == question(MEET, run, before)
        assert (checklist.barred(new, after, now) is None) == (checklist.barred(MEET, run, before) is None)
        anybody = random.choice(run.present).person
        assert checklist.may_tick(new, after, now, anybody) == checklist.may_tick(MEET, run, before, anybody)
