"""Minutes on paper, read back by another library."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from bot.i18n import voice
from bot.minutes_pdf import as_pdf
from flows.procedures.minutes import Minutes, as_text
from tests.bot.minuted import WORDS, composed, meeting

NB = voice("nb")


def read(minutes: Minutes) -> PdfReader:
    return PdfReader(io.BytesIO(as_pdf(minutes, NB)), strict=True)


def plain(reader: PdfReader) -> str:
    """Everything that stands on the pages, page feet left out, with single spaces."""
    pages = (page.extract_text() for page in reader.pages)
    return re.sub(
        r"\s+", " ", " ".join(re.sub(r"\nReferat – \S+Side \d+ av \d+|Side \d+ av \d+", "", page) for page in pages)
    )


def elements(of: Any, inside: str = "") -> Iterator[tuple[str, str, Any]]:  # noqa: ANN401 - pypdf's dictionaries
    """Every element of the structure tree, with the kind that it stands in."""
    found = of.get_object()
    if "/S" in found:
        yield found["/S"], inside, found
    for child in found["/K"]:
        if not isinstance(child, int):
            yield from elements(child, found.get("/S", ""))


def test_the_paper_says_what_the_text_says() -> None:
    minutes = composed(meeting(), many=2)
    paper = plain(read(minutes)).replace("• ", "")
    for line in as_text(minutes, NB.say).splitlines():
        for words in re.sub(r"^ *(-|\d+\.) ", "", line).removeprefix("   ").split():
            if set(words) - set("-="):
                assert words.removesuffix(":") in paper, words
    assert WORDS.split()[0] in paper


def test_letters_of_many_languages_are_there_and_others_have_a_stand_in_that_is_explained(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        paper = plain(read(composed(meeting(), words="Æøå ćžšđłęș {nb} <b> أهلا ሰላም")))
    assert "Æøå ćžšđłęș {nb} <b> ◊◊◊◊ ◊◊◊" in paper
    assert "◊ står for tegn som skriften her mangler." in paper
    assert "أ" not in caplog.text
    assert "ሰ" not in caplog.text
    assert "◊" not in plain(read(composed(meeting())))


def test_the_same_minutes_are_the_same_bytes_without_a_producer() -> None:
    minutes = composed(meeting())
    assert as_pdf(minutes, NB) == as_pdf(minutes, NB)
    about = read(minutes).metadata
    assert about is not None
    assert {name: str(said) for name, said in about.items()} == {
        "/Title": "Referat – Furu-27",
        "/CreationDate": "D:20261124153000Z",
    }
    assert b"fpdf" not in as_pdf(minutes, NB).lower()


def test_pages_are_a4_numbered_and_in_a_stated_language() -> None:
    reader = read(composed(meeting(), many=60))
    assert len(reader.pages) > 3
    for number, page in enumerate(reader.pages, start=1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert f"Side {number} av {len(reader.pages)}" in page.extract_text()
        assert "Referat – Furu-27" in page.extract_text()
    root: Any = reader.root_object
    assert root["/Lang"] == "nb"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value


def test_a_screen_reader_is_told_what_is_a_heading_a_list_and_a_table() -> None:
    reader = read(composed(meeting(), many=60))
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    tree = list(elements(root["/StructTreeRoot"]))
    kinds = [kind for kind, _, _ in tree]
    assert kinds[:2] == ["/Document", "/H1"]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 5
    assert {inside for kind, inside, _ in tree if kind == "/LI"} == {"/L"}
    assert {inside for kind, inside, _ in tree if kind in {"/Lbl", "/LBody"}} == {"/LI"}
    assert {inside for kind, inside, _ in tree if kind in {"/TH", "/TD"}} == {"/TR"}
    assert {inside for kind, inside, _ in tree if kind == "/TR"} == {"/Table"}
    assert {one["/A"]["/Scope"] for kind, _, one in tree if kind == "/TH"} == {"/Column"}
    assert kinds.count("/TD") == 60 * 6


def test_every_text_is_tagged_or_decoration_and_each_mark_leads_to_its_element() -> None:
    reader = read(composed(meeting(), many=60))
    root: Any = reader.root_object
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    leads = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in reader.pages:
        content = page.get_contents()
        assert content is not None
        data = content.get_data().decode("latin-1")
        marks = [int(mark) for mark in re.findall(r"/MCID (\d+)>> BDC", data)]
        assert marks == list(range(len(marks)))
        assert data.count("EMC") == len(marks) + data.count("/Artifact BMC")
        outside = re.sub(r"(?s)(?:/Artifact BMC|>> BDC).*?EMC", "", data)
        assert "Tj" not in outside
        assert "TJ" not in outside
        elements_here = leads[page["/StructParents"]]
        assert len(elements_here) == len(marks)
        for mark, element in zip(marks, elements_here, strict=True):
            assert mark in element.get_object()["/K"]
            assert element.get_object().raw_get("/Pg") == page.indirect_reference


def test_a_measure_longer_than_a_page_goes_on_under_the_same_heads() -> None:
    long = " ".join(f"ord{n}" for n in range(1500))
    reader = read(composed(meeting(), words=long))
    paper = plain(reader)
    assert all(f"ord{n}" in paper for n in range(1500))
    assert sum("Hvorfor" in page.extract_text() for page in reader.pages) > 1


def test_the_headings_are_bookmarks() -> None:
    outline = read(composed(meeting())).outline
    first, below = outline[0], outline[1]
    assert not isinstance(first, list)
    assert isinstance(below, list)
    assert first.title == "Referat – Furu-27"
    assert [one.title for one in below if not isinstance(one, list)][:3] == ["Deltakere", "Beslutninger", "Tiltak"]


def test_another_language_is_spoken_and_stated() -> None:
    reader = PdfReader(io.BytesIO(as_pdf(composed(meeting()), voice("nn"))))
    assert str(reader.root_object["/Lang"]) == "nn"
