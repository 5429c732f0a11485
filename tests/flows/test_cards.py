"""Cards are read whole, and what is wrong with them is told all at once, with the line and the mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows import cards
from flows.cards import Audience, Card, Kind
from flows.fault import ContentError
from tests.flows.made_up_cards import ONE_LAW, ONE_RIGHT


def test_a_card_is_read_whole() -> None:
    (card,) = cards.read(ONE_LAW, "law").values()
    assert card == Card(
        id="bvl_1",
        kind=Kind.LAW,
        title="Barneloven § 1: å bli hørt",
        says="Barnet skal bli hørt. Det kan komme alene.",
        not_when="Gjelder ikke voksne.",
        law="barneloven § 1",
        words=("høre",),
        checked=date(2026, 7, 2),
        review_by=date(2027, 7, 1),
        source="Lest i loven, 2026",
        audience=Audience.STAFF,
        line=2,
    )
    assert card.file == "cards/law.toml"
    assert card.kind.says == "Lovkort"
    assert not card.outdated(date(2027, 7, 1))
    assert card.outdated(date(2027, 7, 2))


def test_every_text_comes_with_its_line_and_card() -> None:
    read = cards.read(ONE_RIGHT, "rights")
    assert list(cards.texts(read)) == [
        ("Du kan ringe", 2, "right_home"),
        ("Ring {number:police} nå.", 2, "right_home"),
        ("Loven, 2026", 2, "right_home"),
    ]
    assert len(list(cards.texts(cards.read(ONE_LAW, "law")))) == 4


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('title = "Barneloven § 1: å bli hørt"\n', "", 2, "'title' is missing. Add title"),
        ('says = "Barnet skal bli hørt. Det kan komme alene."\n', "", 2, "'says' is missing"),
        ('not_when = "Gjelder ikke voksne."\n', "", 2, "'not_when' is missing"),
        ('law = "barneloven § 1"', 'law = ""', 6, "'law' is empty"),
        ("checked = 2026-07-02\n", "", 2, "'checked' is missing. Add a date"),
        ("review_by = 2027-07-01\n", "", 2, "'review_by' is missing. Add a date"),
        ('source = "Lest i loven, 2026"\n', "", 2, "'source' is missing"),
        ("checked = 2026-07-02", 'checked = "i fjor"', 8, "'checked' must be a date"),
        ("review_by = 2027-07-01", "review_by = 2026-07-02", 9, "'review_by' is 2026-07-02, which is not after"),
        ('words = ["høre"]', 'words = "høre"', 7, "'words' must be a list of words"),
        ('words = ["høre"]', 'wrds = ["høre"]', 7, "'wrds' is not known here. Did you mean 'words'?"),
        ('words = ["høre"]', 'audience = "youth"', 7, "cards of rights, and no others, are for the young"),
        ('words = ["høre"]', 'audience = "yuth"', 7, "'audience' is 'yuth'"),
        ("[card.bvl_1]", "[card.BVL-1]", 2, "a card's id is a-z, 0-9 and _ only"),
        ("[card.bvl_1]", f"[card.{'b' * 49}]", 2, "at most 48"),
        ("[card.bvl_1]", '[card."b v"]', 2, "'b v' must be letters"),
        ("[card.bvl_1]", "[crd.bvl_1]", 2, "'crd' is not known here"),
        ("[card.bvl_1]", "[card.bvl_1", 2, "a ] is missing"),
    ],
)
def test_a_fault_is_told_with_file_line_and_mend(old: str, new: str, line: int, says: str) -> None:
    assert old in ONE_LAW
    with pytest.raises(ContentError) as wrong:
        cards.read(ONE_LAW.replace(old, new, 1), "law")
    told = [fault for fault in wrong.value.faults if says in fault.text]
    assert [(fault.file, fault.line) for fault in told] == [("cards/law.toml", line)], wrong.value


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ContentError) as wrong:
        cards.read(ONE_LAW.replace("title", "titel").replace("source", "sorce"), "law")
    assert [fault.line for fault in wrong.value.faults] == [2, 2, 3, 10]


def test_a_file_without_a_card_or_of_no_kind_is_refused() -> None:
    with pytest.raises(ContentError, match=r"cards/law\.toml:1: there is no card\. Add \[card\.some_name\]"):
        cards.read("", "law")
    with pytest.raises(ContentError, match=r"there is no kind of card 'laws'\. Name the file law\.toml, learning"):
        cards.read(ONE_LAW, "laws")


def test_a_right_must_be_written_for_the_young() -> None:
    with pytest.raises(ContentError, match="cards of rights, and no others"):
        cards.read(ONE_RIGHT.replace('audience = "youth"', 'audience = "staff"'), "rights")


def test_an_id_in_two_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = ONE_RIGHT.replace("right_home", "bvl_1")
    known = {Kind.LAW: ONE_LAW, Kind.LEARNING: ONE_LAW.replace("bvl_1", "other"), Kind.RIGHTS: twice}
    monkeypatch.setattr("flows.cards.reader.packaged_text", known.__getitem__)
    with pytest.raises(
        ContentError, match=r"cards/rights\.toml:2: step 'bvl_1': cards/law\.toml has a card of this id"
    ):
        cards.packaged()


def test_a_file_is_loaded_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "law.toml"
    file.write_text(ONE_LAW, encoding="utf-8")
    assert list(cards.load(file)) == ["bvl_1"]
    file.write_bytes(ONE_LAW.encode("latin-1"))
    with pytest.raises(ContentError, match="the file is not UTF-8"):
        cards.load(file)
    with pytest.raises(OSError, match="No such file"):
        cards.load(tmp_path / "learning.toml")
