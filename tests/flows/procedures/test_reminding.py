from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.deadlines import Term
from flows.model import Level
from flows.procedures import checklist
from flows.procedures.model import MEETING, Procedure
from flows.procedures.reminding import AGAIN_EVERY, CHAIR_AFTER, Moment, Stage, again, due_now, moments, next_at
from flows.procedures.run import Measure, MeasureState, Run
from tests.flows.procedures.furu import (
    CALENDAR,
    DAY,
    EVA,
    HOUR,
    KARI,
    MEET,
    MINUTE,
    NOW,
    OLA,
    PER,
    always,
    begun,
    procedure,
    task,
    ticked,
)

DUE_IN = 8 * HOUR
ONE = procedure(task("one", "police", due=always(term=Term(DUE_IN))), task("two", "police"))
MEASURE = Measure(7, "interpreter", PER, NOW + DUE_IN, NOW, KARI)


def run_of(of: Procedure = ONE, level: Level = Level.ORANGE) -> Run:
    run = begun(of, level)
    for person, role in ((OLA, "police"), (EVA, "police"), (PER, "school")):
        run = checklist.join(run, person, role, NOW)
    return run


def told(run: Run, *measures: Measure, of: Procedure = ONE) -> list[tuple[timedelta, Stage, tuple[int, ...]]]:
    return [(one.at - NOW, one.stage, one.to) for one in moments(of, run, measures, CALENDAR)]


def test_before_at_and_after_the_deadline() -> None:
    assert told(run_of()) == [
        (6 * HOUR, Stage.BEFORE, (OLA, EVA)),
        (8 * HOUR, Stage.DUE, (OLA, EVA)),
        (10 * HOUR, Stage.CHAIR, (KARI,)),
    ]
    assert [one.what for one in moments(ONE, run_of(), (), CALENDAR)] == ["one"] * 3


@pytest.mark.parametrize("level", list(Level))
def test_the_chair_is_told_sooner_the_more_urgent_it_is(level: Level) -> None:
    after = {Level.RED: 15 * MINUTE, Level.ORANGE: 2 * HOUR, Level.YELLOW: DAY, Level.BLUE: DAY}
    every = {Level.RED: HOUR, Level.ORANGE: 4 * HOUR, Level.YELLOW: DAY, Level.BLUE: DAY}
    assert told(run_of(level=level))[-1][0] == DUE_IN + after[level]
    (one,) = again(ONE, run_of(level=level), (), CALENDAR, NOW)
    assert one == Moment(NOW + DUE_IN + after[level] + every[level], Stage.AGAIN, (OLA, EVA, KARI), "one")


def test_a_chair_who_is_responsible_is_told_that_it_is_late() -> None:
    assert [stage for _, stage, _ in told(begun(ONE, Level.RED))] == [Stage.BEFORE, Stage.DUE, Stage.LATE]
    (one,) = again(ONE, begun(ONE, Level.RED), (), CALENDAR, NOW)
    assert one.to == (KARI,)


@pytest.mark.parametrize(
    ("term", "before"),
    [
        (Term(59 * MINUTE), None),
        (Term(HOUR), 45 * MINUTE),
        (Term(4 * DAY), 3 * DAY),
        (Term(8 * DAY), 7 * DAY),
    ],
)
def test_a_quarter_of_the_time_before_but_a_day_at_most_and_not_for_short_terms(
    term: Term, before: timedelta | None
) -> None:
    of = procedure(task("one", due=always(term=term)))
    found = [at for at, stage, _ in told(begun(of), of=of) if stage is Stage.BEFORE]
    assert found == ([] if before is None else [before])


def test_the_time_before_counts_from_the_base_and_for_the_meeting_itself_from_the_start() -> None:
    of = procedure(task("at", due=always(MEETING)), task("after", due=always(MEETING, Term(4 * HOUR))))
    run = checklist.set_meeting(begun(of), KARI, NOW + 40 * HOUR, NOW)
    found = {one.what: one.at - NOW for one in moments(of, run, (), CALENDAR) if one.stage is Stage.BEFORE}
    assert found == {"at": 30 * HOUR, "after": 43 * HOUR}


def test_what_is_done_or_has_no_deadline_reminds_nobody() -> None:
    run = ticked(run_of(), ("one", OLA), of=ONE)
    assert moments(ONE, run, (), CALENDAR) == ()
    assert again(ONE, run, (), CALENDAR, NOW) == ()
    assert next_at(ONE, run, (), CALENDAR, NOW) is None


def test_a_measure_reminds_who_has_it_or_the_chair_when_they_left() -> None:
    done = ticked(run_of(), ("one", OLA), of=ONE)
    assert told(done, MEASURE) == [
        (6 * HOUR, Stage.BEFORE, (PER,)),
        (8 * HOUR, Stage.DUE, (PER,)),
        (10 * HOUR, Stage.CHAIR, (KARI,)),
    ]
    assert {one.what for one in moments(ONE, done, (MEASURE,), CALENDAR)} == {7}
    left = checklist.leave(done, PER, NOW)
    assert [to for _, _, to in told(left, MEASURE)] == [(KARI,)] * 3


def test_a_settled_measure_reminds_nobody_and_an_urgent_one_as_red() -> None:
    done = ticked(run_of(), ("one", OLA), of=ONE)
    for state in (MeasureState.DONE, MeasureState.DROPPED):
        assert told(done, replace(MEASURE, state=state)) == []
    assert told(done, replace(MEASURE, urgent=True))[-1][0] == DUE_IN + 15 * MINUTE


def test_a_pause_reminds_of_its_end_and_of_measures() -> None:
    run = checklist.pause(run_of(), OLA, NOW + DAY, NOW)
    resumed = Moment(NOW + DAY, Stage.RESUME, (KARI,), "")
    assert moments(ONE, run, (), CALENDAR) == (resumed,)
    assert {one.what for one in moments(ONE, run, (MEASURE,), CALENDAR)} == {"", 7}
    assert due_now(ONE, run, (), CALENDAR, NOW, NOW + DAY) == (resumed,)
    assert due_now(ONE, run, (), CALENDAR, NOW + DAY, NOW + 2 * DAY) == ()
    assert again(ONE, run, (), CALENDAR, NOW) == ()
    assert next_at(ONE, run, (), CALENDAR, NOW) == NOW + DAY
    assert moments(ONE, replace(run, paused_until=None), (), CALENDAR) == ()


def test_what_was_stopped_reminds_of_its_measures_and_what_was_closed_of_nothing() -> None:
    of = replace(ONE, stops={"hand": MEET.stops["hand"]})
    stopped = checklist.stop(of, run_of(), "hand", OLA, NOW)
    assert {one.what for one in moments(of, stopped, (MEASURE,), CALENDAR)} == {7}
    closed = checklist.close(of, run_of(), "nothing", KARI, NOW)
    assert moments(of, closed, (MEASURE,), CALENDAR) == ()
    assert due_now(of, closed, (MEASURE,), CALENDAR, NOW, NOW + 9 * DAY) == ()
    assert next_at(of, closed, (MEASURE,), CALENDAR, NOW) is None


def test_each_reminder_comes_once_and_it_never_falls_silent() -> None:
    run = run_of()
    at, stages = NOW, []
    for _ in range(8):
        following = next_at(ONE, run, (), CALENDAR, at)
        assert following is not None
        assert due_now(ONE, run, (), CALENDAR, at, following - MINUTE) == ()
        (moment,) = due_now(ONE, run, (), CALENDAR, at, following)
        assert moment.at == following
        stages.append((moment.stage, following - NOW))
        at = following
    assert stages[:4] == [
        (Stage.BEFORE, 6 * HOUR), (Stage.DUE, 8 * HOUR), (Stage.CHAIR, 10 * HOUR), (Stage.AGAIN, 14 * HOUR),
    ]  # fmt: skip
    assert [stage for stage, _ in stages[4:]] == [Stage.AGAIN] * 4
    assert stages[-1][1] == 30 * HOUR


def test_after_a_long_silence_everybody_gets_the_latest_alone() -> None:
    run = run_of()
    both = due_now(ONE, run, (), CALENDAR, NOW, NOW + 11 * HOUR)
    assert [(one.stage, one.to) for one in both] == [(Stage.DUE, (OLA, EVA)), (Stage.CHAIR, (KARI,))]
    (last,) = due_now(ONE, run, (MEASURE,), CALENDAR, NOW, NOW + 15 * HOUR)[:1]
    assert (last.stage, last.at) == (Stage.AGAIN, NOW + 14 * HOUR)
    assert len(due_now(ONE, run, (MEASURE,), CALENDAR, NOW, NOW + 99 * DAY)) == 2


def test_a_level_that_rises_late_is_told_again_from_then_on() -> None:
    run = checklist.raise_level(run_of(level=Level.YELLOW), Level.RED, OLA, NOW + 9 * HOUR)
    assert next_at(ONE, run, (), CALENDAR, NOW + 9 * HOUR) == NOW + 9 * HOUR + 15 * MINUTE


@given(st.sampled_from(list(Level)), st.integers(0, 60 * 24 * 5), st.lists(st.integers(1, 900), max_size=30))
def test_looking_often_or_seldom_tells_the_same_people_in_the_end(level: Level, first: int, waits: list[int]) -> None:
    run, since = run_of(level=level), NOW
    looks = [NOW + first * MINUTE]
    for wait in waits:
        looks.append(looks[-1] + wait * MINUTE)
    found: list[Moment] = []
    for now in looks:
        found += due_now(ONE, run, (MEASURE,), CALENDAR, since, now)
        since = now
    assert len({(one.what, one.at, one.stage) for one in found}) == len(found)
    for what, people in (("one", {OLA, EVA, KARI}), (7, {PER, KARI})):
        reached = {person for one in found if one.what == what for person in one.to}
        assert reached == expected(people, level, looks[-1])


def expected(people: set[int], level: Level, now: datetime) -> set[int]:
    """Everybody once the chair was told, those who have it once the first reminder came."""
    late = NOW + DUE_IN + CHAIR_AFTER[level]
    assert AGAIN_EVERY[level] >= HOUR
    if now >= late:
        return people
    return people - {KARI} if now >= NOW + 6 * HOUR else set()
