from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from bot.diagram_file import arrow, draw
from bot.diagram_layout import LEFT, layout, short
from flows.diagram import edges, mermaid
from tests.flows.small import TRIP, flow

SVG = "{http://www.w3.org/2000/svg}"


def test_mermaid_text_is_written(tmp_path: Path) -> None:
    draw(flow(TRIP), tmp_path / "trip.mmd")
    assert (tmp_path / "trip.mmd").read_text(encoding="utf-8") == mermaid(flow(TRIP))


def test_an_svg_is_xml_with_every_step_and_every_way_and_nothing_from_outside(tmp_path: Path) -> None:
    trip = flow(TRIP.replace('"Når?"', '"<Når> & hvor?"'))
    draw(trip, tmp_path / "trip.svg")
    text = (tmp_path / "trip.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314 - our own file
    said = [each.text for each in root.iter(f"{SVG}text")]
    assert "<Når> & hvor?" in said
    assert all(any(name in (each or "") for each in said) for name in trip.steps)
    assert len(list(root.iter(f"{SVG}polyline"))) == len(edges(trip))
    assert [box.get("stroke-dasharray") for box in root.iter(f"{SVG}rect")].count("5 4") == 1
    assert "href" not in text
    assert "<script" not in text


def test_a_png_is_as_large_as_the_picture_and_not_blank(tmp_path: Path) -> None:
    draw(flow(TRIP), tmp_path / "trip.PNG")
    picture = layout(flow(TRIP))
    with Image.open(tmp_path / "trip.PNG") as image:
        assert image.size == (picture.width, picture.height)
        assert len(image.getcolors(1 << 24) or ()) > 20


def test_another_ending_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"'\.gif' cannot be drawn\. Give the file one of these endings: \.mmd, \.svg, \.png\."
    ):
        draw(flow(TRIP), tmp_path / "trip.gif")
    assert not list(tmp_path.iterdir())


def test_boxes_do_not_meet_and_no_line_to_one_step_lies_on_that_to_another() -> None:
    picture = layout(flow(TRIP))
    for above, below in zip(picture.boxes, picture.boxes[1:], strict=False):
        assert above.at[1] + above.height < below.at[1]
    upright: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for wire in picture.wires:
        if len(wire.corners) > 2:
            (_, y), (x, _), (_, into) = wire.corners[0], wire.corners[1], wire.corners[2]
            upright.setdefault((x, into), []).append((min(y, into), max(y, into)))
            assert x < picture.width
    ends = list(upright)
    for number, (x, _) in enumerate(ends):
        for other in ends[number + 1 :]:
            if other[0] == x:
                low, high = min(upright[other])[0], max(upright[other])[1]
                assert all(end < low or high < start for start, end in upright[ends[number]])
    assert all(box.at[0] == LEFT for box in picture.boxes)


def test_a_flow_without_jumps_has_no_lines_at_the_side() -> None:
    plain = flow("[step.a]\nkind = 'tell'\nask = '!'\n[step.b]\nkind = 'end'\nask = '!'")
    picture = layout(plain)
    assert [len(wire.corners) for wire in picture.wires] == [2]
    assert arrow(picture.wires[0])[0] == picture.wires[0].corners[-1]


def test_long_words_are_cut() -> None:
    assert short("kort", 5) == "kort"
    assert short("for langt", 5) == "for…"
