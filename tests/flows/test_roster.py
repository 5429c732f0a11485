from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.paging import Audience, Page, Why
from flows.roster import Called, Override, Shift, Staffing, next_in_line, on_duty, whom

NOW = datetime(2027, 6, 7, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
A, B, C, D, ADMIN, CHIEF = 1, 2, 3, 4, 8, 9
STAFFED = Staffing((A, B, C), (A, B, C, D), (ADMIN, CHIEF))
NOBODY = Staffing((), (A, B), (ADMIN, B))


def shift(person: int, starts: int = -1, ends: int | None = None) -> Shift:
    return Shift(person, NOW + starts * HOUR, None if ends is None else NOW + ends * HOUR)


def override(person: int, *, on: bool, starts: int = -1, ends: int | None = 1, made: int = -1) -> Override:
    return Override(shift(person, starts, ends), on, NOW + made * HOUR)


def page(audience: Audience, person: int | None = None, past: int | None = None, *, repeat: bool = False) -> Page:
    return Page(audience, Why.NOT_ACKNOWLEDGED, person, past, repeat)


def test_nobody_is_on_duty_without_a_shift() -> None:
    assert on_duty((), (), NOW) == ()


def test_the_first_in_line_is_who_went_on_first() -> None:
    assert on_duty([shift(A, -1), shift(B, -3), shift(C, -2)], (), NOW) == (B, C, A)
    assert on_duty([shift(B, -1), shift(A, -1)], (), NOW) == (A, B)
    assert on_duty([shift(A, -1), shift(B, -2), shift(A, -3)], (), NOW) == (A, B)


def test_an_order_goes_before_the_time_went_on() -> None:
    assert on_duty([shift(A, -3), shift(B, -2), shift(C, -1)], (), NOW, order=(C, D)) == (C, A, B)


def test_a_shift_holds_from_its_start_until_its_end() -> None:
    assert on_duty([shift(A, 0, 1)], (), NOW) == (A,)
    assert on_duty([shift(A, -1, 0)], (), NOW) == ()
    assert on_duty([shift(A, 1)], (), NOW) == ()


def test_overrides_come_after_the_shifts_and_the_last_made_holds() -> None:
    shifts = [shift(A, -3)]
    assert on_duty(shifts, [override(A, on=False)], NOW) == ()
    assert on_duty(shifts, [override(B, on=True)], NOW) == (A, B)
    assert on_duty(shifts, [override(A, on=True)], NOW) == (A,)
    assert on_duty(shifts, [override(B, on=False)], NOW) == (A,)
    assert on_duty(shifts, [override(A, on=False, starts=1, ends=2)], NOW) == (A,)
    late = override(A, on=True, made=0)
    early = override(A, on=False, made=-2)
    assert on_duty(shifts, [late, early], NOW) == on_duty(shifts, [early, late], NOW) == (A,)


def test_next_in_line() -> None:
    assert next_in_line((A, B, C), {A}) == B
    assert next_in_line((A, B), (A, B)) is None
    assert next_in_line((), ()) is None


@pytest.mark.parametrize(
    ("asked", "paged", "people"),
    [
        pytest.param(page(Audience.FIRST), (), (A,), id="first"),
        pytest.param(page(Audience.FIRST, person=D), (A,), (D, A), id="first and the owner"),
        pytest.param(page(Audience.FIRST, person=A), (), (A,), id="nobody twice"),
        pytest.param(page(Audience.ONE, person=D), (), (D,), id="one"),
        pytest.param(page(Audience.ONE, person=99), (), (A,), id="one who cannot be reached: the first"),
        pytest.param(page(Audience.NEXT), (A,), (A, B), id="next"),
        pytest.param(page(Audience.NEXT, repeat=True), (A, B), (A, B), id="next again"),
        pytest.param(page(Audience.NEXT, repeat=True), (), (A,), id="next again, where the first came on duty since"),
        pytest.param(page(Audience.NEXT), (A, B, C), (A, B, C, D), id="no next: all"),
        pytest.param(page(Audience.NEXT, past=A), (A,), (B,), id="next after who passed it on"),
        pytest.param(page(Audience.NEXT, past=A), (A, B), (B, C), id="next after two"),
        pytest.param(page(Audience.ON_DUTY), (A,), (A, B, C), id="on duty"),
        pytest.param(page(Audience.ALL), (), (A, B, C, D), id="all"),
        pytest.param(page(Audience.ADMINISTRATORS), (), (A, B, C, D, ADMIN, CHIEF), id="administrators"),
    ],
)
def test_whom_a_page_reaches(asked: Page, paged: tuple[int, ...], people: tuple[int, ...]) -> None:
    assert whom(asked, STAFFED, paged) == Called(people)


@pytest.mark.parametrize("audience", [Audience.FIRST, Audience.NEXT, Audience.ON_DUTY, Audience.ALL])
def test_nobody_on_duty_wakes_all_and_warns_the_administrators(audience: Audience) -> None:
    assert whom(page(audience), NOBODY) == Called((A, B), warned=(ADMIN,))
    assert whom(page(audience, repeat=True), NOBODY) == Called((A, B))


def test_nobody_on_duty_and_the_administrators_are_paged_themselves() -> None:
    assert whom(page(Audience.ADMINISTRATORS), NOBODY) == Called((A, B, ADMIN))


def test_one_alone_on_duty_has_no_next_but_everybody() -> None:
    alone = Staffing((A,), (A, B), (ADMIN,))
    assert whom(page(Audience.ON_DUTY), alone) == Called((A, B))
    assert whom(page(Audience.NEXT), alone, paged=(A,)) == Called((A, B))
    assert whom(page(Audience.NEXT, past=A), alone, paged=(A,)) == Called((B,))


def test_without_other_coordinators_the_administrators_are_woken() -> None:
    assert whom(page(Audience.NEXT, past=A), Staffing((A,), (A,), (ADMIN,)), (A,)) == Called((ADMIN,))
    assert whom(page(Audience.NEXT, past=A), Staffing((A,), (A,), ()), (A,)) == Called((A,))
    assert whom(page(Audience.FIRST), Staffing((), (), (ADMIN,))) == Called((ADMIN,))
    assert whom(page(Audience.FIRST), Staffing((), (), ())) == Called(())


people = st.lists(st.integers(1, 6), max_size=5, unique=True).map(tuple)
staffings = st.builds(Staffing, people, people, st.lists(st.integers(6, 8), max_size=2, unique=True).map(tuple))
persons = st.none() | st.integers(1, 8)
pages = st.builds(Page, st.sampled_from(Audience), st.just(Why.RAISED), persons, persons, st.booleans())


@given(pages, staffings, st.frozensets(st.integers(1, 8)))
def test_a_page_always_reaches_somebody_and_nobody_twice(
    asked: Page, staffing: Staffing, paged: frozenset[int]
) -> None:
    called = whom(asked, staffing, paged)
    everyone = {*staffing.on_duty, *staffing.coordinators, *staffing.administrators}
    told = (*called.people, *called.warned)
    assert bool(called.people) == bool(everyone)
    assert len(set(told)) == len(told)
    assert set(told) <= everyone
    assert asked.person not in everyone or asked.person in called.people
    assert not called.warned or not staffing.on_duty


@given(staffings, st.frozensets(st.integers(1, 8)))
def test_a_wider_audience_wakes_at_least_as_many(staffing: Staffing, paged: frozenset[int]) -> None:
    first, on_all, administrators = (
        set(whom(page(audience), staffing, paged).people)
        for audience in (Audience.FIRST, Audience.ALL, Audience.ADMINISTRATORS)
    )
    if staffing.coordinators or staffing.on_duty:
        assert first <= on_all
    assert on_all <= administrators
