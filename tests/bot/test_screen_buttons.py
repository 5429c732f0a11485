"""The buttons of a screen: what they do, where they stand, and how they are named in words."""

from dataclasses import replace

import pytest

from bot import screen
from bot.buttons import Press, read
from flows import inputs
from flows.effects import Turn
from tests.bot.drawn import NB, SETTING, SMALL, answered, at, labels, long_flow


def test_short_answers_stand_side_by_side_and_long_ones_alone() -> None:
    assert labels(screen.draw(SMALL, Turn(at(SMALL, "safe"), ()), NB, SETTING)) == [
        ["Ja", "Nei"],
        ["Vil ikke si"],
        [screen.HIDE],
    ]
    fear = labels(screen.draw(SMALL, Turn(at(SMALL, "fear", ticked=("violence",), trail=["safe"]), ()), NB, SETTING))
    assert fear == [["☐ Reisen", "☑ Vold"], ["☐ Ingenting"], ["Ferdig"], ["‹ Tilbake", "Hopp over"], [screen.HIDE]]


def test_what_is_only_read_has_a_button_to_go_on() -> None:
    told = replace(SMALL.steps["rules"], choices=())
    flow = replace(SMALL, steps={**SMALL.steps, "rules": told})
    drawn = screen.draw(flow, Turn(at(flow, "rules"), ()), NB, SETTING)
    assert labels(drawn) == [["Videre"], [screen.HIDE]]
    assert read(drawn.rows[0][0].carries) == inputs.Done(1)


def test_the_end_leads_nowhere_but_out() -> None:
    assert labels(screen.draw(SMALL, Turn(at(SMALL, "receipt", trail=["safe"]), ()), NB, SETTING)) == [[screen.HIDE]]


def test_every_answered_question_can_be_chosen_for_change() -> None:
    flow = long_flow(45)
    drawn = screen.pick_change(flow, answered(flow, "svar"), NB)
    carried = [read(row[0].carries) for row in drawn.rows]
    assert carried == [*(inputs.Change(f"q{number}", 1) for number in range(45)), Press("again"), Press("hide")]
    assert len(carried) <= 100


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ja", inputs.Chose("yes", 5)),
        ("nei", inputs.Chose("no", 5)),
        ("vil ikke si", inputs.Skip(5)),
        ("skjul alt", Press("hide")),
        ("tilbake", inputs.Back(5)),
        ("kanskje", None),
        ("", None),
    ],
)
def test_a_button_may_be_named_in_words(said: str, expected: object) -> None:
    assert screen.named(SMALL, at(SMALL, "safe", turn=5, trail=["x"]), NB, said) == expected


def test_a_box_may_be_named_ticked_or_not() -> None:
    session = at(SMALL, "fear", ticked=("violence",))
    assert screen.named(SMALL, session, NB, "vold") == inputs.Ticked("violence", 1)
    assert screen.named(SMALL, session, NB, "reisen") == inputs.Ticked("travel", 1)
