"""The packaged cards: all there, plain, honest about what was read, and no number but a placeholder."""

from __future__ import annotations

import re
from datetime import date

import pytest

from flows import cards
from flows.cards import Audience, Card, Kind
from flows.readability import FOR_YOUTH, lix
from flows.texts import placeholders

TODAY = date(2026, 11, 22)
NUMBERS = {"police", "medical", "legevakt", "alarmtelefonen", "vo_linjen", "rode_kors", "udops"}
CARDS = cards.packaged()
LAW = [card for card in CARDS.values() if card.kind is Kind.LAW]
LEARNING = [card for card in CARDS.values() if card.kind is Kind.LEARNING]
RIGHTS = [card for card in CARDS.values() if card.kind is Kind.RIGHTS]
READ, SUMMED_UP, NAMED_ONLY = "Lest i norske åpne lovdata", "Sammendrag etter", "Bare nevnt som hjemmel"
SECTIONS = [
    "strl_196", "strl_253", "strl_282", "strl_283", "strl_284", "strl_209", "strl_261", "strl_288", "bvl_1_4",
    "bvl_2_1", "bvl_4_2", "bvl_4_6", "bvl_5_13", "bvl_12_3", "bvl_12_6", "bvl_13_1", "bvl_13_2", "bvl_13_3",
    "bvl_15_8", "opplaeringslova_24_3", "hpl_33", "barnehageloven_46", "sosialtjenesteloven_45", "krisesenterlova_4",
    "krisesenterlova_6", "familievernkontorloven_10", "integreringsloven_49", "fvl_13", "fvl_13a", "fvl_13b",
    "fvl_19", "politiregisterloven_27", "politiregisterloven_30", "politiloven_1", "politiloven_2", "strpl_107a",
    "strpl_222a", "strpl_222g", "strpl_239e", "passloven_4", "passloven_5", "passloven_7", "tolkeloven_4",
    "tolkeloven_6", "tolkeloven_7", "pbrl_3_4", "bl_40", "bl_41", "bl_47", "popplyl_5", "popplyl_16", "hol_3_3a",
    "folkeregisterloven_10_4", "utlendingsforskriften_8_9", "el_1a", "el_1b", "el_16", "rettshjelploven_11", "nsk_3",
    "nsk_4", "nsk_5",
]  # fmt: skip
LEARNED = [
    "negative_control", "honour_violence", "why_not_mediate", "not_relative_interpreter", "first_talk_dos",
    "code_word", "digital_safety", "weak_signals", "decision_support", "telegram_limits", "supervision",
    "police_or_municipality", "report_not_required", "care_sara_patriark", "avert_or_report",
]  # fmt: skip


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<!\bnr)\.(?:\s+(?![a-zæøå])|$)", text) if part.strip()]


def test_every_card_that_procedures_name_is_there() -> None:
    assert [card.id for card in LAW if card.id not in SECTIONS] == []
    assert set(SECTIONS) == {card.id for card in LAW}
    assert set(LEARNED) == {card.id for card in LEARNING}
    assert len(RIGHTS) >= 10


def test_the_prover_finds_nothing_in_the_packaged_cards() -> None:
    assert cards.prove_cards(CARDS, {}, TODAY, NUMBERS) == []


@pytest.mark.parametrize("card", LAW, ids=lambda card: card.id)
def test_a_law_card_says_in_two_sentences_what_it_means_and_when_it_does_not_apply(card: Card) -> None:
    assert 1 <= len(sentences(card.says)) <= 2
    assert card.not_when
    assert card.law in card.title.casefold() or card.law.startswith("lov 12. juni 2026")
    assert "{" not in card.says + card.not_when


@pytest.mark.parametrize("card", LAW, ids=lambda card: card.id)
def test_a_law_card_tells_whether_the_section_was_read(card: Card) -> None:
    assert card.source.startswith((READ, SUMMED_UP, NAMED_ONLY))
    # The exemption from tolkeloven § 7 ends with the year 2026.
    assert card.review_by == (date(2027, 1, 1) if card.id == "tolkeloven_7" else date(2027, 7, 1))
    if card.source.startswith(NAMED_ONLY):
        assert "ikke lest" in card.source
        assert "er ikke lest til dette kortet" in card.not_when
    else:
        assert card.checked == date(2026, 7, 2)


@pytest.mark.parametrize(
    "card", ["strl_196", "strl_284", "strl_288", "bl_41", "hol_3_3a", "utlendingsforskriften_8_9", "politiloven_2"]
)
def test_what_is_uncertain_sends_staff_to_somebody_who_knows(card: str) -> None:
    assert re.search(r"[Ss]pør (politiet eller )?en (jurist|advokat)", CARDS[card].not_when)


def test_the_travel_ban_says_since_when_it_holds() -> None:
    assert "23. januar 2026" in CARDS["bvl_4_6"].not_when
    assert all("ikke nevnt" in CARDS[card].not_when for card in ("nsk_3", "nsk_5"))


@pytest.mark.parametrize("card", LEARNING, ids=lambda card: card.id)
def test_a_learning_card_is_three_to_six_lines_with_publisher_and_year(card: Card) -> None:
    assert 3 <= len(card.says.splitlines()) <= 6
    assert re.search(r"\b20\d\d\b|uten år", card.source)
    assert card.audience is Audience.STAFF


@pytest.mark.parametrize("card", RIGHTS, ids=lambda card: card.id)
def test_a_right_is_said_to_the_young_person_plainly(card: Card) -> None:
    assert card.audience is Audience.YOUTH
    assert re.search(r"\b(du|deg|din|ditt|dine)\b", card.says, re.IGNORECASE)
    assert lix(card.says) <= FOR_YOUTH
    assert len(card.says) <= 900
    assert "!" not in card.says


def test_no_right_promises_a_secret_that_the_law_cannot_keep() -> None:
    promised = re.compile(r"\b(lover|garantert|aldri får vite|helt hemmelig|får aldri)\b", re.IGNORECASE)
    assert [card.id for card in RIGHTS if promised.search(card.says)] == []
    for card in ("right_parents_see", "right_no_report"):
        assert "alvorlig fare" in CARDS[card].says
        assert "snakke med deg først" in CARDS[card].says
    assert "alvorlig fare" in CARDS["right_parents_see"].says
    assert "Men noe må de kanskje få vite" in CARDS["right_health"].says
    assert "Andre kan likevel bestemme" in CARDS["right_child_welfare"].says


def test_no_telephone_number_stands_in_a_card() -> None:
    for msgid, _, name in cards.texts(CARDS):
        bare = re.sub(r"\{[^}]*\}|20\d\d|av 1967|§§? [^.:;]*|\b\d{1,3}(?: av \d{3})", "", msgid)
        assert not re.search(r"\d{3}", bare), name


def test_every_right_shows_its_number_on_a_line_that_can_fall_away() -> None:
    for card in RIGHTS:
        assert all(len(placeholders(line)) <= 1 for line in card.says.splitlines()), card.id


def test_every_age_of_the_law_is_told() -> None:
    assert [age for age in (12, 13, 15, 16, 18) if f"**{age} år:**" not in CARDS["right_ages"].says] == []
