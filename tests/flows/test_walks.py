from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import engine, notices
from flows.days import OSLO, day_of
from flows.effects import Ask, FileCase, Finish, RaiseAlert, Turn, Warn
from flows.inputs import Chose, Done, Input, Said, Show, Ticked
from flows.model import Flow, Kind
from flows.session import FreeText, Session
from tests.flows import naive
from tests.flows.made_up import WORDS, flows, inputs
from tests.flows.small import NOW, Talk, notice

TODAY = day_of(NOW)
some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def walked(of: Flow, data: st.DataObject, most: int = 25) -> tuple[Talk, list[Input], list[Turn]]:
    """A random walk; every step is checked against what the model says, worked out the slow way."""
    talk = Talk(of)
    given_: list[Input] = []
    turns: list[Turn] = []
    reasons: set[str] = set()
    for _ in range(data.draw(st.integers(1, most))):
        one = data.draw(inputs(talk.session.turn))
        before = talk.session
        turn = talk.give(one)
        given_.append(one)
        turns.append(turn)
        answered = turn.session.answers != before.answers or len(turn.session.trail) > len(before.trail)
        if answered:
            reasons |= naive.reasons(of, naive.replay(of, turn.session.answers, TODAY)[0], TODAY)
        check(of, turn, before, reasons)
    return talk, given_, turns


def check(of: Flow, turn: Turn, before: Session, reasons: set[str]) -> None:
    session = turn.session
    known, end = naive.replay(of, session.answers, TODAY)
    assert [*known, end][: len(session.trail) + 1] == [*session.trail, session.state]
    assert engine.path(of, session) == tuple(known)
    assert reasons <= set(session.reasons)
    assert session.level is before.level or (before.level is None or (session.level or 0) > before.level)
    assert session.turn - before.turn in {0, 1}
    if turn.stale or notice(turn) in _REFUSALS:
        assert session == before
    assert session.ended == (of.steps[session.state].kind is Kind.END)
    kinds = [type(effect) for effect in turn.effects]
    assert kinds.count(Ask) == 1
    assert kinds.count(Finish) == (session.ended and not before.ended)
    assert kinds.count(Warn) == (session.alarmed and not before.alarmed)
    assert (RaiseAlert in kinds) <= (FileCase in kinds)
    boxes = [choice.id for choice in of.steps[session.state].choices]
    assert list(session.ticked) == [box for box in boxes if box in session.ticked]


_REFUSALS = {text for name, text in vars(notices).items() if name.isupper() and isinstance(text, str)} - {
    notices.SHORTENED
}


@some
@given(flows(), st.data())
def test_a_walk_is_what_the_model_says_step_by_step(of: Flow, data: st.DataObject) -> None:
    walked(of, data)


@some
@given(flows(), st.data())
def test_a_walk_that_is_written_down_and_read_back_is_the_same_as_a_replay(of: Flow, data: st.DataObject) -> None:
    _, inputs_, turns = walked(of, data)
    turn = engine.begin(of, NOW)
    for one, expected in zip(inputs_, turns, strict=True):
        turn = engine.advance(of, turn.session, one, NOW)
        assert turn == expected


@some
@given(flows(), st.data())
def test_reasons_are_exactly_those_that_held_at_some_answer(of: Flow, data: st.DataObject) -> None:
    talk = Talk(of)
    held: set[str] = set()
    for _ in range(20):
        before = talk.session
        turn = talk.give(data.draw(inputs(before.turn)))
        if turn.session.turn > before.turn:
            held |= naive.reasons(of, naive.replay(of, turn.session.answers, TODAY)[0], TODAY)
    assert set(talk.session.reasons) <= held


@some
@given(flows(), st.data(), st.integers(0, 400))
def test_nobody_is_stuck_whatever_happened_and_however_long_ago(of: Flow, data: st.DataObject, days: int) -> None:
    talk, _, _ = walked(of, data)
    talk.now = NOW + timedelta(days=days)
    for _ in range(60):
        if talk.session.ended:
            break
        turn = talk.session.turn
        talk.give(an_answer(of, talk.session, data))
        assert talk.session.turn == turn + 1
    assert talk.give(Show()).session.state == talk.session.state


def an_answer(of: Flow, session: Session, data: st.DataObject) -> Input:
    """Something that answers the session's step."""
    step = of.steps[session.state]
    if step.kind is Kind.CHOICES:
        return Done(session.turn) if session.ticked else Ticked("a", session.turn)
    if step.choices:
        return Chose(data.draw(st.sampled_from([choice.id for choice in step.choices])), session.turn)
    if step.kind is Kind.TELL:
        return Done(session.turn)
    said = {Kind.TIME: "14:30", Kind.DAYS: "10", Kind.DATE: "i morgen"}.get(step.kind)
    return Said(FreeText(said or data.draw(st.sampled_from([word for word in WORDS if word]))))


@some
@given(flows(), st.data())
def test_days_that_pass_between_answers_lose_none_and_stop_nobody(of: Flow, data: st.DataObject) -> None:
    talk = Talk(of)
    for _ in range(25):
        talk.now += timedelta(days=data.draw(st.integers(0, 5)))
        before = talk.session
        turn = talk.give(data.draw(inputs(before.turn)))
        assert set(before.answers) - {"sum"} <= set(turn.session.answers)
        assert set(turn.session.trail) <= set(turn.session.answers)
        assert engine.path(of, turn.session, OSLO)[: len(turn.session.trail)] == tuple(turn.session.trail)
