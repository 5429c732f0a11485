from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.checkin import Expected, Missing, Stage, missing
from flows.model import Level

DUE = datetime(2027, 8, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOME = Expected("home", DUE)


def later(hours: float) -> datetime:
    return DUE + hours * HOUR


def test_nothing_is_missing_before_it_is_due_or_when_it_came() -> None:
    assert missing(HOME, Level.RED, later(-0.01)) is None
    assert missing(replace(HOME, met_at=later(-5)), Level.RED, later(100), danger=True) is None


def test_the_duty_is_told_at_once() -> None:
    assert missing(HOME, Level.BLUE, DUE) == Missing(Stage.DUTY, Level.YELLOW, later(24))


def test_a_yellow_case_goes_by_the_adult_to_procedure_nine() -> None:
    first = missing(HOME, Level.YELLOW, DUE)
    assert first == Missing(Stage.DUTY, Level.YELLOW, later(24))
    duty = replace(HOME, stage=Stage.DUTY)
    assert missing(duty, Level.YELLOW, later(23)) is None
    assert missing(duty, Level.YELLOW, later(24)) == Missing(Stage.SAFE_ADULT, Level.ORANGE, later(48))
    adult = replace(HOME, stage=Stage.SAFE_ADULT)
    # Orange now, but only because of this check: there is time until 48 hours have passed.
    assert missing(adult, Level.ORANGE, later(30)) is None
    assert missing(adult, Level.ORANGE, later(48)) == Missing(Stage.LEFT_ABROAD, Level.RED, None)
    assert missing(replace(HOME, stage=Stage.LEFT_ABROAD), Level.RED, later(99)) is None


@pytest.mark.parametrize("level", [Level.ORANGE, Level.RED])
def test_an_urgent_case_goes_to_procedure_nine_at_once(level: Level) -> None:
    at_once = Missing(Stage.LEFT_ABROAD, Level.RED, None)
    assert missing(HOME, level, DUE) == at_once
    assert missing(replace(HOME, stage=Stage.DUTY), level, later(2)) == at_once


def test_a_case_that_turns_red_does_not_wait_for_48_hours() -> None:
    found = missing(replace(HOME, stage=Stage.SAFE_ADULT), Level.RED, later(25))
    assert found == Missing(Stage.LEFT_ABROAD, Level.RED, None)


def test_a_danger_signal_waits_for_nothing() -> None:
    assert missing(HOME, Level.BLUE, later(-200), danger=True) == Missing(Stage.LEFT_ABROAD, Level.RED, None)


def test_after_downtime_only_the_stage_of_now_is_acted_on() -> None:
    assert missing(HOME, Level.YELLOW, later(30)) == Missing(Stage.SAFE_ADULT, Level.ORANGE, later(48))
    assert missing(HOME, Level.YELLOW, later(500)) == Missing(Stage.LEFT_ABROAD, Level.RED, None)


def test_every_stage_says_what_to_do_and_never_to_tell_the_family() -> None:
    assert len({stage.says for stage in Stage}) == len(Stage)
    assert all("Ikke varsle familien" in stage.says for stage in (Stage.SAFE_ADULT, Stage.LEFT_ABROAD))


@given(
    st.sampled_from(Level), st.lists(st.timedeltas(timedelta(hours=-40), timedelta(hours=60)), min_size=1, max_size=20)
)
def test_on_any_clock_stages_come_in_order_once_each_and_end_at_procedure_nine(
    level: Level, steps: list[timedelta]
) -> None:
    check, now, stages = HOME, DUE - HOUR, list[Stage]()
    for step in [*steps, timedelta(days=400)]:
        now += step
        found = missing(check, level, now)
        if found is None:
            continue
        stages.append(found.stage)
        assert found.level >= Level.YELLOW
        assert (found.next_at is None) == (found.stage is Stage.LEFT_ABROAD)
        assert found.next_at is None or found.next_at > now
        check, level = replace(check, stage=found.stage), max(level, found.level)
    assert stages == sorted(set(stages))
    assert stages[-1] is Stage.LEFT_ABROAD
