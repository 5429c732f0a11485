"""Bokmål is the source; a gap in a catalogue is never a blank screen."""

import pytest

from bot import face
from bot.i18n import SOURCE_LANGUAGE, Voice, languages, voice
from tests.bot.havnvik import HAVNVIK


def test_bokmaal_says_what_is_written() -> None:
    assert voice(SOURCE_LANGUAGE).say(face.WRONG_NOW) == face.WRONG_NOW
    assert voice(SOURCE_LANGUAGE).translation("hva som helst") == "hva som helst"


def test_another_language_says_it_in_that_language() -> None:
    assert voice("en").say(face.WRONG_NOW) != face.WRONG_NOW
    assert voice("en").translation(face.WRONG_NOW) == voice("en").say(face.WRONG_NOW)


@pytest.mark.parametrize("language", ["en", "xx", "ckb"])
def test_what_nobody_translated_is_said_in_bokmaal(language: str) -> None:
    assert voice(language).say("Dette har ingen oversatt.") == "Dette har ingen oversatt."
    assert voice(language).translation("Dette har ingen oversatt.") is None


def test_an_empty_translation_is_none() -> None:
    assert Voice("en", {"Hei": ""}).say("Hei") == "Hei"


def test_values_are_filled_in_only_when_there_are_any() -> None:
    said = Voice("en", {"Hei {name}": "Hi {name}"})
    assert said.say("Hei {name}", name="Kari") == "Hi Kari"
    assert said.say("Hei {name}") == "Hi {name}"
    assert said.say("{x") == "{x"


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    assert languages()[0] == SOURCE_LANGUAGE
    assert set(HAVNVIK.languages) <= set(languages())
