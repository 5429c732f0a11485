"""A procedure as a picture: what it says, that nothing lies on anything else, and that everybody can read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from bot.due_words import deadline
from bot.i18n import voice
from bot.lanes_cell import COLORS, DUE, colors
from bot.lanes_file import SHARP, draw, svg
from bot.lanes_layout import WIDTH, Picture, layout
from bot.lanes_mermaid import mermaid
from bot.lanes_words import Sheet, Words
from bot.shapes import BAND, FAINT, INK, PAPER, WARN, Box, Said, wrapped
from flows.deadlines import Term
from flows.model import Condition, Level, Row
from flows.procedures import reader
from flows.procedures.model import MEETING, ROLES, START, Due
from tests.bot.small_procedure import small

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = {"police": "112"}


def sheet() -> Sheet:
    return Words(small(), voice("nb"), NUMBERS, {"strl_196": "straffeloven § 196"}).sheet()


def picture() -> Picture:
    return layout(sheet())


def said(of: Picture) -> str:
    return " ".join(shape.text for shape in of.shapes if isinstance(shape, Said))


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def inside(inner: Box, outer: Box) -> bool:
    return (
        outer.at[0] <= inner.at[0]
        and outer.at[1] <= inner.at[1]
        and inner.at[0] + inner.width <= outer.at[0] + outer.width + 0.01
        and inner.at[1] + inner.height <= outer.at[1] + outer.height + 0.01
    )


def meet(one: Box, two: Box) -> bool:
    return (
        one.at[0] < two.at[0] + two.width
        and two.at[0] < one.at[0] + one.width
        and one.at[1] < two.at[1] + two.height
        and two.at[1] < one.at[1] + one.height
    )


def test_a_step_says_what_who_by_when_and_under_which_condition() -> None:
    ring, choose, go, dive, tell = (step for lane in sheet().lanes for step in lane.steps)
    assert ring.do == "Ring 112 eller ________"
    assert (ring.due, ring.law) == ("Frist: straks", ("straffeloven § 196",))
    assert ring.roles == (("coordinator", "Koordinator"), ("police", "Politi"))
    assert choose.choices == ("Her", "Der")
    assert choose.due == "Frist: rød: 2 timer · oransje: 24 timer · ellers: 3 virkedager"
    assert go.when == "Bare når steg 2 er «Der» og hastegraden er rød eller oransje"
    assert (go.each, go.notes) == ("hver for seg", ("Først: steg 1", "Kan være sperret, se under"))
    assert go.term == "når møtet begynner"
    assert (dive.roles, dive.term) == ((("diver", "Dykker"),), "5 minutter etter steg 1")
    assert tell.when == "Bare når ikke (steg 2 er «Her»)"
    assert tell.term == "samme dag etter at møtet begynte"


def test_stops_bars_documents_and_results_are_told() -> None:
    found = sheet()
    assert found.reminder == "Husk alltid å puste."
    assert found.stops == (
        ("Våt – stopp", "Kom opp. Ring 112. Slår inn av seg selv når steg 2 er «Her»."),
        ("Kald – stopp", "Gå i land."),
    )
    assert found.bars == (
        "Steg 4, 5 er sperret til steg 2 er «Der». Ingen har sett etter steiner.",
        "Steg 3 er sperret når steg 2 er «Her». Der er det stengt.",
    )
    assert found.documents == (("Lapp", "Vi møtes: ________\nNavn: ________"),)
    assert found.results == ("Prøvd", "Ikke prøvd")


def test_conditions_on_what_was_done_are_said() -> None:
    words = Words(small(), voice("nb"), {}, {})
    rows = (Row("ring", answered=True), Row("choose", answered=False))
    assert words.condition(Condition((rows[:1], rows[1:]))) == "steg 1 er gjort eller steg 2 ikke er gjort"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (Due(START), "når det starter"),
        (Due("ring"), "med en gang steg 1 er gjort"),
        (Due(MEETING, Term(timedelta(minutes=90))), "90 minutter etter at møtet begynte"),
        (Due(START, Term(working_days=1)), "1 virkedag"),
        (Due(START, Term(days=3)), "3 døgn"),
        (Due(START, Term(days=14)), "2 uker"),
        (Due(START, Term(timedelta(seconds=90))), "90 sekunder"),
    ],
)
def test_every_kind_of_deadline_has_words(due: Due, words: str) -> None:
    assert deadline(dict.fromkeys(Level, due), {"ring": 1}, voice("nb")) == words


def test_deadlines_for_some_levels_alone_name_them() -> None:
    urgent = Due(START, Term(timedelta(hours=2)))
    assert deadline({Level.RED: urgent, Level.ORANGE: urgent}, {}, voice("nb")) == "rød, oransje: 2 timer"
    assert deadline({}, {}, voice("nb")) == ""


def test_the_picture_says_everything_in_its_boxes() -> None:
    text = said(picture())
    for words in (
        "P0 Prøve & <øve>", "Når noen vil prøve.", "1. Ring 112 eller ________", "hver for seg", "Her / Der",
        "Stopp: Våt – stopp", "Steg 3 er sperret", "Prøvd / Ikke prøvd", "Dykker",
    ):  # fmt: skip
        assert words in text, words


def test_every_role_is_named_in_every_box_and_in_the_legend() -> None:
    text = said(picture())
    for name in ("Koordinator", "Politi", "Møteleder", "Alle", "Dykker"):
        assert text.count(name) >= 2, name


def frames(of: Picture) -> list[Box]:
    """The steps' own boxes: white with a coloured edge of one width and a half."""
    return [shape for shape in of.shapes if isinstance(shape, Box) and shape.line == 1.5]


@pytest.mark.parametrize("name", ["small", *reader.packaged()])
def test_nothing_leaves_the_picture_and_no_box_lies_on_another(name: str) -> None:
    procedure = small() if name == "small" else reader.packaged()[name]
    drawn = layout(Words(procedure, voice("nb"), NUMBERS, {}).sheet())
    page = Box((0, 0), drawn.width, drawn.height, PAPER)
    boxes = [shape for shape in drawn.shapes if isinstance(shape, Box)]
    assert all(inside(box, page) for box in boxes)
    steps = frames(drawn)
    assert len(steps) == len(procedure.tasks)
    assert not any(meet(one, two) for at, one in enumerate(steps) for two in steps[at + 1 :])
    for text in (shape for shape in drawn.shapes if isinstance(shape, Said)):
        line = Box((text.at[0], text.at[1] - text.size * 0.8), text.width, text.size, "")
        assert inside(line, page), text.text
        for step in steps:
            assert not meet(line, step) or inside(line, step), text.text


def test_a_step_that_is_not_always_shown_has_a_dashed_edge() -> None:
    assert [box.dashed for box in frames(picture())] == [False, False, True, False, True]


def test_letters_can_be_read_on_what_they_stand_on() -> None:
    assert len(set(COLORS)) == len(COLORS)
    assert min(contrast(color, "#ffffff") for color in COLORS) >= 4.5
    for ground in (PAPER, BAND):
        assert min(contrast(color, ground) for color in (INK, FAINT, WARN, DUE)) >= 4.5


def test_roles_have_colours_of_their_own() -> None:
    shared = colors([*ROLES][: len(COLORS)])
    assert len(set(shared.values())) == len(COLORS)
    assert colors(["police", "school"]) == {name: shared[name] for name in ("police", "school")}
    assert len(colors([*ROLES, *(f"own_{at}" for at in range(9))])) == len(ROLES) + 9


def test_an_svg_is_xml_that_tells_what_it_shows_and_has_nothing_from_outside(tmp_path: Path) -> None:
    draw(sheet(), tmp_path / "small.svg")
    text = (tmp_path / "small.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314 - our own file
    assert (root.get("role"), root.get("lang"), root.get("width")) == ("img", "nb", str(WIDTH))
    assert [each.text for each in root.iter(f"{SVG}title")] == ["P0 Prøve & <øve>"]
    (told,) = root.iter(f"{SVG}desc")
    assert "2. Velg hvor dere møtes" in str(told.text)
    written = " ".join(each.text or "" for each in root.iter(f"{SVG}text"))
    assert written == said(picture())
    assert all(float(each.get("textLength", "0")) > 0 for each in root.iter(f"{SVG}text"))
    for foreign in ("href", "<script", "url(", "<style", "@import"):
        assert foreign not in text


def test_the_same_procedure_is_drawn_alike() -> None:
    assert svg(picture()) == svg(picture())


def test_a_png_is_twice_as_fine_as_the_picture(tmp_path: Path) -> None:
    draw(sheet(), tmp_path / "small.PNG")
    with Image.open(tmp_path / "small.PNG") as image:
        assert image.size == (SHARP * WIDTH, SHARP * picture().height)
        found = {color for _, color in image.getcolors(1 << 24) or ()}
    for color in colors(["coordinator", "police"]).values():
        assert tuple(int(color[at : at + 2], 16) for at in (1, 3, 5)) in found


def test_mermaid_has_a_subgraph_a_phase_and_a_way_through_all_steps(tmp_path: Path) -> None:
    draw(sheet(), tmp_path / "small.mmd")
    text = (tmp_path / "small.mmd").read_text(encoding="utf-8")
    assert text == mermaid(sheet())
    assert text.startswith("---\ntitle: P0 Prøve #amp; #lt;øve#gt;\n---\nflowchart TD\n")
    assert text.count("subgraph") == 2
    assert [f"s{one} --> s{one + 1}" in text for one in range(1, 5)] == [True] * 4
    assert "style s3 stroke-dasharray" in text
    assert 's2{{"2. Velg hvor dere møtes<br/>Møteleder<br/>Her / Der' in text
    assert "class s4 r_diver" in text


def test_another_ending_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'\.gif' cannot be drawn\."):
        draw(sheet(), tmp_path / "small.gif")
    assert not list(tmp_path.iterdir())


def test_long_words_are_broken_and_nothing_is_lost() -> None:
    lines = wrapped("Menneskerettighetsdomstolsavgjørelser og mer", 15, 80)
    assert len(lines) > 2
    assert "".join(lines).replace(" ", "") == "Menneskerettighetsdomstolsavgjørelserogmer"
    assert wrapped("", 15, 80) == []


def test_a_procedure_speaks_its_own_languages() -> None:
    foreign = replace(small(), spoken={"en": {"Dykk": "Dive", "Dykker": "Diver"}}, languages=("nb", "en"))
    found = Words(foreign, voice("en"), {}, {}).sheet()
    (dive,) = (step for lane in found.lanes for step in lane.steps if step.number == 4)
    assert (dive.do, dive.roles) == ("Dive", (("diver", "Diver"),))
    assert found.language == "en"
