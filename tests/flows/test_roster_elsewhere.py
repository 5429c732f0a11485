from __future__ import annotations

import pytest

from flows.paging import Audience, Page, Why
from flows.roster import Called, Staffing, whom

A, B, ADMIN, FAR, FARTHER = 1, 2, 8, 21, 22
EMPTY = Staffing((), (), (), (FAR, FARTHER))


@pytest.mark.parametrize("repeat", [True, False])
@pytest.mark.parametrize("audience", list(Audience))
def test_an_alert_of_a_unit_without_anybody_reached_nobody(audience: Audience, *, repeat: bool) -> None:
    asked = Page(audience, Why.NOT_ACKNOWLEDGED, A, B, repeat)
    assert whom(asked, EMPTY) == Called((), warned=(FAR, FARTHER))


def test_those_elsewhere_are_left_in_peace_while_somebody_of_the_unit_is_there() -> None:
    alone = Staffing((), (), (ADMIN,), (FAR,))
    assert whom(Page(Audience.FIRST, Why.RAISED), alone) == Called((ADMIN,))


def test_everyone_of_a_unit_is_counted_once() -> None:
    assert Staffing((B,), (A, B), (ADMIN, A), (FAR,)).everyone == (B, A, ADMIN)


def test_whoever_cannot_be_read_is_out_of_the_line() -> None:
    staffing = Staffing((A, B), (A, B), (ADMIN,), (FAR, FARTHER))
    assert staffing.among({B, FAR}) == Staffing((B,), (B,), (), (FAR,))
    assert staffing.among(()) == Staffing((), (), ())
