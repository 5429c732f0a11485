"""Cards are found by any reader, and refused when they are old, hard to read or unfit for a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from flows import cards
from flows.proofs.wording import Catalogue
from flows.readability import FOR_STAFF, FOR_YOUTH, lix
from tests.flows.made_up_cards import ONE_LAW, ONE_RIGHT

TODAY = date(2026, 11, 22)
CARDS = cards.packaged()


def same(text: str) -> str:
    return text


# Finding --------------------------------------------------------------------------------------------------------------


def found(words: str, say: Callable[[str], str] = same) -> list[str]:
    return [card.id for card in cards.find(CARDS, words, say)]


@pytest.mark.parametrize("words", ["§ 196", "§196", "196", "straffeloven 196", "STRAFFELOVEN § 196", "avvergeplikt"])
def test_a_section_is_found_however_it_is_written(words: str) -> None:
    assert "strl_196" in found(words)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("13 b", "fvl_13b"), ("13b", "fvl_13b"), ("§ 4-6", "bvl_4_6"), ("4–6", "bvl_4_6"), ("107a", "strpl_107a"),
        ("tvangsekteskap", "strl_253"), ("utreiseforb", "bvl_4_6"), ("mekle", "why_not_mediate"),
        ("aeresmotivert", "honour_violence"), ("æresmotivert", "honour_violence"), ("kodeord", "code_word"),
        ("slektning", "not_relative_interpreter"), ("legen", "right_health"), ("annulment", "el_16"),
    ],
)  # fmt: skip
def test_the_title_comes_first(words: str, first: str) -> None:
    assert found(words)[0] == first


@pytest.mark.parametrize("words", ["", "   ", "§", "?!", "finnesikke", "pass finnesikke"])
def test_what_is_not_there_is_not_found(words: str) -> None:
    assert found(words) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kjønnslemlestelse", "kjonnslemlestelse"),
        ("kjønns", "kjoenns"),
        ("får", "faar"),
        ("påtalemyndigheten", "patalemyndigheten"),
        ("nær", "naer"),
        ("ære", "are"),
        ("første", "føŕste"),
    ],
)
def test_letters_that_a_keyboard_lacks_are_forgiven(one: str, other: str) -> None:
    assert found(one)
    assert found(one) == found(other)


def test_every_word_must_match_and_the_order_does_not_matter() -> None:
    assert found("pass politiet") == found("politiet pass")
    assert set(found("pass politiet")) <= set(found("pass"))
    assert "passloven_7" in found("pass politiet grense")


def test_it_is_searched_in_the_readers_language() -> None:
    english = {CARDS["passloven_7"].title: "Passport Act section 7: taking the passport back"}
    assert found("taking back", lambda msgid: english.get(msgid, msgid)) == ["passloven_7"]
    assert found("taking back") == []


# Proving --------------------------------------------------------------------------------------------------------------


def faults(
    text: str = ONE_LAW,
    name: str = "law",
    *,
    today: date = TODAY,
    said: Mapping[str, str] | None = None,
) -> list[str]:
    catalogues: dict[str, Catalogue] = {"nb": same} if said is None else {"nb": same, "nn": said.get}
    return [str(fault) for fault in cards.prove_cards(cards.read(text, name), catalogues, today, {"police"})]


def test_a_good_card_has_no_fault() -> None:
    assert faults() == []
    assert faults(ONE_RIGHT, "rights") == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2027-07-01", "2026-11-21", "the card was to be checked again by 2026-11-21"),
        ("2026-07-02", "2026-11-23", "'checked' is 2026-11-23, which is still to come"),
        ("Barnet skal", "Barnevernstjenesten " * 40, f"more than {FOR_STAFF}. Write shorter"),
        ("Barnet skal", "Barnet **skal", "** is opened but not closed"),
        ("Barnet skal", "Barnet `skal", "` is opened but not closed"),
        ("Barnet skal", "{number:polce}", "no telephone number that may be shown. Did you mean 'police'?"),
        ("Barnet skal", "{reference}", "{reference} is no placeholder"),
        ("Barnet skal", "{number:}", "{number:} is no placeholder"),
        ("Barnet skal", "Ja. " * 1000, "the card can be"),
    ],
)
def test_a_seeded_fault_is_found_at_its_card(old: str, new: str, says: str) -> None:
    (told,) = [fault for fault in faults(ONE_LAW.replace(old, new, 1)) if says in fault]
    assert told.startswith("cards/law.toml:2: step 'bvl_1': ")


def test_what_the_young_read_must_be_easier() -> None:
    hard = ONE_RIGHT.replace(
        "Ring {number:police} nå.", "Barnevernet snakker alltid sammen med foreldrene dine om dette."
    )
    (told,) = faults(hard, "rights")
    assert f"more than {FOR_YOUTH}" in told
    assert faults(hard.replace("youth", "staff").replace("rights", "learning"), "learning") == []


def test_a_translation_must_be_there_with_its_placeholders_and_marks() -> None:
    nynorsk = {
        "Du kan ringe": "Du kan ringje",
        "Ring {number:police} nå.": "Ring {number:police} no.",
        "Loven, 2026": "Lova, 2026",
    }
    assert faults(ONE_RIGHT, "rights", said=nynorsk) == []
    assert "«Du kan ringe» is not translated to 'nn'" in "".join(
        faults(ONE_RIGHT, "rights", said={**nynorsk, "Du kan ringe": ""})
    )
    (lost,) = faults(ONE_RIGHT, "rights", said={**nynorsk, "Ring {number:police} nå.": "Ring no."})
    assert "has other placeholders. It needs: number:police." in lost
    (gained,) = faults(ONE_RIGHT, "rights", said={**nynorsk, "Du kan ringe": "Ring {number:police}"})
    assert "has other placeholders. It needs: none." in gained
    (marked,) = faults(ONE_RIGHT, "rights", said={**nynorsk, "Du kan ringe": "Du **kan ringje"})
    assert "in 'nn', ** is opened but not closed" in marked
    (long,) = faults(ONE_RIGHT, "rights", said={**nynorsk, "Du kan ringe": "Ring. " * 700})
    assert "in 'nn' the card can be" in long


# Reading ease ---------------------------------------------------------------------------------------------------------


def test_lix_is_worked_out_as_its_author_did() -> None:
    assert lix("Du kan ringe nå. Barnevernet hjelper deg.") == pytest.approx(3.5 + 200 / 7)
    assert lix("Se **nr. 7** og 12. juni {number:police}.") == pytest.approx(7)
    assert lix(" … ") == 0
