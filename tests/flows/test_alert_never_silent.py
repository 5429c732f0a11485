"""Whatever people do and however the clock jumps, an alert that needs somebody has a next action."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from flows import alert as life
from flows import usual
from flows.alert import SKEW, Alert, Cause
from flows.deadlines import Calendar
from flows.model import Level
from flows.paging import Page
from flows.refusal import Refusal

T0 = datetime(2027, 3, 24, 10, tzinfo=UTC)
LADDERS = usual.ladders(Calendar(ZoneInfo("Europe/Oslo"), lambda _: False))
LONGEST = max(
    max(plan.ladder.longest_silence, plan.reminders.longest_silence) for plan in usual.PLANS.values()
)  # of any level
CONTACT = timedelta(days=6)  # three working days with a weekend between, or their clamping to office hours

levels = st.sampled_from(Level)
people = st.integers(1, 3)
jumps = st.one_of(
    st.timedeltas(timedelta(), timedelta(hours=3)),
    st.timedeltas(timedelta(hours=-30), timedelta()),
    st.timedeltas(timedelta(), timedelta(days=20)),
)
actions = st.one_of(
    st.tuples(st.just("look")),
    st.tuples(st.just("acknowledge"), people),
    st.tuples(st.just("pass"), people, st.none() | people),
    st.tuples(st.just("raise"), levels, st.none() | st.sampled_from(Cause)),
    st.tuples(st.just("lower"), levels, people),
    st.tuples(st.just("contacted"), people),
)


def act(alert: Alert, action: tuple[object, ...], now: datetime) -> Alert:
    match action:
        case ("acknowledge", int(by)):
            return life.acknowledge(alert, LADDERS, now, by)[0]
        case ("pass", int(by), to) if to is None or isinstance(to, int):
            return life.pass_on(alert, LADDERS, now, by, to)[0]
        case ("raise", Level() as level, signal) if signal is None or isinstance(signal, Cause):
            return life.raise_level(alert, LADDERS, now, level, signal)[0]
        case ("lower", Level() as level, int(by)):
            return life.lower_level(alert, LADDERS, now, level, by)[0]
        case ("contacted", int(by)):
            return life.contacted(alert, now, by)[0]
        case _:
            return alert


@given(levels, st.lists(st.tuples(jumps, actions), max_size=40))
def test_what_needs_somebody_always_has_a_next_action_ahead(
    level: Level, events: list[tuple[timedelta, tuple[object, ...]]]
) -> None:
    now = T0
    alert = life.raised("HAVN-7K2M", Cause.FILED, level, LADDERS, now)[0]
    for jump, action in events:
        now += jump
        alert = life.escalate(alert, LADDERS, now)[0]
        try:
            alert = act(alert, action, now)
        except Refusal:
            continue
        if alert.answered and alert.contacted_at is not None:
            assert alert.next_action_at is None
            continue
        assert alert.next_action_at is not None
        assert alert.next_action_at > now
        longest = CONTACT if alert.answered else LONGEST
        assert alert.next_action_at - now <= longest + SKEW
        # Looking twice at the same time pages once.
        assert life.escalate(alert, LADDERS, now) == (alert, ())


@given(levels, st.lists(jumps, min_size=1, max_size=30))
def test_an_unanswered_alert_never_reaches_fewer_than_before(level: Level, steps: list[timedelta]) -> None:
    now, reached = T0, 0
    alert, effects = life.raised("HAVN-7K2M", Cause.FILED, level, LADDERS, now)
    for step in steps:
        now += step
        alert, effects = life.escalate(alert, LADDERS, now)
        assert len(effects) <= 1
        for page in effects:
            assert isinstance(page, Page)
            assert page.audience.breadth >= reached
            reached = page.audience.breadth


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 90), jumps), min_size=1, max_size=12))
def test_a_red_alert_is_heard_in_time_on_any_wall_clock(stretches: list[tuple[int, timedelta]]) -> None:
    """Looked at every minute of real time, while the clock on the wall is set to and fro between the stretches."""
    ladder, clock, silent, set_back = usual.RED, T0, timedelta(), 0
    alert = life.raised("HAVN-7K2M", Cause.FILED, Level.RED, LADDERS, clock)[0]
    for minutes, jump in stretches:
        for _ in range(minutes):
            clock += timedelta(minutes=1)
            silent += timedelta(minutes=1)
            alert, effects = life.escalate(alert, LADDERS, clock)
            if effects:
                silent, set_back = timedelta(), 0
            assert silent <= (1 + set_back) * (ladder.longest_silence + SKEW)
        clock += jump
        set_back += jump < timedelta()
