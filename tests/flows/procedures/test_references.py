from __future__ import annotations

import pytest

from flows.procedures.references import HIGHEST, WORDS, normal, reference


def test_a_name_is_a_tree_and_a_number() -> None:
    assert reference("Furu", 27) == "Furu-27"
    assert len(set(WORDS)) == len(WORDS) >= 20
    assert all(word.isascii() and word.istitle() and len(word) <= 9 for word in WORDS)


@pytest.mark.parametrize(("word", "number"), [("Nora", 1), ("furu", 1), ("Furu", 0), ("Furu", HIGHEST + 1)])
def test_nothing_else_is_one(word: str, number: int) -> None:
    with pytest.raises(ValueError, match="a reference"):
        reference(word, number)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("number", [1, 27, HIGHEST])
def test_a_name_is_its_own_normal_form(word: str, number: int) -> None:
    assert normal(reference(word, number)) == f"{word}-{number}"


@pytest.mark.parametrize(
    "said", ["Furu-27", "furu 27", " FURU27 ", "Furu – 27", "furu-027", "Sak Furu-27", "sak  furu 27"]
)
def test_it_is_understood_as_people_write_it(said: str) -> None:
    assert normal(said) == "Furu-27"


@pytest.mark.parametrize("said", ["", "Furu", "27", "Nora-27", "Furu-0", "Furu-27-3", "Furu-99999", "K7M-42P"])
def test_what_is_none_is_empty(said: str) -> None:
    assert normal(said) == ""
