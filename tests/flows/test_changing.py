from __future__ import annotations

import pytest

from flows import engine, notices
from flows.effects import FileCase
from flows.model import Part
from tests.flows.small import TRIP, Talk, flow, notice, only

ROUND = """
[step.ask]
ask = "Vil du vite mer?"
choices = [{ id = "more", text = "Ja", to = "told" }, { id = "on", text = "Nei", to = "name" }]
[step.told]
kind = "tell"
ask = "Slik er det."
to = "ask"
[step.name]
kind = "text"
ask = "Navn?"
[step.sum]
kind = "summary"
ask = "Stemmer det?"
choices = [{ id = "send", text = "Send" }]
[step.after]
kind = "tell"
ask = "Nesten ferdig."
[step.bye]
kind = "end"
ask = "Ha det."
"""


@pytest.fixture
def talk() -> Talk:
    there = Talk(flow(TRIP))
    there.through()
    assert there.session.state == "sum"
    return there


def test_one_answer_is_changed_and_the_summary_is_shown_again(talk: Talk) -> None:
    turn = talk.change("trip")
    assert (turn.session.state, turn.session.returning, turn.session.trail) == ("trip", "sum", ["safe", "tongue"])
    turn = talk.tap("yes")
    assert (turn.session.state, turn.session.returning) == ("sum", None)
    assert turn.session.trail == list(engine.path(talk.flow, turn.session))


def test_a_change_that_asks_something_new_asks_it_first(talk: Talk) -> None:
    talk.change("trip")
    assert talk.tap("far").session.state == "days"
    assert talk.session.returning == "sum"
    turn = talk.say("10")
    assert (turn.session.state, turn.session.returning) == ("sum", None)
    assert "days" in turn.session.trail


def test_a_change_that_makes_answers_idle_leaves_them_out_of_the_case(talk: Talk) -> None:
    talk.change("trip")
    talk.tap("no")
    assert "leaving" in talk.session.answers
    assert "leaving" not in talk.session.trail
    filed = only(talk.tap("send"), FileCase)[0]
    assert isinstance(filed, FileCase)
    assert [line.step for line in filed.parts[Part.ANSWERS]] == ["safe", "tongue", "trip", "fear", "hour"]


def test_back_from_a_change_returns_to_the_summary(talk: Talk) -> None:
    before = talk.session
    talk.change("trip")
    session = talk.back().session
    assert (session.state, session.trail, session.returning) == ("sum", before.trail, None)
    assert session.answers == before.answers


def test_back_from_a_new_question_goes_to_what_raised_it(talk: Talk) -> None:
    talk.change("trip")
    talk.tap("far")
    talk.back()
    assert (talk.session.state, talk.session.returning) == ("leaving", "sum")
    talk.back()
    assert talk.session.state == "trip"
    assert talk.tap("yes").session.state == "sum"


def test_back_to_the_very_first_question_while_something_is_missing(talk: Talk) -> None:
    talk.change("trip")
    talk.tap("far")
    for _ in range(4):
        talk.back()
    assert talk.session.state == "safe"
    assert notice(talk.back()) == notices.FIRST
    assert talk.tap("yes").session.state == "days"


def test_boxes_to_change_are_shown_ticked(talk: Talk) -> None:
    assert talk.change("fear").session.ticked == ("hit",)
    talk.tick("locked")
    assert talk.done().session.state == "sum"


@pytest.mark.parametrize("wanted", ["days", "read", "sum", "receipt", "nothing"])
def test_only_answers_on_the_way_can_be_changed(talk: Talk, wanted: str) -> None:
    before = talk.session
    turn = talk.change(wanted)
    assert notice(turn) == notices.NOT_HERE
    assert turn.session == before


def test_the_button_that_changes_shows_the_summary_again(talk: Talk) -> None:
    turn = talk.tap("change")
    assert (turn.session.state, turn.session.trail[-1]) == ("sum", "word")
    assert talk.change("trip").session.answers.get("sum") is None
    talk.tap("yes")
    assert talk.tap("send").session.ended


def test_a_confirmation_is_asked_for_again_after_a_change() -> None:
    talk = Talk(flow(ROUND))
    talk.tap("on")
    talk.say("Nora")
    assert talk.tap("send").session.state == "after"
    assert talk.back().session.state == "sum"
    talk.change("name")
    assert talk.say("Nora Lie").session.state == "sum"
    assert talk.tap("send").session.state == "after"
    assert talk.done().session.ended


def test_a_way_that_comes_round_again_is_walked_once() -> None:
    talk = Talk(flow(ROUND))
    assert talk.tap("more").session.trail == ["ask"]
    session = talk.done().session
    assert (session.state, session.trail) == ("ask", [])
    assert engine.path(talk.flow, session) == ("ask", "told")
    assert talk.tap("more").session.trail == ["ask"]
    talk.done()
    talk.tap("on")
    assert engine.path(talk.flow, talk.session) == ("ask",)


def test_a_change_that_leads_round_in_a_circle_is_walked_step_by_step() -> None:
    talk = Talk(flow(ROUND))
    talk.tap("more")
    talk.done()
    talk.tap("on")
    talk.say("Nora")
    talk.change("ask")
    assert talk.tap("more").session.state == "told"
    assert talk.done().session.state == "ask"
    session = talk.tap("on").session
    assert (session.state, session.returning) == ("sum", None)
