from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import usual
from flows.deadlines import Calendar
from flows.ladder import Ladder, Place, Rung
from flows.model import Level
from flows.paging import Audience

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
USUAL = usual.ladders(Calendar(ZoneInfo("Europe/Oslo"), lambda day: day == date(2027, 5, 17)))


def pages(ladder: Ladder, until: timedelta) -> list[tuple[timedelta, Audience]]:
    place, sent = Place(0, 0), []
    while (at := ladder.offset(place)) <= until:
        sent.append((at, ladder.audience(place.rung)))
        place = ladder.place(ladder.following(place))
    return sent


def test_red_climbs_as_the_municipality_was_promised() -> None:
    assert [(at // MINUTE, who.value) for at, who in pages(usual.RED, 75 * MINUTE)] == [
        (0, "first"),
        (5, "first"),
        (10, "first"),
        (15, "on_duty"),
        (20, "on_duty"),
        (25, "on_duty"),
        (30, "all"),
        (35, "all"),
        (40, "all"),
        (45, "administrators"),
        (55, "administrators"),
        (65, "administrators"),
        (75, "administrators"),
    ]


@pytest.mark.parametrize(
    ("level", "rungs", "last_every"),
    [
        (Level.ORANGE, [(0, "first"), (2, "next"), (4, "all"), (8, "administrators")], 4),
        (Level.YELLOW, [(0, "first"), (24, "next"), (48, "all"), (72, "administrators")], 24),
        (Level.BLUE, [(0, "first"), (48, "next"), (96, "all")], 48),
    ],
)
def test_the_other_levels_climb_more_slowly(level: Level, rungs: list[tuple[int, str]], last_every: int) -> None:
    ladder = USUAL.ladder(level)
    assert [(rung.after // HOUR, rung.audience.value) for rung in ladder.rungs] == rungs
    assert ladder.last_every == last_every * HOUR


def test_the_first_pages_are_repeated_by_the_level() -> None:
    assert [at // HOUR for at, _ in pages(usual.ORANGE, 2 * HOUR)] == [0, 1, 2]
    assert [at // HOUR for at, _ in pages(usual.YELLOW, 24 * HOUR)] == [0, 8, 16, 24]


def test_reminders_reach_the_owner_then_all_then_the_administrators() -> None:
    reached = [(at // MINUTE, who.value) for at, who in pages(USUAL.reminders(Level.RED), 45 * MINUTE)]
    assert reached == [(0, "one"), (15, "all"), (30, "administrators"), (45, "administrators")]


def test_contact_is_due_by_the_level() -> None:
    now = datetime(2027, 5, 14, 10, tzinfo=UTC)
    assert USUAL.contact_by(Level.RED, now) == now + HOUR
    assert USUAL.contact_by(Level.ORANGE, now) == now + 24 * HOUR
    assert USUAL.contact_by(Level.YELLOW, now) == datetime(2027, 5, 20, 10, tzinfo=UTC)


def test_a_narrow_ladder_reaches_as_far_as_it_goes() -> None:
    assert usual.RED.reaching(Audience.NEXT) == 1
    assert usual.RED.reaching(Audience.ONE) == 0
    assert usual.BLUE.reaching(Audience.ADMINISTRATORS) == 2
    assert usual.BLUE.audience(7) is Audience.ALL


FIRST, ALL = Audience.FIRST, Audience.ALL


@pytest.mark.parametrize(
    ("rungs", "says"),
    [
        ((), "the first rung must be at 0 minutes"),
        ((Rung(MINUTE, FIRST, MINUTE),), "the first rung must be at 0 minutes"),
        ((Rung(0 * MINUTE, FIRST, 0 * MINUTE),), "a rung must repeat after more than 0 minutes"),
        ((Rung(0 * MINUTE, FIRST, MINUTE), Rung(0 * MINUTE, ALL, MINUTE)), "each rung must come later than the one"),
        ((Rung(0 * MINUTE, ALL, MINUTE), Rung(MINUTE, FIRST, MINUTE)), "each rung must reach at least as many"),
    ],
)
def test_a_ladder_that_could_fall_silent_is_refused(rungs: tuple[Rung, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Ladder(rungs)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    audiences = sorted(draw(st.lists(st.sampled_from(Audience), min_size=1, max_size=6)), key=lambda who: who.breadth)
    steps = [0, *draw(st.lists(st.integers(1, 5000), min_size=len(audiences) - 1, max_size=len(audiences) - 1))]
    return Ladder(
        tuple(
            Rung(sum(steps[: index + 1]) * MINUTE, audience, draw(st.integers(1, 5000)) * MINUTE)
            for index, audience in enumerate(audiences)
        )
    )


elapsed = st.timedeltas(timedelta(), timedelta(days=400))


@given(ladders(), elapsed)
def test_there_is_always_a_next_page_and_it_is_not_far_away(ladder: Ladder, since: timedelta) -> None:
    place = ladder.place(since)
    assert ladder.offset(place) <= since < ladder.following(place)
    assert ladder.following(place) - ladder.offset(place) <= ladder.longest_silence
    assert ladder.place(ladder.following(place)) != place


@given(ladders(), elapsed, elapsed)
def test_time_only_widens_the_audience(ladder: Ladder, one: timedelta, other: timedelta) -> None:
    early, late = (ladder.audience(ladder.place(since).rung) for since in sorted((one, other)))
    assert early.breadth <= late.breadth


def test_the_next_rung_does_not_wait_for_a_long_repeat() -> None:
    ladder = Ladder((Rung(0 * MINUTE, FIRST, HOUR), Rung(20 * MINUTE, ALL, HOUR)))
    assert ladder.following(Place(0, 0)) == 20 * MINUTE
    assert pages(ladder, 90 * MINUTE) == [(0 * MINUTE, FIRST), (20 * MINUTE, ALL), (80 * MINUTE, ALL)]
