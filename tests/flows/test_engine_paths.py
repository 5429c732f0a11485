from __future__ import annotations

import pytest

from flows import engine
from tests.flows.small import NOW, TRIP, Talk, flow


@pytest.fixture
def talk() -> Talk:
    return Talk(flow(TRIP))


def test_going_back_keeps_the_answers(talk: Talk) -> None:
    talk.tap("yes", "nb", "yes")
    talk.say("i morgen")
    turn = talk.back()
    assert (turn.session.state, turn.session.trail) == ("leaving", ["safe", "tongue", "trip"])
    assert turn.session.answers["leaving"].coded == ("2026-11-23",)
    talk.back()
    assert talk.tap("no").session.state == "fear"
    assert "leaving" in talk.session.answers
    assert engine.path(talk.flow, talk.session) == ("safe", "tongue", "trip")
    talk.back()
    talk.tap("yes")
    assert engine.path(talk.flow, talk.session) == ("safe", "tongue", "trip", "leaving")


def test_going_back_to_boxes_shows_them_ticked(talk: Talk) -> None:
    talk.tap("yes", "nb", "no")
    talk.tick("hit")
    talk.done()
    assert talk.back().session.ticked == ("hit",)
    talk.back()
    assert talk.session.ticked == ()
    assert talk.tap("no").session.ticked == ("hit",)


def test_staff_begin_at_their_own_start_and_change_answers_from_there() -> None:
    trip = flow(TRIP.replace('start = "safe"', 'start = "safe"\nstaff_start = "trip"'))
    talk = Talk(trip)
    talk.turn = engine.begin(trip, NOW, staff=True)
    assert (talk.session.state, talk.session.trail) == ("trip", [])
    assert engine.begin(flow(TRIP), NOW, staff=True).session.state == "safe"
    talk.tap("no")
    talk.tick("hit")
    talk.done()
    talk.done()
    talk.say("14:30")
    talk.say("eple")
    talk.change("trip")
    assert talk.back().session.state == "sum"
    talk.change("trip")
    assert talk.tap("yes").session.state == "leaving"
    session = talk.say("i morgen").session
    assert (session.state, session.trail) == ("sum", ["trip", "leaving", "fear", "read", "hour", "word"])


ASIDE = """
[step.a]
ask = "?"
choices = [{ id = "x", text = "X" }, { id = "y", text = "Y", to = "c" }]
[step.b]
ask = "?"
choices = [{ id = "x", text = "X" }]
[step.c]
ask = "?"
choices = [{ id = "x", text = "X" }]
[step.d]
kind = "tell"
ask = "!"
when = { b = ["x"] }
[step.e]
kind = "end"
ask = "!"
[[level]]
name = "red"
because = "Begge"
when = { b = ["x"], c = ["x"] }
"""


def test_an_answer_beside_the_path_neither_leads_nor_weighs() -> None:
    talk = Talk(flow(ASIDE))
    talk.tap("x", "x")
    talk.back()
    talk.back()
    talk.tap("y")
    session = talk.tap("x").session
    assert "b" in session.answers
    assert (session.state, session.level) == ("e", None)


def test_an_answer_that_the_path_comes_to_again_leads_and_weighs() -> None:
    talk = Talk(flow(ASIDE))
    talk.tap("x", "x")
    talk.back()
    talk.back()
    talk.tap("y")
    talk.back()
    talk.tap("x", "x")
    session = talk.tap("x").session
    assert (session.state, session.reasons) == ("d", ("Begge",))
