from __future__ import annotations

from flows import reader
from flows.diagram import Edge, edges, heading, mermaid, words
from flows.model import Condition, Row
from tests.flows.small import TRIP, flow


def test_every_way_on_is_an_edge() -> None:
    assert edges(flow(TRIP)) == [
        Edge("safe", "tongue"),
        Edge("tongue", "trip"),
        Edge("trip", "fear", "Nei"),
        Edge("trip", "word", "safe = no"),
        Edge("trip", "leaving", "ellers"),
        Edge("leaving", "days"),
        Edge("days", "fear"),
        Edge("fear", "read"),
        Edge("read", "hour"),
        Edge("hour", "word"),
        Edge("word", "sum"),
        Edge("sum", "sum", "Endre"),
        Edge("sum", "receipt", "ellers"),
    ]


def test_answers_that_lead_the_same_way_share_an_edge() -> None:
    both = TRIP.replace('text = "Langt"', 'text = "Langt", to = "fear"')
    assert Edge("trip", "fear", "Nei / Langt") in edges(flow(both))


def test_conditions_in_words() -> None:
    rows = (
        Row("a", frozenset({"y", "x"})),
        Row("d", compare=("<=", 3)),
        Row("t", answered=True),
        Row("u", answered=False),
    )
    assert words(Condition((rows,))) == "a = x|y, d <= 3, t besvart, u ikke besvart"
    either = Condition((rows[:1], (Condition((rows[1:2],), negated=True),)))
    assert words(either) == "a = x|y / ikke (d <= 3)"


def test_mermaid_has_a_box_a_step_and_an_arrow_an_edge() -> None:
    trip = flow(TRIP.replace('"Les dette."', '"**Les** «dette» <nå> & \\"her\\"\\nIkke dette"'))
    text = mermaid(trip)
    lines = text.splitlines()
    assert lines[0] == "flowchart TD"
    assert '  s_read>"Les «dette» #lt;nå#gt; #amp; #quot;her#quot;"]' in lines
    assert '  s_days["Hvor lenge?<br/>trip = far"]' in lines
    assert "  style s_days stroke-dasharray: 5 5" in lines
    assert '  s_trip -->|"safe = no"| s_word' in lines
    assert "  s_safe --> s_tongue" in lines
    assert len([line for line in lines if "-->" in line]) == len(edges(trip))
    assert heading(trip.steps["read"]) == 'Les «dette» <nå> & "her"'


def test_every_packaged_flow_has_a_diagram() -> None:
    for packaged in reader.packaged().values():
        assert mermaid(packaged).count("\n") > len(packaged.steps)
