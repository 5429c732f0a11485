from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.procedures import checklist
from flows.procedures.run import Run, State
from flows.refusal import Refusal
from tests.flows.procedures.furu import CALENDAR, DAY, EVA, KARI, LIV, MEET, MINUTE, NOW, OLA, PER, gathered
from tests.flows.procedures.walking import Walk, finished, walked

# What each of four people has to do, in the order in which they come to it; nobody's work waits for another's.
WORK = {
    KARI: [("call", ""), ("lead", ""), ("basis", "")],
    OLA: [("clear", "yes"), ("facts", ""), ("basis", "")],
    PER: [("basis", ""), ("facts", "")],
    LIV: [("basis", ""), ("found", "none")],
}
FREE = replace(MEET, bars=())


@given(st.permutations([person for person, work in WORK.items() for _ in work]), st.data())
def test_in_whatever_order_people_tick_the_same_is_ticked(order: list[int], data: st.DataObject) -> None:
    """Each input comes once or several times, also late: the marks are those of a replay in another order."""
    inputs = _in_turn(order)
    again = [inputs[at] for at in data.draw(st.lists(st.integers(0, len(inputs) - 1), max_size=8))]
    run, first = gathered(), gathered()
    for nth, (person, name, choice) in enumerate([*inputs, *again]):
        before = run
        run = checklist.tick(FREE, run, name, person, NOW + nth * MINUTE, choice)
        assert _marks(run) >= _marks(before)
    for person, work in WORK.items():
        for name, choice in work:
            first = checklist.tick(FREE, first, name, person, NOW, choice)
    assert _said(run) == _said(first)


@given(st.permutations([OLA, EVA, LIV, KARI, PER]), st.sampled_from(["yes", "no"]))
def test_of_several_in_the_same_second_exactly_one_wins(order: list[int], choice: str) -> None:
    run, winner, told = gathered(), 0, []
    for person in order:
        try:
            run = checklist.tick(MEET, run, "clear", person, NOW, choice)
            winner = winner or person
        except checklist.AlreadyDone as late:
            told.append(late.by)
        except checklist.NotYourTask:
            assert person in {KARI, PER}
            assert not winner
    assert winner == next(person for person in order if person in {OLA, EVA, LIV})
    assert [mark.by for mark in run.marks["clear"].values()] == [winner]
    assert set(told) == {winner}


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.integers(0, 120))
def test_a_walk_keeps_its_promises_and_can_always_be_brought_to_its_end(seed: int, steps: int) -> None:
    walk = walked(MEET, Random(seed), 0)
    for _ in range(steps):
        before = walk.run
        walk.step()
        _sound(walk, before)
    ended = finished(MEET, walk.run)
    assert ended.state is State.CLOSED
    for name, marks in walk.run.marks.items():
        assert ended.marks[name].items() >= marks.items()


def _sound(walk: Walk, before: Run) -> None:
    run = walk.run
    assert run.member(run.chair) is not None
    assert not run.members[run.chair].anonymous
    assert run.secretary is None or (run.secretary != run.chair and run.member(run.secretary))
    assert before.members.keys() <= run.members.keys()
    # Whatever happens in one step, at most one mark comes or goes, and none is changed.
    was, now = _marks(before), _marks(run)
    assert len(was ^ now) <= 1
    for task in checklist.visible(walk.of, run):
        assert bool(checklist.outstanding(walk.of, run, task)) is not checklist.done(walk.of, run, task)
        people = checklist.responsible(walk.of, run, task)
        assert people
        assert all(run.member(person) for person in people)
        if run.state is State.OPEN and not checklist.done(walk.of, run, task):
            assert all(checklist.may_tick(walk.of, run, task, person) for person in people)
    at = checklist.progress(walk.of, run, walk.now, CALENDAR)
    assert 0 <= at.done <= at.total
    assert 1 <= at.step <= at.total


def test_walks_meet_every_refusal_that_people_can() -> None:
    random = Random(17)
    refused = {name for _ in range(60) for name in walked(MEET, random, 80).refused}
    assert refused >= {
        "AlreadyDone", "AlreadyMember", "AnonymousOnly", "Barred", "ChairIsSecretary", "ChairNotAnonymous",
        "LastMember", "NotMember", "NotOpen", "NotYourTask", "NotYours", "RedNeverPauses", "UnknownTask",
    }  # fmt: skip


@pytest.mark.parametrize("gone", [OLA, PER, LIV, KARI])
def test_whoever_is_gone_midway_the_others_bring_it_to_its_end(gone: int) -> None:
    run = checklist.tick(MEET, gathered(), "facts", OLA, NOW)
    run = checklist.leave(run, gone, NOW + MINUTE)
    ended = finished(MEET, run)
    assert ended.marks["facts"]["police"].by == OLA
    assert ended.chair == (OLA if gone == KARI else KARI)
    with pytest.raises(Refusal):
        checklist.tick(MEET, run, "found", gone, NOW + DAY, "none")


def _in_turn(order: list[int]) -> list[tuple[int, str, str]]:
    left = {person: list(work) for person, work in WORK.items()}
    return [(person, *left[person].pop(0)) for person in order]


def _said(run: Run) -> set[tuple[str, str, int, str]]:
    return {(mark.task, role, mark.by, mark.choice) for marks in run.marks.values() for role, mark in marks.items()}


def _marks(run: Run) -> set[object]:
    return {mark for marks in run.marks.values() for mark in marks.values()}
