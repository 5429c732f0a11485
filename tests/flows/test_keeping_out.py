from __future__ import annotations

import pytest

from flows import reader
from flows.effects import Block, FileCase
from flows.fault import ContentError
from flows.session import FreeText
from tests.flows.declaring import FLOW
from tests.flows.small import TRIP, Talk, flow, only

OUT = '[step.out]\nkind = "text"\nsets = "blocked"\nask = "Hvem ikke?"\n'
KEPT = TRIP.replace("[step.read]", f"{OUT}[step.read]")
FIRST = TRIP.replace("[step.tongue]", f"{OUT}[step.tongue]")


def test_those_who_must_not_know_are_kept_out_when_the_case_is_filed() -> None:
    talk = Talk(flow(KEPT))
    talk.tap("yes", "nb", "no")
    talk.tick("hit")
    talk.done()
    assert only(talk.say("Onkel Reza"), Block) == []
    talk.done()
    talk.say("14:30")
    talk.say("eple")
    assert only(talk.tap("send"), Block) == [Block(FreeText("Onkel Reza"))]


@pytest.mark.parametrize("skip", [True, False])
def test_nobody_named_keeps_nobody_out(skip: bool) -> None:  # noqa: FBT001 - a test's case
    talk = Talk(flow(KEPT if skip else TRIP))
    talk.tap("yes", "nb", "no")
    talk.tick("hit")
    talk.done()
    if skip:
        talk.skip()
    talk.done()
    talk.say("14:30")
    talk.say("eple")
    assert only(talk.tap("send"), Block) == []


def test_danger_keeps_them_out_before_the_talk_is_over_and_again_with_the_rest() -> None:
    talk = Talk(flow(FIRST))
    talk.tap("no")
    turn = talk.say("Onkel Reza")
    assert [filed.final for filed in only(turn, FileCase) if isinstance(filed, FileCase)] == [False]
    assert only(turn, Block) == [Block(FreeText("Onkel Reza"))]
    talk.tap("nb", "yes")
    talk.say("eple")
    assert only(talk.tap("send"), Block) == [Block(FreeText("Onkel Reza"))]


def test_the_names_cannot_be_printed_by_accident() -> None:
    assert "Reza" not in repr(Block(FreeText("Onkel Reza")))


def test_only_words_can_name_somebody() -> None:
    spoilt = TRIP.replace('kind = "time"\nask', 'kind = "time"\nsets = "blocked"\nask')
    with pytest.raises(ContentError) as told:
        reader.read(spoilt, "trip")
    assert "sets = \"blocked\" needs a step of kind 'text'; this is 'time'." in str(told.value)


def test_the_declaration_keeps_out_whom_a_young_person_or_staff_names() -> None:
    assert [step.id for step in FLOW.steps.values() if step.sets == "blocked"] == ["keep_from", "staff_keep_from"]
