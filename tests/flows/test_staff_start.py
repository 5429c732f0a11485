from datetime import UTC, datetime

import pytest

from flows import engine, reader
from flows.fault import ContentError
from flows.inputs import Back, Change, Chose
from flows.model import Flow

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
SOURCE = """
title = "Prøve"
audience = "youth"
start = "safe_now"
staff_start = "place"

[step.safe_now]
ask = "Er du trygg?"
choices = [{ id = "yes", text = "Ja" }, { id = "staff", text = "Jeg er ansatt", to = "place" }]
to = "summary"

[step.place]
ask = "Hvor er du ansatt?"
choices = [{ id = "school", text = "Skole" }, { id = "police", text = "Politi" }]

[step.role]
ask = "Hva er du?"
choices = [{ id = "teacher", text = "Lærer" }]

[step.summary]
kind = "summary"
ask = "Stemmer det?"
choices = [{ id = "confirm", text = "Ja", to = "end" }]

[step.end]
kind = "end"
files = true
ask = "Takk"
"""


@pytest.fixture(scope="module")
def flow() -> Flow:
    return reader.read(SOURCE, "try")


def test_staff_begin_where_they_are_asked_about_their_own_work(flow: Flow) -> None:
    assert engine.begin(flow, NOW, staff=True).session.state == "place"
    assert engine.begin(flow, NOW).session.state == "safe_now"


def test_staff_may_change_an_answer_and_come_back_to_the_summary(flow: Flow) -> None:
    session = engine.begin(flow, NOW, staff=True).session
    for choice in ("school", "teacher"):
        session = engine.advance(flow, session, Chose(choice, session.turn), NOW).session
    assert session.state == "summary"
    session = engine.advance(flow, session, Change("role", session.turn), NOW).session
    assert session.state == "role"
    assert engine.advance(flow, session, Back(session.turn), NOW).session.state == "summary"
    session = engine.advance(flow, session, Chose("teacher", session.turn), NOW).session
    assert session.state == "summary"
    assert engine.path(flow, session) == ("place", "role")


def test_the_first_step_of_staff_may_be_changed_too(flow: Flow) -> None:
    session = engine.begin(flow, NOW, staff=True).session
    for choice in ("school", "teacher"):
        session = engine.advance(flow, session, Chose(choice, session.turn), NOW).session
    session = engine.advance(flow, session, Change("place", session.turn), NOW).session
    assert engine.advance(flow, session, Back(session.turn), NOW).session.state == "summary"


def test_a_start_for_staff_that_is_no_step_is_told_with_its_line() -> None:
    with pytest.raises(ContentError, match=r"try\.toml:5.*'staff_start' is 'plaice', which is no step.*'place'"):
        reader.read(SOURCE.replace('staff_start = "place"', 'staff_start = "plaice"'), "try")
