from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.model import Level
from flows.procedures import checklist
from flows.procedures.run import STATES, Member, State
from flows.refusal import NotLower
from tests.flows.procedures.furu import DAY, KARI, MEET, MINUTE, NOW, OLA, PER, begun, gathered, ticked

LATER = NOW + MINUTE


def test_who_calls_it_leads_and_takes_part() -> None:
    run = checklist.begin(
        MEET, "Gran-3", unit="midt", level=Level.RED, by=KARI, role="coordinator", now=NOW, case="K7M-42P"
    )
    assert (run.reference, run.procedure, run.version, run.unit, run.case) == (
        "Gran-3", "furu", "v1", "midt", "K7M-42P",
    )  # fmt: skip
    assert (run.called_by, run.chair, run.secretary, run.state) == (KARI, KARI, None, State.OPEN)
    assert (run.started_at, run.changed_at, run.level) == (NOW, NOW, Level.RED)
    assert run.members == {KARI: Member(KARI, "coordinator", NOW)}
    assert run.state.says == STATES[State.OPEN]


def test_nobody_takes_part_as_everybody() -> None:
    for role in ("everyone", "chair", "secretary"):
        with pytest.raises(ValueError, match="no role"):
            checklist.begin(MEET, "Gran-3", unit="midt", level=Level.RED, by=KARI, role=role, now=NOW)


def test_anybody_who_takes_part_stops_it_also_anonymously_or_in_a_pause() -> None:
    run = checklist.set_basis(gathered(), OLA, "", True, NOW)  # noqa: FBT003
    run = checklist.stop(MEET, checklist.pause(run, KARI, NOW + DAY, NOW), "hand", OLA, LATER)
    assert (run.state, run.stop, run.paused_until, run.changed_at) == (State.STOPPED, "hand", None, LATER)
    assert checklist.stop(MEET, run, "hand", PER, LATER + MINUTE) is run


def test_what_cannot_be_stopped() -> None:
    run = checklist.stop(MEET, gathered(), "hand", OLA, NOW)
    with pytest.raises(checklist.NotOpen):
        checklist.stop(MEET, run, "evidence", OLA, NOW)
    with pytest.raises(checklist.UnknownStop):
        checklist.stop(MEET, gathered(), "nothing", OLA, NOW)
    with pytest.raises(checklist.NotMember):
        checklist.stop(MEET, gathered(), "hand", 99, NOW)


def test_a_pause_and_going_on() -> None:
    run = checklist.pause(gathered(), OLA, NOW + DAY, LATER)
    assert (run.state, run.paused_until, run.changed_at) == (State.PAUSED, NOW + DAY, LATER)
    assert checklist.pause(run, OLA, NOW + 2 * DAY, LATER).paused_until == NOW + 2 * DAY
    after = checklist.resume(run, PER, LATER)
    assert (after.state, after.paused_until) == (State.OPEN, None)
    assert checklist.resume(after, PER, LATER) is after


def test_red_never_pauses_and_becoming_red_ends_a_pause() -> None:
    with pytest.raises(checklist.RedNeverPauses):
        checklist.pause(gathered(level=Level.RED), KARI, NOW + DAY, NOW)
    run = checklist.pause(gathered(), KARI, NOW + DAY, NOW)
    orange = checklist.raise_level(run, Level.ORANGE, OLA, LATER)
    assert (orange.level, orange.state) == (Level.ORANGE, State.PAUSED)
    red = checklist.raise_level(run, Level.RED, OLA, LATER)
    assert (red.level, red.state, red.paused_until, red.changed_at) == (Level.RED, State.OPEN, None, LATER)


def test_what_is_over_neither_pauses_nor_goes_on_nor_meets() -> None:
    stopped = checklist.stop(MEET, gathered(), "hand", OLA, NOW)
    closed = checklist.close(MEET, gathered(), "nothing", KARI, NOW)
    for run in (stopped, closed):
        with pytest.raises(checklist.NotOpen):
            checklist.pause(run, KARI, NOW + DAY, NOW)
        with pytest.raises(checklist.NotOpen):
            checklist.resume(run, KARI, NOW)
        with pytest.raises(checklist.NotOpen):
            checklist.set_meeting(run, KARI, NOW + DAY, NOW)
    with pytest.raises(checklist.NotOpen):
        checklist.stop(MEET, closed, "hand", OLA, NOW)
    with pytest.raises(checklist.NotOpen):
        checklist.raise_level(closed, Level.RED, KARI, NOW)
    with pytest.raises(checklist.NotOpen):
        checklist.lower_level(closed, Level.BLUE, KARI, NOW)
    with pytest.raises(checklist.NotOpen):
        checklist.close(MEET, closed, "reported", KARI, NOW)


def test_the_time_of_the_meeting_is_set_and_moved() -> None:
    run = checklist.set_meeting(gathered(), OLA, NOW + DAY, LATER)
    assert (run.meeting_at, run.changed_at) == (NOW + DAY, LATER)
    assert checklist.set_meeting(run, OLA, NOW + 2 * DAY, LATER).meeting_at == NOW + 2 * DAY


def test_who_is_there_anonymously_changes_nothing_of_it() -> None:
    run = checklist.set_basis(gathered(), OLA, "", True, NOW)  # noqa: FBT003
    works: tuple[Callable[[], object], ...] = (
        lambda: checklist.pause(run, OLA, NOW + DAY, NOW),
        lambda: checklist.resume(run, OLA, NOW),
        lambda: checklist.set_meeting(run, OLA, NOW + DAY, NOW),
        lambda: checklist.raise_level(run, Level.RED, OLA, NOW),
    )
    for work in works:
        with pytest.raises(checklist.AnonymousOnly):
            work()


def test_anybody_raises_the_level_and_the_chair_alone_lowers_it() -> None:
    run = gathered()
    assert checklist.raise_level(run, Level.BLUE, OLA, NOW) is run
    assert checklist.lower_level(run, Level.BLUE, KARI, LATER).level is Level.BLUE
    with pytest.raises(NotLower):
        checklist.lower_level(run, Level.YELLOW, KARI, NOW)
    with pytest.raises(checklist.NotChair):
        checklist.lower_level(run, Level.BLUE, OLA, NOW)


def test_the_chair_closes_it_with_a_result_from_any_state() -> None:
    run = ticked(gathered(), ("call", KARI))
    for still in (run, checklist.pause(run, KARI, NOW + DAY, NOW), checklist.stop(MEET, run, "hand", OLA, NOW)):
        closed = checklist.close(MEET, still, "reported", KARI, LATER)
        assert (closed.state, closed.result, closed.closed_at, closed.paused_until) == (
            State.CLOSED, "reported", LATER, None,
        )  # fmt: skip
        assert (closed.marks, closed.stop) == (run.marks, still.stop)
        assert checklist.close(MEET, closed, "reported", KARI, LATER + MINUTE) is closed


def test_what_closes_nothing() -> None:
    with pytest.raises(checklist.UnknownResult):
        checklist.close(MEET, begun(), "", KARI, NOW)
    with pytest.raises(checklist.NotChair):
        checklist.close(MEET, gathered(), "reported", OLA, NOW)
    with pytest.raises(checklist.NotMember):
        checklist.close(MEET, gathered(), "reported", 99, NOW)
