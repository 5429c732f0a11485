from __future__ import annotations

from dataclasses import replace

import pytest

from flows.effects import FileCase
from flows.model import Choice, Condition, Flow, Kind, Level, Part, Route, Row, Step
from flows.procedures.edits import Edit, Safety, carried_session, classify
from tests.flows.small import TRIP, Talk, flow, only

OLD = flow(TRIP)
SAFE_YES = Condition(((Row("safe", frozenset({"yes"})),),))
MORE = Step("more", Kind.TEXT, "Noe mer?", 1, routes=(Route("read"),), skip="Hopp over")


def edit(text: str) -> tuple[Flow, Edit]:
    new = flow(text)
    return new, classify(OLD, new)


def step(name: str, **more: object) -> Flow:
    return replace(OLD, version="v2", steps={**OLD.steps, name: replace(OLD.steps[name], **more)})  # type: ignore[arg-type]


def between(new: Step) -> Flow:
    """`new` between `fear` and `read`."""
    fear = replace(OLD.steps["fear"], routes=(Route(new.id),))
    return replace(OLD, version="with more on the way", steps={**OLD.steps, "fear": fear, new.id: new})


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('ask = "Er du trygg?"', 'ask = "Er du trygg nå?"'),
        ('text = "Langt"', 'text = "Langt bort"'),
        ('title = "Reisen"', 'title = "Turen"'),
        ('because = "Snart"', 'because = "Om kort tid"'),
        ('tell = "Ring {number:police}"', 'tell = "Ring straks {number:police}"'),
        ("plus_hours = 24", "plus_hours = 48"),
        ('languages = ["nb", "en"]', 'languages = ["nb", "en", "nn"]'),
        ('[step.read]\nkind = "tell"', '[step.more]\nask = "Noe mer?"\nkind = "text"\n[step.read]\nkind = "tell"'),
        ('kind = "days"\nwhen = { trip = ["far"] }', 'kind = "days"\nhelp = "Omtrent"\nwhen = { trip = ["far"] }'),
    ],
)
def test_texts_hours_and_steps_added_on_the_way_are_safe(was: str, now: str) -> None:
    assert was in TRIP
    new, found = edit(TRIP.replace(was, now, 1))
    assert found == Edit(Safety.SAFE, OLD.version, new.version, (), {})


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (replace(OLD, name="other"), "it is another flow, or for somebody else"),
        (replace(OLD, audience="staff"), "it is another flow, or for somebody else"),
        (replace(OLD, languages=("nb",)), "the language 'en' is gone"),
        (replace(OLD, start="trip"), "it begins elsewhere"),
        (replace(OLD, staff_start="trip"), "it begins elsewhere"),
        (replace(OLD, rules=OLD.rules[1:]), "what sets the level"),
        (replace(OLD, alarm=None), "what sets the level"),
        (replace(OLD, facts={}), "what sets the level"),
        (replace(OLD, checks=()), "what sets the level"),
        (step("fear", kind=Kind.CHOICE), "'fear': its kind changed"),
        (step("fear", choices=OLD.steps["fear"].choices[1:]), "'fear': its choices changed"),
        (step("trip", choices=(Choice("yes", "Ja", "fear"), *OLD.steps["trip"].choices[1:])), "its choices changed"),
        (step("fear", when=SAFE_YES), "'fear': when it is shown changed"),
        (step("fear", routes=(Route("word"),)), "'fear': where it leads changed"),
        (step("hour", skip="Hopp over"), "'hour': whether it can be passed over changed"),
        (step("leaving", part=Part.IDENTITY), "'leaving': where its answer is kept changed"),
        (step("word", sets=None), "'word': what its answer sets changed"),
        (step("receipt", files=False), "'receipt': whether it files the case changed"),
        (replace(OLD, steps={name: one for name, one in OLD.steps.items() if name != "days"}), "'days' is gone"),
        (between(replace(MORE, routes=(Route("word", SAFE_YES), Route("read")))), "'fear': where it leads changed"),
        (between(replace(MORE, routes=(Route("hour", SAFE_YES),))), "'fear': where it leads changed"),
        (between(replace(MORE, routes=(Route("more"),))), "'fear': where it leads changed"),
        (between(replace(MORE, kind=Kind.SUMMARY)), "'fear': where it leads changed"),
        (between(replace(MORE, kind=Kind.CHOICE, choices=(Choice("a", "A", "word"),))), "'fear': where it leads"),
    ],
)
def test_anything_else_is_pinned_and_says_why(new: Flow, why: str) -> None:
    found = classify(OLD, replace(new, version="v2"))
    assert found.safety is Safety.PINNED
    assert any(why in one for one in found.why), found.why
    talk = Talk(OLD).session
    assert carried_session(talk, OLD, new, found) is talk


def test_something_told_that_was_filed_is_filed_still() -> None:
    told = replace(OLD.steps["read"], choices=(Choice("ok", "Ja"),), label="Lest")
    old = step("read", choices=told.choices, label="Lest")
    assert classify(old, step("read", choices=told.choices, label="Sett")).safety is Safety.SAFE
    assert any("whether its answer is filed" in why for why in classify(old, step("read", choices=told.choices)).why)


def test_a_step_may_be_added_before_the_first() -> None:
    hello = Step("hello", Kind.TELL, "Hei.", 1, routes=(Route("safe"),))
    new = replace(OLD, version="v2", start="hello", steps={"hello": hello, **OLD.steps})
    assert classify(OLD, new).safety is Safety.SAFE


def test_a_level_that_an_alarm_waits_for_is_no_text() -> None:
    assert OLD.alarm is not None
    assert classify(OLD, replace(OLD, alarm=replace(OLD.alarm, level=Level.ORANGE))).safety is Safety.PINNED


def test_a_renamed_step_is_known_by_its_question_and_the_talk_goes_on_in_it() -> None:
    new, found = edit(TRIP.replace("step.leaving", "step.departure").replace('"leaving"', '"departure"').replace(
        "{ leaving", "{ departure"))  # fmt: skip
    assert (found.safety, found.mapping) == (Safety.MAPPED, {"leaving": "departure"})
    talk = Talk(OLD)
    talk.through()
    talk.change("leaving")
    after = carried_session(talk.session, OLD, new, found)
    assert (after.state, after.returning, after.version) == ("departure", "sum", new.version)
    assert after.answers["departure"] == talk.session.answers["leaving"]
    going = Talk(new)
    going.turn = replace(going.turn, session=after)
    assert going.say("om en måned").session.state == "sum"
    (filed,) = only(going.tap("send"), FileCase)
    assert isinstance(filed, FileCase)
    assert "departure" in [line.step for line in filed.parts[Part.ANSWERS]]


def test_two_steps_that_ask_the_same_cannot_be_told_apart() -> None:
    same = {name: replace(OLD.steps["read"], id=name, routes=(Route("hour"),)) for name in ("one", "two")}
    without = {name: one for name, one in OLD.steps.items() if name != "read"}
    fear = replace(OLD.steps["fear"], routes=(Route("one"),))
    new = replace(OLD, version="v2", steps={**without, "fear": fear, **same})
    assert "the step 'read' is gone." in classify(OLD, new).why


def test_a_step_added_on_the_way_is_asked_when_the_talk_comes_by() -> None:
    new = between(MORE)
    found = classify(OLD, new)
    talk = Talk(OLD)
    talk.tap("yes", "nb", "no")
    going = Talk(new)
    going.turn = replace(going.turn, session=carried_session(talk.session, OLD, new, found))
    going.tick("hit")
    assert going.done().session.state == "more"


@pytest.mark.parametrize("more", [{"ended": True}, {"version": "v0"}])
def test_what_is_over_or_of_another_version_stays_where_it_is(more: dict[str, str]) -> None:
    new = between(MORE)
    talk = replace(Talk(OLD).session, **more)  # type: ignore[arg-type]
    assert carried_session(talk, OLD, new, classify(OLD, new)) is talk
