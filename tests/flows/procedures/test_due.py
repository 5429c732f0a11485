from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.deadlines import Term
from flows.model import Level
from flows.procedures import checklist
from flows.procedures.model import MEETING, START, Due
from flows.procedures.progress import Progress
from flows.procedures.run import Run
from tests.flows.procedures.furu import (
    CALENDAR,
    DAY,
    HOUR,
    KARI,
    LIV,
    MEET,
    MINUTE,
    NOW,
    OLA,
    PER,
    always,
    begun,
    gathered,
    oslo,
    procedure,
    task,
    ticked,
)


def due(run: Run, name: str) -> datetime | None:
    return checklist.due(MEET, run, MEET.tasks[name], CALENDAR)


def overdue(run: Run, now: datetime) -> list[str]:
    return [one.id for one in checklist.overdue(MEET, run, now, CALENDAR)]


@pytest.mark.parametrize(
    ("level", "span"),
    [(Level.RED, 2 * HOUR), (Level.ORANGE, 24 * HOUR), (Level.YELLOW, 3 * DAY), (Level.BLUE, 3 * DAY)],
)
def test_a_deadline_follows_the_level(level: Level, span: timedelta) -> None:
    assert due(begun(level=level), "call") == NOW + span
    if level > Level.BLUE:
        run = checklist.raise_level(begun(level=Level.BLUE), level, KARI, NOW + MINUTE)
        assert due(run, "call") == NOW + span


def test_a_task_may_have_no_deadline_or_none_at_this_level() -> None:
    assert due(begun(), "clear") is None
    of = procedure(task("one", due={Level.RED: Due(term=Term(HOUR))}))
    assert checklist.due(of, begun(of), of.tasks["one"], CALENDAR) is None


def test_what_counts_from_the_meeting_waits_for_its_time_and_moves_with_it() -> None:
    run = gathered()
    assert (due(run, "basis"), due(run, "facts")) == (None, None)
    run = checklist.set_meeting(run, KARI, NOW + DAY, NOW)
    assert (due(run, "basis"), due(run, "facts")) == (NOW + DAY, NOW + 2 * DAY)
    run = checklist.set_meeting(run, KARI, NOW + 2 * DAY, NOW)
    assert (due(run, "basis"), due(run, "facts")) == (NOW + 2 * DAY, NOW + 3 * DAY)


def test_what_counts_from_a_task_waits_for_the_last_agency() -> None:
    run = ticked(gathered(), ("facts", OLA), now=NOW + HOUR)
    assert due(run, "minutes") is None
    run = ticked(run, ("facts", PER), now=NOW + 5 * HOUR)
    assert due(run, "minutes") == oslo(2027, 6, 7, 16)
    late = ticked(ticked(gathered(), ("facts", OLA)), ("facts", PER), now=NOW + 6 * HOUR)
    assert due(late, "minutes") == oslo(2027, 6, 7, 23, 59)
    assert due(checklist.untick(MEET, run, "facts", "school", PER, NOW), "minutes") is None


def test_at_the_base_itself() -> None:
    of = procedure(task("now", due=always(START)), task("then", due=always("now")))
    run = begun(of)
    assert checklist.due(of, run, of.tasks["now"], CALENDAR) == NOW
    run = ticked(run, ("now", KARI), of=of, now=NOW + HOUR)
    assert checklist.due(of, run, of.tasks["then"], CALENDAR) == NOW + HOUR


@pytest.mark.parametrize(
    ("term", "meeting", "end"),
    [
        pytest.param(Term(days=14), (2027, 5, 3, 12), (2027, 5, 14, 16), id="17 May"),
        pytest.param(Term(working_days=1), (2027, 3, 24, 14), (2027, 3, 30, 14), id="over Easter into summer time"),
        pytest.param(Term(working_days=1), (2026, 12, 24, 20), (2026, 12, 28, 16), id="Christmas"),
        pytest.param(Term(same_day=True), (2027, 6, 11, 18), (2027, 6, 11, 23, 59), id="friday evening"),
        pytest.param(Term(timedelta(hours=24)), (2027, 3, 27, 12), (2027, 3, 28, 13), id="hours through the change"),
    ],
)
def test_a_deadline_on_a_day_when_nobody_works(term: Term, meeting: tuple[int, ...], end: tuple[int, ...]) -> None:
    of = procedure(task("one", due=always(MEETING, term)))
    run = checklist.set_meeting(begun(of), KARI, oslo(*meeting).astimezone(UTC), NOW)
    assert checklist.due(of, run, of.tasks["one"], CALENDAR) == oslo(*end)


def test_overdue_is_what_waits_past_its_deadline() -> None:
    run = checklist.set_meeting(gathered(), KARI, NOW + HOUR, NOW)
    assert overdue(run, NOW + HOUR) == []
    assert overdue(run, NOW + HOUR + MINUTE) == ["basis"]
    assert overdue(run, NOW + 4 * DAY) == ["call", "basis", "facts"]
    assert overdue(ticked(run, ("call", KARI)), NOW + 4 * DAY) == ["basis", "facts"]


def test_the_next_deadline_is_the_first_that_waits() -> None:
    run = checklist.set_meeting(gathered(), KARI, NOW + HOUR, NOW)
    assert checklist.next_due(MEET, run, CALENDAR) == NOW + HOUR
    run = ticked(run, ("basis", KARI), ("basis", OLA), ("basis", PER), ("basis", LIV))
    assert checklist.next_due(MEET, run, CALENDAR) == NOW + 25 * HOUR
    run = ticked(run, ("facts", OLA), ("facts", PER), ("minutes", KARI), ("call", KARI))
    assert checklist.next_due(MEET, run, CALENDAR) is None


def test_a_paused_run_keeps_its_deadlines_and_one_that_is_over_has_none() -> None:
    run = gathered()
    paused = checklist.pause(run, KARI, NOW + DAY, NOW)
    assert due(paused, "call") == due(checklist.resume(paused, KARI, NOW + DAY), "call") == NOW + 3 * DAY
    assert overdue(paused, NOW + 4 * DAY) == ["call"]
    for over in (checklist.stop(MEET, run, "hand", KARI, NOW), checklist.close(MEET, run, "nothing", KARI, NOW)):
        assert overdue(over, NOW + 4 * DAY) == []
        assert checklist.next_due(MEET, over, CALENDAR) is None


def test_progress_in_numbers() -> None:
    run = gathered()
    later = NOW + 4 * DAY
    assert checklist.progress(MEET, run, NOW, CALENDAR) == Progress(0, 7, 0, 1)
    assert checklist.progress(MEET, run, later, CALENDAR) == Progress(0, 7, 1, 1)
    run = ticked(run, ("call", KARI), ("found", OLA, "none"))
    assert checklist.progress(MEET, run, later, CALENDAR) == Progress(2, 7, 0, 2)
    run = ticked(run, ("clear", OLA, "yes"))
    assert checklist.progress(MEET, run, later, CALENDAR) == Progress(3, 8, 0, 3)


def test_progress_when_all_is_done() -> None:
    of = procedure(task("one"), task("two"))
    run = ticked(begun(of), ("one", KARI), ("two", KARI), of=of)
    assert checklist.progress(of, run, NOW, CALENDAR) == Progress(2, 2, 0, 2)
