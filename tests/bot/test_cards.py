"""Cards and services as staff see them: whole, lawful, and honest about how sure they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot import municipality
from bot.buttons import LIMIT as MOST_BYTES
from bot.buttons import Press, read
from bot.card_text import body
from bot.helplines import Audience
from bot.i18n import voice
from bot.markup import LIMIT, visible_length
from bot.office import cards as shown
from bot.screen import Screen
from flows import cards
from flows.cards import Card, Kind
from tests.bot.havnvik import HAVNVIK, edited
from tests.bot_api.entities import parse

NB = voice("nb")
TODAY = date(2026, 11, 22)
NUMBERS = HAVNVIK.numbers(TODAY, Audience.STAFF)
CARDS = cards.packaged()
SHELTER = 'source = "krisesenterets nettside"'


def text_of(drawn: Screen) -> str:
    parsed = parse(drawn.text)
    assert (parsed.errors, parsed.sloppy) == ([], [])
    assert "{" not in parsed.text
    assert 0 < visible_length(drawn.text) <= LIMIT
    buttons = [button for row in drawn.rows for button in row]
    assert 0 < len(buttons) <= 100
    assert all(button.text.strip() and len(button.carries.encode()) <= MOST_BYTES for button in buttons)
    return parsed.text


def pressed(drawn: Screen) -> list[object]:
    return [read(button.carries) for row in drawn.rows for button in row]


def of_kind(kind: Kind) -> list[Card]:
    return [card for card in CARDS.values() if card.kind is kind]


# Cards ----------------------------------------------------------------------------------------------------------------


def test_one_begins_with_a_search_a_kind_or_the_services() -> None:
    drawn = shown.home(NB)
    assert "§ 13-2" in text_of(drawn)
    kinds = [Press("cardlist", (kind.value, "0")) for kind in Kind]
    assert pressed(drawn) == [*kinds, Press("services"), Press("menu")]


def test_a_search_is_asked_for_and_can_be_left() -> None:
    drawn = shown.search(NB)
    assert "Skriv" in text_of(drawn)
    assert pressed(drawn) == [Press("cards"), Press("menu")]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_card_of_a_kind_stands_on_one_of_its_pages(kind: Kind) -> None:
    of = of_kind(kind)
    seen: list[str] = []
    for page in range(-(-len(of) // shown.PAGE)):
        drawn = shown.listing(of, "", NB, page)
        assert kind.says in text_of(drawn)
        seen += [press.arguments[0] for press in pressed(drawn) if isinstance(press, Press) and press.verb == "card"]
    assert seen == [card.id for card in of]


def test_pages_lead_to_each_other() -> None:
    law = of_kind(Kind.LAW)
    turns = [Press("cardlist", ("law", "0")), Press("cardlist", ("law", "2"))]
    assert [one for one in pressed(shown.listing(law, "", NB, 1)) if one in turns] == turns
    assert Press("cardlist", ("law", "0")) not in pressed(shown.listing(law, "", NB))
    assert "Side 1 av 6" in text_of(shown.listing(law, "", NB, -3))
    assert "Side 6 av 6" in text_of(shown.listing(law, "", NB, 99))
    assert pressed(shown.listing(of_kind(Kind.RIGHTS), "", NB))[-3:] == [
        Press("findcard"),
        Press("cards"),
        Press("menu"),
    ]


def test_a_kind_without_cards_is_no_blank_screen() -> None:
    assert text_of(shown.listing([], "", NB))


def test_what_was_found_is_counted_and_the_words_are_not_repeated() -> None:
    found = cards.find(CARDS, "barnehuset § 239", NB.say)
    drawn = shown.listing(found, "barnehuset § 239", NB)
    assert text_of(drawn) == "Ingen kort passer. Prøv et kortere ord."
    drawn = shown.listing(cards.find(CARDS, "§ 239", NB.say), "§ 239", NB)
    assert text_of(drawn) == "1 kort passer."
    assert pressed(drawn) == [Press("card", ("strpl_239e",)), Press("findcard"), Press("cards"), Press("menu")]


def test_too_many_are_cut_and_it_is_said() -> None:
    every = list(CARDS.values())
    drawn = shown.listing(every, "a", NB)
    assert f"Bare de første {shown.PAGE} vises" in text_of(drawn)
    assert len([press for press in pressed(drawn) if isinstance(press, Press) and press.verb == "card"]) == shown.PAGE


@pytest.mark.parametrize("words", ["<b>&", "x" * 4000, "{reference}"])
def test_whatever_is_searched_for_does_no_harm(words: str) -> None:
    drawn = shown.listing([], words, NB)
    parsed = parse(drawn.text)
    assert (parsed.errors, parsed.sloppy) == ([], [])
    assert words[:20] not in parsed.text
    assert visible_length(drawn.text) < 200


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_every_card_is_a_lawful_screen_with_its_source(card: Card) -> None:
    said = text_of(shown.card(card, NB, TODAY, NUMBERS))
    assert NB.say(card.title) in said
    assert f"Kortet er kontrollert {card.checked.day}.{card.checked.month}.2026" in said
    assert card.source in said
    assert card.law in said
    assert (shown.NOT_WHEN in said) is bool(card.not_when)
    assert "⚠" not in said


def test_a_card_past_its_date_warns() -> None:
    card = CARDS["bvl_13_2"]
    assert "⚠" not in text_of(shown.card(card, NB, card.review_by, NUMBERS))
    assert "⚠ Kortet skulle vært kontrollert innen 1.7.2027" in text_of(shown.card(card, NB, date(2027, 7, 2), NUMBERS))


def test_one_comes_back_to_where_one_was() -> None:
    card = CARDS["bvl_13_2"]
    assert pressed(shown.card(card, NB, TODAY, NUMBERS)) == [Press("cardlist", ("law", "0")), Press("menu")]
    assert pressed(shown.card(card, NB, TODAY, NUMBERS, "task:Furu-27:facts"))[0] == Press("task", ("Furu-27", "facts"))


def test_a_line_whose_number_may_not_be_shown_falls_away_whole() -> None:
    lines = "Først.\n**Fare:** {number:police}\nRing {number:old} i dag.\nSist."
    assert body(lines, {"police": "112"}) == "Først.\n<b>Fare:</b> 112\nSist."


# Services -------------------------------------------------------------------------------------------------------------


def test_numbers_and_services_are_one_list_with_the_uncertain_marked() -> None:
    drawn = shown.services(HAVNVIK, NB, TODAY)
    text_of(drawn)
    labels = [button.text for row in drawn.rows[:-1] for button in row]
    assert "112 · Politi, nød" in labels
    assert "⚠ Krisesenteret" in labels
    assert len(labels) == len(HAVNVIK.helplines.by_key) + len(HAVNVIK.services)
    assert pressed(drawn)[-2:] == [Press("cards"), Press("menu")]
    aged = [button.text for row in shown.services(HAVNVIK, NB, date(2028, 1, 1)).rows for button in row]
    assert "⚠ 116 111 · Alarmtelefonen for barn og unge" in aged
    assert "112 · Politi, nød" in aged


@pytest.mark.parametrize("identifier", list(HAVNVIK.directory))
def test_every_service_says_for_whom_and_how_sure_it_is(identifier: str) -> None:
    one = HAVNVIK.directory[identifier]
    drawn = shown.service(HAVNVIK, identifier, NB, TODAY)
    said = text_of(drawn)
    assert one.name in said
    assert one.for_whom in said
    assert pressed(drawn) == [Press("services"), Press("menu")]
    if one.number:
        assert f"{one.number}\n" in said
        assert "Sikkerhet: høy · Kontrollert 22.11.2026 · Kilde: " in said
        assert "Vises ikke til unge" not in said
    else:
        assert f"Nummer ikke kontrollert – finn det hos {one.source}." in said
        assert "Vises ikke til unge" in said


def test_uncertain_hours_and_an_old_number_are_told_as_such() -> None:
    assert "(usikkert)" in text_of(shown.service(HAVNVIK, "rode_kors", NB, TODAY))
    assert "(usikkert)" not in text_of(shown.service(HAVNVIK, "kompetanseteamet", NB, TODAY))
    said = text_of(shown.service(HAVNVIK, "kompetanseteamet", NB, date(2028, 1, 1)))
    assert "over et år siden" in said
    assert "Vises ikke til unge" in said
    assert "over et år siden" not in text_of(shown.service(HAVNVIK, "police", NB, date(2040, 1, 1)))


def test_a_service_that_is_not_there_is_the_list() -> None:
    assert shown.service(HAVNVIK, "borte", NB, TODAY) == shown.services(HAVNVIK, NB, TODAY)


def test_what_the_municipality_adds_is_shown() -> None:
    own = f'{SHELTER}\nnumber = "800 12 345"\ncertainty = "medium"\nchecked = 2026-11-20\naddress = "Gata 1 <x>"'
    local = municipality.read(edited(SHELTER, own), "here.toml")
    said = text_of(shown.service(local, "shelter", NB, TODAY))
    assert "800 12 345" in said
    assert "Adresse: Gata 1 <x>" in said
    assert "Sikkerhet: middels · Kontrollert 20.11.2026" in said
    assert "Vises ikke til unge" in said
    assert "shelter" not in local.numbers(TODAY)
    assert local.numbers(TODAY, Audience.STAFF)["shelter"] == "800 12 345"


def test_a_service_without_a_date_says_nothing_of_certainty() -> None:
    unchecked = replace(HAVNVIK.services["shelter"], number="800 12 345")
    local = replace(HAVNVIK, services={"shelter": unchecked})
    assert "Sikkerhet" not in text_of(shown.service(local, "shelter", NB, TODAY))
