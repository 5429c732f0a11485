from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import reader
from flows.days import day_of
from flows.model import Flow
from flows.proofs.journeys import Journeys
from flows.prover import prove
from tests.flows import naive
from tests.flows.made_up import flows, inputs
from tests.flows.small import NOW, TRIP, Talk, flow

TODAY = date(2026, 11, 22)
PROVABLE = TRIP.replace("skip = false", "")


def proven(text: str | Flow, *, today: date = TODAY) -> list[str]:
    made = flow(text) if isinstance(text, str) else text
    return [str(fault) for fault in prove(made, {}, today, {"police"})]


def test_the_small_flow_has_one_fault_and_it_is_told_with_its_line() -> None:
    line = TRIP[: TRIP.index("skip = false")].count("\n") + 1
    assert proven(TRIP) == [f"small.toml:{line}: step 'hour': nobody is made to write: take skip = false away."]
    assert proven(PROVABLE) == []
    assert proven(TRIP.replace('audience = "youth"', 'audience = "staff"')) == []


def test_every_packaged_flow_is_proven_as_far_as_it_needs_no_surroundings() -> None:
    for packaged in reader.packaged().values():
        keys = {name.removeprefix("number:") for name in _numbers(packaged.source)}
        assert prove(packaged, {}, packaged.checked or TODAY, keys) == []


def _numbers(source: str) -> set[str]:
    return {part.partition("}")[0] for part in source.split("{")[1:] if part.startswith("number:")}


@pytest.mark.parametrize(
    ("was", "now", "at", "says"),
    [
        ('{ trip = ["far"] }', '{ trip = ["far"], safe = ["no"] }', "", "'when' is never true for those"),
        ('{ trip = ["far"] }', "{ word = true }", "", "'when' is never true for those"),
        ('when = { safe = ["no"] }, to', 'when = { word = ["skipped"] }, to', "", "the condition of the way to 'wor"),
        ('text = "Nei", to = "fear"', 'text = "Nei", to = "trip"', "", "the choice 'no' only shows this step again."),
        ('text = "Langt"', 'text = "Ja"', "[step.trip]", "in 'nb', two buttons read «Ja»."),
        ('"Ring {number:police}"', '"Ring {number:polic}"', "", "{number:polic} is no telephone number"),
        ('short = "Fare: {number:police}"', 'short = "**Fare"', "", "** is opened but not closed in «**Fare»."),
        ('title = "Reisen"', 'title = "`Reisen"', "", "` is opened but not closed in «`Reisen»."),
        ('title = "Reisen"', 'title = "{reference}"', "", "{reference} is not filled in here"),
        ('because = "Redd"', 'because = "{reference}"', '[[level]]\nname = "yellow"', "{reference} is not filled"),
        (
            'when = { fear = ["locked", "hit"] }',
            'when = { days = "<0" }',
            '[[level]]\nname = "yellow"',
            'the level rule "Redd" is never true on any way',
        ),
        ("{answer:word}", "{answer:wrd}", "", "{answer:wrd} is the answer to no step. Did you mean 'word'?"),
        ('owner = "Koordinator"', 'owner = "K"\nreview_by = 2026-11-21', "review_by", "the content was to be"),
        ('at = "red"', 'at = "red"', "", ""),
    ],
)  # fmt: skip
def test_faults_are_told_at_their_line(was: str, now: str, at: str, says: str) -> None:
    assert was in PROVABLE
    text = PROVABLE.replace(was, now, 1)
    line = text[: text.index(at or now)].count("\n") + 1
    found = proven(text)
    if says:
        assert [each for each in found if each.startswith(f"small.toml:{line}: ") and says in each], found
    else:
        assert found == []


def test_a_step_whose_id_is_too_long_to_be_changed_by_a_button() -> None:
    name = "hour" * 14
    says = f"step '{name}': the step's id is too long for a button. Make it at most 55 letters."
    assert [fault.partition(": ")[2] for fault in proven(PROVABLE.replace("[step.hour]", f"[step.{name}]"))] == [says]


def test_the_date_of_review_counts_to_its_last_day() -> None:
    text = PROVABLE.replace('owner = "Koordinator"', 'owner = "Koordinator"\nreview_by = 2027-05-22')
    assert proven(text, today=date(2027, 5, 22)) == []
    assert proven(text, today=date(2027, 5, 23)) == [
        "small.toml:5: the content was to be checked again by 2027-05-22. Koordinator answers for it."
    ]


def test_only_offered_languages_are_asked_for() -> None:
    made = flow(PROVABLE)
    assert prove(made, {"nn": lambda _: None}, TODAY, {"police"}) == []
    missing = prove(made, {"en": lambda _: None}, TODAY, {"police"})
    assert {fault.text.partition("»")[2] for fault in missing} == {" is not translated to 'en'."}
    assert not [fault for fault in missing if "Snart" in fault.text], "Reasons are for staff, who read Norwegian."


LOOP = """
[step.a]
ask = "?"
choices = [{ id = "x", text = "X", to = "b" }, { id = "y", text = "Y", to = "d" }]
skip = false
[step.b]
kind = "tell"
ask = "!"
[step.c]
kind = "tell"
ask = "!"
to = "b"
[step.d]
kind = "end"
ask = "!"
[step.e]
kind = "tell"
ask = "!"
to = "f"
[step.f]
kind = "tell"
ask = "!"
to = "e"
[step.g]
kind = "tell"
ask = "!"
to = "d"
"""


def test_circles_and_islands_are_told_once_each() -> None:
    assert [fault.partition(": step ")[2] for fault in proven(LOOP)] == [
        "'a': the choice 'x' has no way on that leads to an end.",
        "'b': nobody gets from this step to an end. Give it a way on that leads to one.",
        "'c': nobody gets from this step to an end. Give it a way on that leads to one.",
        "'e': nobody comes to this step. Lead to it, or take it away.",
        "'g': nobody comes to this step. Lead to it, or take it away.",
    ]


def test_staff_come_to_their_own_start() -> None:
    island = LOOP.replace('id = "x", text = "X", to = "b"', 'id = "x", text = "X", to = "d"')
    head = "title = 'x'\naudience = 'youth'\nstart = 'a'\nstaff_start = 'g'\n"
    assert not [fault for fault in proven(head + island) if "'g'" in fault]
    assert [fault for fault in proven(head.replace("staff_start = 'g'\n", "") + island) if "'g': nobody comes" in fault]


OUT = """
[step.a]
ask = "?"
choices = [{ id = "x", text = "X" }, { id = "y", text = "Y", to = "TO" }]
skip = false
[step.b]
kind = "text"
ask = "?"
[step.c]
kind = "tell"
ask = "!"
to = "d"
[step.d]
kind = "tell"
ask = "!"
to = [{ when = { a = ["y"], b = false }, to = "e" }, { to = "c" }]
[step.e]
kind = "end"
ask = "!"
"""


@pytest.mark.parametrize(("to", "stuck"), [("e", False), ("c", False), ("b", True)])
def test_a_question_without_skip_needs_a_choice_that_ends_the_talk(to: str, *, stuck: bool) -> None:
    text = OUT.replace("TO", to)
    assert any("nobody gets past this" in fault for fault in proven(text)) == stuck


def test_a_question_of_several_answers_needs_a_skip() -> None:
    text = OUT.replace("TO", "e").replace("skip = false", "skip = false\nmultiple = true")
    assert any("nobody gets past this" in fault for fault in proven(text))


MANY = "[step.a]\nask = '?'\nmultiple = true\nchoices = [{}]\n".format(
    ", ".join(f"{{ id = 'c{n}', text = '{n}' }}" for n in range(15))
) + "\n".join(
    f"[step.s{n}]\nkind = 'tell'\nask = '!'\nwhen = {{ a = ['c{n}'], not = {{ a = ['c{(n + 1) % 15}'] }} }}"
    for n in range(15)
)


def test_more_boxes_than_are_told_apart_give_no_false_alarm() -> None:
    assert proven(MANY + "\n[step.e]\nkind = 'end'\nask = '!'") == []


def test_more_worlds_than_are_told_apart_give_no_false_alarm() -> None:
    choices = ", ".join(f"{{ id = 'c{n}', text = '{n}' }}" for n in range(9))
    asked = "".join(f"[step.q{n}]\nask = '?'\nchoices = [{choices}]\n" for n in range(4))
    either = ", ".join(f"{{ q{a} = ['c{n}'], q{b} = ['c{n}'] }}" for n in range(9) for a in range(4) for b in range(a))
    told = f"[step.t]\nkind = 'tell'\nask = '!'\nwhen = {{ not = [{either}] }}\n"
    assert (
        proven(
            asked + told + f"[step.u]\nkind = 'tell'\nask = '!'\nwhen = [{either}]\n[step.e]\nkind = 'end'\nask = '!'"
        )
        == []
    )


def test_boxes_that_stand_alone_are_never_ticked_with_others() -> None:
    text = """
    [step.a]
    ask = "?"
    multiple = true
    choices = [{ id = "x", text = "X" }, { id = "none", text = "Ingen", alone = true }]
    [step.b]
    kind = "tell"
    ask = "!"
    when = { a = ["x"], not = { not = { a = ["none"] } } }
    [step.e]
    kind = "end"
    ask = "!"
    """
    assert any("'when' is never true: no answers make it so" in fault for fault in proven(text))
    assert proven(text.replace(", alone = true", "")) == []
    only = text.replace('{ id = "x", text = "X" }, ', "").replace(
        'a = ["x"], not = { not = { a = ["none"] } }', "a = true"
    )
    assert proven(only) == []


@settings(max_examples=60, deadline=None)
@given(flows(), st.data())
def test_what_happens_in_a_walk_is_never_said_to_be_impossible(of: Flow, data: st.DataObject) -> None:
    journeys = Journeys(of)
    says = {(fault.step, fault.text) for fault in prove(of, {}, TODAY, set())}
    talk = Talk(of)
    held: set[str] = set()
    for _ in range(25):
        talk.give(data.draw(inputs(talk.session.turn)))
        assert talk.session.state in journeys.come
        assert not [text for step, text in says if step == talk.session.state and "nobody comes" in text]
        if talk.session.answers:  # Rules are weighed after answers, not before the first.
            held |= naive.reasons(of, naive.replay(of, talk.session.answers, day_of(NOW))[0], day_of(NOW))
    unique = {rule.because for rule in of.rules if [other.because for other in of.rules].count(rule.because) == 1}
    for reason in held & unique:
        assert not [text for _, text in says if f'"{reason}"' in text and "never true on any way" in text]
