"""What a picture says of laws, documents and answers, and that its legend tells the marks that it uses."""

from __future__ import annotations

from dataclasses import replace

from bot.i18n import Voice, voice
from bot.lanes_layout import BLACK_DIAMOND, DASHED_EDGE, FIRST_ROLE, Picture, layout
from bot.lanes_mermaid import mermaid
from bot.lanes_words import QUOTED, STEP_IS, Sheet, Words
from bot.shapes import Said
from flows.model import Condition, Row
from flows.procedures import reader
from tests.bot.small_procedure import TEXT, small

SECTIONS = {"strl_196": "straffeloven § 196"}


def sheet(text: str = TEXT) -> Sheet:
    return Words(reader.read(text, "small"), voice("nb"), {"police": "112"}, SECTIONS).sheet()


def said(of: Picture) -> str:
    return " ".join(shape.text for shape in of.shapes if isinstance(shape, Said))


def test_a_step_with_a_law_or_a_document_says_so_in_picture_and_text() -> None:
    found = sheet(TEXT.replace('do = "Fortell"', 'do = "Fortell"\ndocument = "note"'))
    for drawn in (said(layout(found)), mermaid(found)):
        assert drawn.count("Lov: straffeloven § 196") == 1
        assert drawn.count("Dokument: Lapp") == 1


def test_the_legend_tells_the_marks_that_are_used_and_no_others() -> None:
    legend = [FIRST_ROLE, BLACK_DIAMOND, DASHED_EDGE]
    assert " ".join(legend) in said(layout(sheet()))
    (before, _), ring = sheet().lanes, sheet().lanes[0].steps[0]
    alone = replace(ring, roles=ring.roles[:1])
    for steps, marks in (
        ((alone,), []),
        ((ring,), legend[:1]),
        ((replace(alone, choices=("Ja", "Nei")),), legend[1:2]),
        ((replace(alone, when="Bare når det regner"),), legend[2:]),
    ):
        text = said(layout(replace(sheet(), lanes=(replace(before, steps=steps),))))
        assert [mark for mark in legend if mark in text] == marks


def test_an_answer_is_quoted_as_its_language_quotes() -> None:
    english = Words(small(), Voice("en", {QUOTED: "“{choice}”", STEP_IS: "step {step} is {choices}"}), {}, {})
    assert english.condition(Condition(((Row("choose", frozenset({"here"})),),))) == "step 2 is “Her”"
