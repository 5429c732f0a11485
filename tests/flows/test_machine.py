from __future__ import annotations

import pytest
import transitions
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import plan as plans
from flows.days import day_of
from flows.machine import build
from flows.model import Kind
from flows.path import Walker, path, walk
from flows.plan import plan
from flows.session import Answer
from tests.flows import naive
from tests.flows.made_up import answers, flows
from tests.flows.small import NOW, TRIP, Talk, flow

TODAY = day_of(NOW)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_our_event_takes_the_way_that_the_library_takes(data: st.DataObject) -> None:
    of = data.draw(flows())
    given_ = data.draw(answers(of))
    ours, library = build(of), build(of, transitions.Machine)
    for name, step in of.steps.items():
        if step.kind is Kind.END:
            continue
        one, other = Walker(name), Walker(name)
        assert ours.events["next"].trigger(one, given_, TODAY)
        assert library.events["next"].trigger(other, given_, TODAY)
        assert one.state == other.state == naive.follower(of, name, given_, TODAY)


def test_nothing_follows_an_end() -> None:
    walker = Walker("receipt")
    assert not build(flow(TRIP)).events["next"].trigger(walker, {}, TODAY)
    assert walker.state == "receipt"


def test_a_machine_holds_no_session() -> None:
    assert build(flow(TRIP)).models == []


def test_a_plan_is_made_once_a_version() -> None:
    assert plan(flow(TRIP)) is plan(flow(TRIP))
    assert plan(flow(TRIP)) is not plan(flow(TRIP + "# changed"))


def test_only_so_many_versions_are_kept_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "_KEPT", 2)
    first = plan(flow(TRIP + "#1"))
    plan(flow(TRIP + "#2"))
    assert plan(flow(TRIP + "#1")) is first
    plan(flow(TRIP + "#3"))
    assert plan(flow(TRIP + "#1")) is first
    assert len(plans._plans) <= 2


def test_the_path_is_what_the_answers_lead_along() -> None:
    talk = Talk(flow(TRIP))
    talk.through(trip="far")
    assert path(talk.flow, talk.session) == tuple(talk.session.trail)
    known: dict[str, Answer] = {}
    assert walk(plan(talk.flow), talk.session.answers, "safe", known, TODAY) == "sum"
    assert list(known) == talk.session.trail
