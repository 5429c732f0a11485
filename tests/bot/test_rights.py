"""The rights of the young as screens: each readable, each with the way out, and no number that may not be shown."""

from __future__ import annotations

from datetime import date

import pytest

from bot import rights
from bot.buttons import LIMIT as MOST_BYTES
from bot.buttons import Press, read
from bot.i18n import voice
from bot.markup import LIMIT, visible_length
from bot.screen import Screen
from flows.cards import Audience, Card
from tests.bot.havnvik import HAVNVIK
from tests.bot_api.entities import parse

TODAY = date(2026, 11, 22)
NUMBERS = HAVNVIK.numbers(TODAY)
RIGHTS = list(rights.packaged().values())
LANGUAGES = HAVNVIK.languages
NB = voice("nb")


def text_of(drawn: Screen) -> str:
    parsed = parse(drawn.text)
    assert (parsed.errors, parsed.sloppy) == ([], [])
    assert "{" not in parsed.text
    assert 0 < visible_length(drawn.text) <= LIMIT
    buttons = [button for row in drawn.rows for button in row]
    assert all(button.text.strip() and len(button.carries.encode()) <= MOST_BYTES for button in buttons)
    return parsed.text


def pressed(drawn: Screen) -> list[object]:
    return [read(button.carries) for row in drawn.rows for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_leads_to_every_right_back_and_out(language: str) -> None:
    drawn = rights.listing(voice(language))
    text_of(drawn)
    assert pressed(drawn) == [*(Press("right", (card.id,)) for card in RIGHTS), Press("again"), Press("hide")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("card", RIGHTS, ids=lambda card: card.id)
def test_a_right_is_one_lawful_screen_with_the_quick_exit_last(card: Card, language: str) -> None:
    drawn = rights.card(card, voice(language), NUMBERS)
    said = text_of(drawn)
    assert voice(language).say(card.title) in said
    assert card.law in said
    assert f"{card.checked.day}.{card.checked.month}.{card.checked.year}" in said
    assert pressed(drawn) == [Press("rights"), Press("again"), Press("hide")]


def test_only_what_is_written_for_the_young_is_shown_to_them() -> None:
    assert RIGHTS
    assert {card.audience for card in RIGHTS} == {Audience.YOUTH}
    assert rights.pressed(Press("right", ("strl_196",)), NB, NUMBERS) == rights.listing(NB)


@pytest.mark.parametrize("arguments", [(), ("borte",), ("",), ("<b>", "x")])
def test_a_right_that_is_not_there_is_the_list(arguments: tuple[str, ...]) -> None:
    assert rights.pressed(Press("right", arguments), NB, NUMBERS) == rights.listing(NB)


def test_a_right_is_opened_from_the_list() -> None:
    drawn = rights.pressed(Press("right", ("right_travel",)), NB, NUMBERS)
    assert drawn == rights.card(rights.packaged()["right_travel"], NB, NUMBERS)
    assert NUMBERS["udops"] in text_of(drawn)


def test_a_number_that_may_not_be_shown_goes_with_its_line() -> None:
    aged = HAVNVIK.numbers(date(2028, 1, 1))
    assert aged == {"police": "112", "medical": "113"}
    said = text_of(rights.card(rights.packaged()["right_helplines"], NB, aged))
    assert "112" in said
    assert "116" not in said
    assert "Barn og unge" not in said
    assert all(
        number in text_of(rights.card(rights.packaged()["right_helplines"], NB, NUMBERS)) for number in aged.values()
    )
