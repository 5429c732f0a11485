from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from flows.procedures import checklist, measures
from flows.procedures.measures import MEASURES
from flows.procedures.refusals import AlreadySettled, DueTooEarly, UnknownMeasure
from flows.procedures.run import Measure, MeasureState, Run
from tests.flows.procedures.furu import DAY, EVA, HOUR, KARI, MEET, MINUTE, NOW, OLA, PER, begun, gathered

LATER = NOW + HOUR
MEASURE = Measure(1, "travel_ban_urgent", OLA, NOW + DAY, NOW, KARI)


def anonymous(run: Run, person: int) -> Run:
    return checklist.set_basis(run, person, "", True, NOW)  # noqa: FBT003


def test_the_kinds_are_short_enough_for_a_button_and_told_apart() -> None:
    assert 25 <= len(MEASURES) <= 30
    assert len(set(MEASURES.values())) == len(MEASURES)
    assert all(len(text) <= 50 for text in MEASURES.values())
    assert all(len(kind) <= 20 and kind.replace("_", "a").islower() for kind in MEASURES)
    assert list(MEASURES)[-1] == "other"


def test_a_measure_waits_for_no_meeting() -> None:
    assert measures.decide(gathered(), MEASURE) is MEASURE
    stopped = checklist.stop(MEET, gathered(), "hand", OLA, NOW)
    assert measures.decide(stopped, replace(MEASURE, urgent=True)).urgent


def test_what_cannot_be_decided() -> None:
    run = gathered()
    for wrong, refused in (
        (replace(MEASURE, kind="nothing"), UnknownMeasure),
        (replace(MEASURE, due_at=NOW), DueTooEarly),
        (replace(MEASURE, responsible=99), checklist.NotMember),
        (replace(MEASURE, decided_by=99), checklist.NotMember),
    ):
        with pytest.raises(refused):
            measures.decide(run, wrong)
    with pytest.raises(checklist.AnonymousOnly):
        measures.decide(anonymous(run, OLA), MEASURE)
    with pytest.raises(checklist.NotOpen):
        measures.decide(checklist.close(MEET, run, "nothing", KARI, NOW), MEASURE)


@pytest.mark.parametrize("by", [OLA, KARI])
def test_who_has_it_or_the_chair_says_that_it_is_done_or_dropped(by: int) -> None:
    done = measures.settle(gathered(), MEASURE, by, LATER)
    assert done == replace(MEASURE, state=MeasureState.DONE, settled_at=LATER, settled_by=by)
    assert measures.settle(gathered(), done, KARI, LATER + MINUTE) is done
    dropped = measures.drop(gathered(), MEASURE, by, LATER)
    assert (dropped.state, dropped.settled_by) == (MeasureState.DROPPED, by)
    assert measures.drop(gathered(), dropped, by, LATER + MINUTE) is dropped


def test_what_is_settled_stays_and_tells_by_whom() -> None:
    run = gathered()
    done = measures.settle(run, MEASURE, OLA, LATER)
    works: tuple[Callable[[], object], ...] = (
        lambda: measures.drop(run, done, KARI, NOW),
        lambda: measures.reassign(run, done, PER, KARI),
        lambda: measures.settle(run, measures.drop(run, MEASURE, OLA, LATER), KARI, NOW),
    )
    for work in works:
        with pytest.raises(AlreadySettled) as told:
            work()
        assert (told.value.by, told.value.at) == (OLA, LATER)


def test_nobody_else_settles_or_gives_it_away() -> None:
    run = gathered()
    works: tuple[Callable[[], object], ...] = (
        lambda: measures.settle(run, MEASURE, EVA, NOW),
        lambda: measures.drop(run, MEASURE, EVA, NOW),
        lambda: measures.reassign(run, MEASURE, EVA, EVA),
    )
    for work in works:
        with pytest.raises(checklist.NotYours):
            work()
    with pytest.raises(checklist.NotMember):
        measures.settle(begun(), MEASURE, OLA, NOW)


def test_it_is_given_to_somebody_who_takes_part() -> None:
    run = gathered()
    assert measures.reassign(run, MEASURE, PER, OLA) == replace(MEASURE, responsible=PER)
    assert measures.reassign(run, MEASURE, PER, KARI).responsible == PER
    with pytest.raises(checklist.NotMember):
        measures.reassign(run, MEASURE, 99, KARI)
    with pytest.raises(checklist.AnonymousOnly):
        measures.reassign(anonymous(run, PER), MEASURE, PER, KARI)
