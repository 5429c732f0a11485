"""Found on the screen by somebody who looked over a shoulder, and by somebody who had just said the hardest thing."""

from dataclasses import replace

import pytest

from bot import screen
from bot.i18n import voice
from bot.screen import Setting
from flows import reader
from flows.effects import Ask, Turn, Warn
from flows.model import Flow
from flows.session import SKIPPED, Answer, FreeText
from tests.bot.drawn import DECLARATION, NB, NUMBERS, SETTING, at, text_of

LINES = "Ring politiet på {number:police}.\nI utlandet: {number:udops}.\nVi er her."


def asking(sets: str) -> Flow:
    return reader.read(
        f"""
        title = "Et ord"
        audience = "youth"
        start = "word"
        [step.word]
        kind = "text"
        ask = "Velg et ord."
        sets = "{sets}"
        [step.summary]
        kind = "summary"
        ask = "Stemmer dette?"
        choices = [{{ id = "confirm", text = "Ja", to = "end" }}]
        [step.end]
        kind = "end"
        ask = "Takk."
        """,
        "word",
    )


@pytest.mark.parametrize("sets", ["ok_word", "danger_word", "blocked", "secret"])
def test_a_code_word_is_not_shown_again_in_the_summary(sets: str) -> None:
    flow = asking(sets)
    given = at(flow, "summary", trail=["word"], answers={"word": Answer((), FreeText("pære"))})
    seen = text_of(screen.draw(flow, Turn(given, (Ask("summary"),)), NB, SETTING))
    assert "pære" not in seen
    assert screen.WRITTEN in seen


def test_a_question_that_was_passed_over_does_not_read_as_its_button() -> None:
    flow = asking("secret")
    given = at(flow, "summary", trail=["word"], answers={"word": Answer((SKIPPED,))})
    seen = text_of(screen.draw(flow, Turn(given, (Ask("summary"),)), NB, SETTING))
    assert f"Velg et ord.\n{screen.NOT_SAID}" in seen


@pytest.mark.parametrize("language", DECLARATION.languages)
def test_who_thinks_of_ending_their_life_is_met_before_the_police_are_named(language: str) -> None:
    alarm = DECLARATION.alarm
    assert alarm is not None
    given = at(DECLARATION, "self_harm_now", alarmed=True, language=language)
    said = voice(language)
    drawn = screen.draw(DECLARATION, Turn(given, (Warn(alarm.tell), Ask("self_harm_now"))), said, SETTING)
    seen = text_of(drawn)
    thanks = said.say(DECLARATION.steps["self_harm_now"].ask).splitlines()[0]
    assert seen.index(thanks) < seen.index(NUMBERS["police"])


def test_a_line_for_a_number_that_nobody_may_be_shown_is_left_out() -> None:
    told = replace(DECLARATION.steps["self_harm_now"], ask=LINES)
    flow = replace(DECLARATION, steps={**DECLARATION.steps, "self_harm_now": told})
    known = Setting(numbers={"police": "112"})
    turn = Turn(at(flow, "self_harm_now"), (Ask("self_harm_now"),))
    assert text_of(screen.draw(flow, turn, NB, known)).endswith("Ring politiet på 112.\nVi er her.")
