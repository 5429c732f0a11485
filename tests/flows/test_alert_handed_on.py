from __future__ import annotations

import pytest

from flows import alert as life
from flows import usual
from flows.alert import WAITING, Cause
from flows.ladder import Ladders, Plan
from flows.model import Level
from flows.paging import Announce, Audience, Event, Page, Why
from flows.refusal import AlreadyAcknowledged
from tests.flows.alerts import DAY, HOUR, KARI, LADDERS, MINUTE, OLA, T0, after, announced, page, raised, taken, watched


def test_passed_to_a_person_the_clock_starts_again_with_that_person() -> None:
    passed = life.pass_on(taken(), LADDERS, T0 + 20 * MINUTE, KARI, OLA)
    assert passed[1] == (
        Page(Audience.ONE, Why.PASSED, person=OLA, past=KARI),
        Announce(Event.PASSED, KARI, OLA),
    )
    pages = watched(passed[0], 70 * MINUTE)
    assert [(minute, found.audience.value, found.person) for minute, found in pages][:5] == [
        (25, "one", OLA),
        (30, "one", OLA),
        (35, "on_duty", OLA),
        (40, "on_duty", OLA),
        (45, "on_duty", OLA),
    ]
    assert pages[-1][1].audience is Audience.ADMINISTRATORS


def test_passed_on_without_a_name_goes_to_the_next_in_line() -> None:
    passed = life.pass_on(taken(), LADDERS, T0 + MINUTE, KARI)
    assert page(passed) == Page(Audience.NEXT, Why.PASSED, past=KARI)
    assert announced(passed) == Announce(Event.PASSED, KARI)
    assert page(after(passed[0], 6 * MINUTE)) == Page(Audience.NEXT, Why.NOT_ACKNOWLEDGED, past=KARI, repeat=True)
    assert page(after(passed[0], 16 * MINUTE)) == Page(Audience.ON_DUTY, Why.NOT_ACKNOWLEDGED)


def test_what_nobody_had_taken_keeps_its_clock_when_passed_on() -> None:
    passed = life.pass_on(raised(), LADDERS, T0 + 4 * MINUTE, KARI, OLA)
    assert page(passed).person == OLA
    assert passed[0].next_action_at == T0 + 5 * MINUTE
    assert page(after(passed[0], 15 * MINUTE)) == Page(Audience.ON_DUTY, Why.NOT_ACKNOWLEDGED, person=OLA)


def test_only_the_owner_passes_on() -> None:
    with pytest.raises(AlreadyAcknowledged):
        life.pass_on(taken(), LADDERS, T0, OLA, KARI)


def test_passing_on_does_not_postpone_contact() -> None:
    passed = life.pass_on(taken(), LADDERS, T0 + 50 * MINUTE, KARI, OLA)[0]
    again = life.acknowledge(passed, LADDERS, T0 + 55 * MINUTE, OLA)[0]
    assert again.contact_by == T0 + HOUR
    assert (again.passed_by, again.passed_to, again.rung) == (None, None, WAITING)


def test_who_takes_it_when_contact_is_overdue_is_reminded_at_the_next_interval() -> None:
    passed = life.pass_on(taken(), LADDERS, T0 + 50 * MINUTE, KARI, OLA)[0]
    late = life.acknowledge(passed, LADDERS, T0 + 70 * MINUTE, OLA)[0]
    assert (late.contact_by, late.next_action_at) == (T0 + HOUR, T0 + 85 * MINUTE)
    assert page(after(late, 85 * MINUTE)) == Page(Audience.ALL, Why.NOT_CONTACTED, person=OLA)


def test_who_takes_over_after_contact_has_no_deadline() -> None:
    met = life.contacted(taken(), T0 + MINUTE, KARI)[0]
    passed = life.pass_on(met, LADDERS, T0 + 2 * MINUTE, KARI, OLA)[0]
    assert passed.next_action_at == T0 + 7 * MINUTE
    assert life.acknowledge(passed, LADDERS, T0 + 3 * MINUTE, OLA)[0].next_action_at is None


def test_a_level_that_does_not_rise_changes_nothing() -> None:
    alert = raised(Level.ORANGE)
    assert life.raise_level(alert, LADDERS, T0 + MINUTE, Level.ORANGE) == (alert, ())
    assert life.raise_level(alert, LADDERS, T0 + MINUTE, Level.BLUE) == (alert, ())


def test_an_unanswered_rise_starts_the_faster_ladder() -> None:
    risen = life.raise_level(raised(Level.YELLOW), LADDERS, T0 + HOUR, Level.RED)
    assert risen[1] == (Page(Audience.FIRST, Why.RISEN), Announce(Event.RISEN))
    assert (risen[0].level, risen[0].raised_at, risen[0].next_action_at) == (Level.RED, T0, T0 + 65 * MINUTE)


def test_an_unanswered_rise_reaches_at_least_those_already_reached() -> None:
    climbed = after(raised(Level.ORANGE), 5 * HOUR)[0]
    risen = life.raise_level(climbed, LADDERS, T0 + 5 * HOUR, Level.RED)
    assert page(risen).audience is Audience.ALL
    assert page(after(risen[0], 5 * HOUR + 15 * MINUTE)).audience is Audience.ADMINISTRATORS


def test_a_rise_of_what_was_passed_on_reaches_the_first_in_line_too() -> None:
    passed = life.pass_on(raised(Level.ORANGE), LADDERS, T0, KARI, OLA)[0]
    assert page(life.raise_level(passed, LADDERS, T0, Level.RED)) == Page(Audience.FIRST, Why.RISEN, person=OLA)


def test_an_answered_rise_pages_the_owner_who_must_make_contact_sooner() -> None:
    risen = life.raise_level(taken(Level.YELLOW), LADDERS, T0 + HOUR, Level.ORANGE)
    assert risen[1] == (Page(Audience.ONE, Why.RISEN, person=KARI), Announce(Event.RISEN))
    assert (risen[0].acknowledged_by, risen[0].contact_by) == (KARI, T0 + 25 * HOUR)


def test_a_rise_after_contact_asks_for_contact_again() -> None:
    met = life.contacted(taken(Level.YELLOW), T0, KARI)[0]
    risen = life.raise_level(met, LADDERS, T0 + HOUR, Level.ORANGE)[0]
    assert (risen.contacted_at, risen.next_action_at) == (None, T0 + 25 * HOUR)


def test_a_rise_to_red_must_be_acknowledged_anew() -> None:
    outcome = life.raise_level(taken(Level.ORANGE), LADDERS, T0 + HOUR, Level.RED)
    assert page(outcome) == Page(Audience.FIRST, Why.RISEN, person=KARI)
    assert not outcome[0].answered
    assert page(after(outcome[0], 75 * MINUTE)) == Page(Audience.ON_DUTY, Why.NOT_ACKNOWLEDGED, person=KARI)


def test_a_danger_word_wakes_a_red_case_that_was_contacted() -> None:
    met = life.contacted(taken(), T0 + MINUTE, KARI)[0]
    outcome = life.raise_level(met, LADDERS, T0 + 9 * DAY, Level.RED, Cause.DANGER_WORD)
    assert page(outcome) == Page(Audience.FIRST, Why.RISEN, person=KARI)
    assert (outcome[0].kind, outcome[0].answered) == (Cause.DANGER_WORD, False)
    assert outcome[0].next_action_at == T0 + 9 * DAY + 5 * MINUTE


def test_a_signal_pages_at_once_and_does_not_slow_the_ladder_down() -> None:
    climbed = after(raised(), 31 * MINUTE)[0]
    outcome = life.raise_level(climbed, LADDERS, T0 + 32 * MINUTE, Level.YELLOW, Cause.CHECKIN)
    assert page(outcome) == Page(Audience.ALL, Why.RISEN)
    assert (outcome[0].level, outcome[0].next_action_at) == (Level.RED, T0 + 35 * MINUTE)


def test_a_signal_in_a_yellow_case_pages_its_owner() -> None:
    outcome = life.raise_level(taken(Level.YELLOW), LADDERS, T0 + DAY, Level.YELLOW, Cause.CHECKIN)
    assert page(outcome) == Page(Audience.ONE, Why.RISEN, person=KARI)
    assert outcome[0].contact_by == T0 + 3 * DAY


def test_a_person_lowers_the_level_and_gets_its_time_to_contact() -> None:
    outcome = life.lower_level(taken(), LADDERS, T0 + MINUTE, Level.ORANGE, KARI)
    assert outcome[1] == (Announce(Event.LOWERED, KARI),)
    assert (outcome[0].level, outcome[0].next_action_at) == (Level.ORANGE, T0 + DAY + MINUTE)
    alert = taken()
    assert life.lower_level(alert, LADDERS, T0, Level.RED, KARI) == (alert, ())


def test_lowering_after_contact_asks_for_nothing_new() -> None:
    met = life.contacted(taken(), T0, KARI)[0]
    assert life.lower_level(met, LADDERS, T0, Level.BLUE, KARI)[0].next_action_at is None


def test_a_ladder_shortened_by_the_municipality_still_pages() -> None:
    climbed = after(raised(), DAY)[0]
    short = Plan(usual.BLUE, usual.PLANS[Level.RED].contact, usual.reminders(HOUR))
    edited = Ladders(dict.fromkeys(Level, short), LADDERS.calendar)
    later, effects = life.escalate(climbed, edited, T0 + 2 * DAY)
    assert effects == (Page(Audience.NEXT, Why.NOT_ACKNOWLEDGED),)
    assert later.next_action_at is not None
    assert life.raise_level(climbed, edited, T0 + 2 * DAY, Level.RED, Cause.CHECKIN)[1][0] == Page(
        Audience.ALL, Why.RISEN
    )
