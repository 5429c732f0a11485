from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from flows import alert as life
from flows.alert import SKEW, Cause
from flows.model import Level
from flows.paging import Announce, Audience, Event, Page, Why
from flows.refusal import AlreadyAcknowledged, Closed, NotAcknowledged
from tests.flows.alerts import DAY, HOUR, KARI, LADDERS, MINUTE, OLA, T0, after, page, raised, taken, watched


def test_the_first_in_line_is_paged_at_once() -> None:
    alert, effects = life.raised("HAVN-7K2M", Cause.FILED, Level.RED, LADDERS, T0)
    assert effects == (Page(Audience.FIRST, Why.RAISED),)
    assert (alert.raised_at, alert.since, alert.next_action_at) == (T0, T0, T0 + 5 * MINUTE)
    assert not alert.answered


def test_an_unanswered_red_alert_climbs_and_never_stops() -> None:
    pages = watched(raised(), 75 * MINUTE)
    assert [(minute, found.audience.value, found.repeat) for minute, found in pages] == [
        (5, "first", True),
        (10, "first", True),
        (15, "on_duty", False),
        (20, "on_duty", True),
        (25, "on_duty", True),
        (30, "all", False),
        (35, "all", True),
        (40, "all", True),
        (45, "administrators", False),
        (55, "administrators", True),
        (65, "administrators", True),
        (75, "administrators", True),
    ]
    assert {found.why for _, found in pages} == {Why.NOT_ACKNOWLEDGED}


def test_nothing_happens_before_its_time() -> None:
    alert = raised()
    assert after(alert, 5 * MINUTE - timedelta(seconds=1)) == (alert, ())


def test_after_downtime_the_rung_of_now_is_paged_once() -> None:
    late = after(raised(), 3 * DAY)
    assert late[1] == (Page(Audience.ADMINISTRATORS, Why.NOT_ACKNOWLEDGED),)
    assert late[0].next_action_at == T0 + 3 * DAY + 5 * MINUTE  # 45 min + n × 10 min
    assert after(late[0], 3 * DAY) == (late[0], ())


def test_a_clock_set_back_does_not_silence_the_alert() -> None:
    alert = after(raised(), 31 * MINUTE)[0]
    assert not life.is_due(alert, T0 + 31 * MINUTE - SKEW)
    back = T0 - 5 * HOUR
    assert life.is_due(alert, back)
    again = life.escalate(alert, LADDERS, back)
    assert again[1] == (Page(Audience.ALL, Why.NOT_ACKNOWLEDGED, repeat=True),)
    assert again[0].next_action_at == back + 4 * MINUTE


def test_a_clock_that_ran_ahead_and_was_mended_does_not_silence_it_either() -> None:
    ahead = after(raised(), 3 * DAY)[0]
    mended = after(ahead, 10 * MINUTE)
    assert page(mended).audience is Audience.ADMINISTRATORS
    assert mended[0].next_action_at == T0 + 15 * MINUTE


def test_acknowledging_stops_the_ladder_and_tells_the_others() -> None:
    outcome = life.acknowledge(raised(), LADDERS, T0 + 3 * MINUTE, KARI)
    alert = outcome[0]
    assert outcome[1] == (Announce(Event.ACKNOWLEDGED, KARI),)
    assert (alert.acknowledged_by, alert.acknowledged_at) == (KARI, T0 + 3 * MINUTE)
    assert alert.next_action_at == alert.contact_by == T0 + 63 * MINUTE
    assert after(alert, 62 * MINUTE) == (alert, ())


def test_two_cannot_take_the_same_alert() -> None:
    alert = taken()
    assert life.acknowledge(alert, LADDERS, T0 + MINUTE, KARI) == (alert, ())
    with pytest.raises(AlreadyAcknowledged) as refused:
        life.acknowledge(alert, LADDERS, T0 + MINUTE, OLA)
    assert refused.value.by == KARI
    assert str(refused.value) == "En annen har tatt saken."


def test_without_contact_the_owner_then_all_then_the_administrators_are_reminded_for_ever() -> None:
    pages = watched(taken(), 3 * HOUR)
    assert [(minute, found.audience.value) for minute, found in pages] == [
        (60, "one"),
        (75, "all"),
        *[(minute, "administrators") for minute in range(90, 181, 15)],
    ]
    assert {(found.person, found.why) for _, found in pages} == {(KARI, Why.NOT_CONTACTED)}
    assert [found.repeat for _, found in pages] == [False, False, False, True, True, True, True, True, True]


def test_contact_is_waited_for_by_the_level() -> None:
    assert taken(Level.ORANGE).contact_by == T0 + DAY
    assert taken(Level.YELLOW).contact_by == T0 + 3 * DAY
    assert taken(Level.BLUE).contact_by == T0 + 3 * DAY


def test_a_clock_set_back_keeps_what_was_left_of_the_time_to_contact() -> None:
    back = T0 - 2 * DAY
    settled, effects = life.escalate(taken(), LADDERS, back)
    assert effects == ()
    assert settled.contact_by == settled.next_action_at == back + HOUR
    assert page(life.escalate(settled, LADDERS, back + HOUR)).audience is Audience.ONE


def test_contacted_ends_the_reminders() -> None:
    outcome = life.contacted(taken(), T0 + 20 * MINUTE, KARI)
    assert outcome[1] == (Announce(Event.CONTACTED, KARI),)
    assert outcome[0].next_action_at is None
    assert not life.is_due(outcome[0], T0 + 400 * DAY)
    assert after(outcome[0], 400 * DAY) == (outcome[0], ())
    assert life.contacted(outcome[0], T0 + HOUR, KARI) == (outcome[0], ())


@pytest.mark.parametrize("elapsed", [timedelta(), 90 * MINUTE])
def test_closing_ends_everything(elapsed: timedelta) -> None:
    outcome = life.closed(after(taken(), elapsed)[0], T0 + 2 * HOUR, KARI)
    closed = outcome[0]
    assert outcome[1] == (Announce(Event.CLOSED, KARI),)
    assert (closed.closed_at, closed.next_action_at) == (T0 + 2 * HOUR, None)
    assert after(closed, 400 * DAY) == (closed, ())
    later = T0 + 3 * HOUR
    refusals: list[Callable[[], object]] = [
        lambda: life.acknowledge(closed, LADDERS, later, OLA),
        lambda: life.pass_on(closed, LADDERS, later, KARI),
        lambda: life.raise_level(closed, LADDERS, later, Level.RED, Cause.DANGER_WORD),
        lambda: life.lower_level(closed, LADDERS, later, Level.BLUE, KARI),
        lambda: life.contacted(closed, later, KARI),
        lambda: life.closed(closed, later, KARI),
    ]
    for refused in refusals:
        with pytest.raises(Closed):
            refused()


def test_nobody_contacts_closes_or_lowers_what_nobody_has_taken() -> None:
    refusals: list[Callable[[], object]] = [
        lambda: life.contacted(raised(), T0, KARI),
        lambda: life.closed(raised(), T0, KARI),
        lambda: life.lower_level(raised(), LADDERS, T0, Level.BLUE, KARI),
    ]
    for refused in refusals:
        with pytest.raises(NotAcknowledged):
            refused()
