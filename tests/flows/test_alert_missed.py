from __future__ import annotations

from dataclasses import replace

import pytest

from flows import alert as life
from flows.alert import Alert
from flows.paging import Audience
from tests.flows.alerts import HOUR, KARI, LADDERS, MINUTE, OLA, T0, after, page, raised, taken


def test_a_page_that_nobody_can_get_climbs_at_once() -> None:
    missed = life.missed(raised(), LADDERS, T0 + MINUTE)
    assert missed.next_action_at == T0 + MINUTE
    assert page(after(missed, MINUTE)).audience is Audience.ON_DUTY


def test_it_climbs_to_the_last_rung_and_then_repeats_by_itself() -> None:
    alert = raised()
    for _ in LADDERS.ladder(alert.level).rungs[1:]:
        alert = after(life.missed(alert, LADDERS, T0 + MINUTE), MINUTE)[0]
    assert alert.rung == len(LADDERS.ladder(alert.level).rungs) - 1
    assert life.missed(alert, LADDERS, T0 + MINUTE) == alert
    assert alert.next_action_at is not None


@pytest.mark.parametrize("alert", [taken(), replace(raised(), closed_at=T0)])
def test_what_is_taken_or_closed_does_not_climb(alert: Alert) -> None:
    assert life.missed(alert, LADDERS, T0 + MINUTE) == alert


def test_whoever_let_the_time_to_contact_pass_can_be_relieved() -> None:
    alert = taken(by=KARI)
    assert not alert.late(T0 + HOUR - MINUTE)
    assert life.acknowledge(alert, LADDERS, T0 + HOUR, OLA)[0].acknowledged_by == OLA
