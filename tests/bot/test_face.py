"""What the chat shows outside a talk: nothing that needs an explanation, or what to do now."""

import pytest

from bot import face
from bot.buttons import Press, read
from bot.i18n import voice
from bot.screen import Screen
from flows.case import State
from flows.model import Level
from storage.cases import Case
from tests.bot.havnvik import HAVNVIK
from tests.bot_api.entities import parse
from tests.conversations.runner import BEGINS

NUMBERS = HAVNVIK.numbers(BEGINS.date())
LANGUAGES = HAVNVIK.languages


def case(state: State) -> Case:
    return Case("K7M-42P", "midt", Level.YELLOW, state, final=True, created_at=BEGINS, changed_at=BEGINS, talk=BEGINS)


def pressed(drawn: Screen) -> list[object]:
    return [read(button.carries) for row in drawn.rows for button in row]


def text_of(drawn: Screen) -> str:
    parsed = parse(drawn.text)
    assert (parsed.errors, parsed.sloppy) == ([], [])
    assert "{" not in parsed.text
    return parsed.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_innocent_face_says_nothing_of_what_this_is(language: str) -> None:
    drawn = face.innocent(HAVNVIK.face.spoken(language))
    assert pressed(drawn) == [Press("open")]
    shown = text_of(drawn).casefold() + drawn.rows[0][0].text.casefold()
    assert not [word for word in ("hjelp", "trygg", "fare", "help", "safe", "havn", "politi", "skjul") if word in shown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_home_one_can_call_for_help_say_that_all_is_well_tell_more_and_hide(language: str) -> None:
    drawn = face.home(case(State.RECEIVED), voice(language))
    assert "K7M-42P" in text_of(drawn)
    assert pressed(drawn) == [Press("danger"), Press("safe"), Press("anew"), Press("rights"), Press("hide")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_home_one_sees_whether_anybody_has_the_case(language: str) -> None:
    said = {state: text_of(face.home(case(state), voice(language))) for state in State if state is not State.CLOSED}
    assert len(set(said.values())) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_for_help_without_a_number_for_those_abroad_leaves_no_gap(language: str) -> None:
    whole = text_of(face.help_is_called(voice(language), NUMBERS))
    without = text_of(face.help_is_called(voice(language), {k: v for k, v in NUMBERS.items() if k != "udops"}))
    assert NUMBERS["udops"] in whole
    assert without.strip() == "\n".join(line for line in whole.splitlines() if NUMBERS["udops"] not in line).strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_for_help_names_the_numbers_to_call_oneself(language: str) -> None:
    drawn = face.help_is_called(voice(language), NUMBERS)
    assert all(NUMBERS[key] in text_of(drawn) for key in ("police", "medical", "alarmtelefonen"))
    assert pressed(drawn) == [Press("again"), Press("hide")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_ours_names_the_emergency_number(language: str) -> None:
    assert NUMBERS["police"] in text_of(face.broken(voice(language), NUMBERS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sign_of_life_is_thanked_for(language: str) -> None:
    drawn = face.noted(voice(language))
    assert len(text_of(drawn)) > 20
    assert pressed(drawn) == [Press("again"), Press("hide")]


def test_a_number_that_may_not_be_shown_is_left_out() -> None:
    assert "112" not in text_of(face.help_is_called(voice("nb"), {}))
