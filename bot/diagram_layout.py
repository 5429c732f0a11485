"""Where the boxes and lines of a flow's picture go: the steps under each other, a line at the side for each jump."""

from __future__ import annotations

from dataclasses import dataclass

from flows.diagram import Edge, edges, heading, words
from flows.model import Flow, Kind, Step

Point = tuple[int, int]

LEFT, TOP, BOX, LINE = 24, 24, 420, 18
LABELS = 330
"""Between the boxes and the first line at the side: room for what the answers say."""
LANE = 14
TEXT = 62
"""So many letters stand on a box; a label at the side has room for fewer."""
LABEL = 50
COLORS = ("#0b6e4f", "#7a3e9d", "#b3541e", "#1f5fa8", "#a8324a", "#5b6b1d", "#3d5a80", "#8a6d1b")
"""Dark enough to be read on white; each jump's target has one."""


@dataclass(frozen=True, slots=True)
class Box:
    """A step: its upper left corner, its size, what stands on it, and whether it can be passed over."""

    at: Point
    height: int
    title: str
    under: str
    kind: Kind
    optional: bool


@dataclass(frozen=True, slots=True)
class Wire:
    """A way on: its corners from source to target, its colour, and its label with where that begins."""

    corners: tuple[Point, ...]
    color: str
    label: str
    label_at: Point


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn, in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]


def layout(flow: Flow) -> Picture:
    """The picture of a flow. What leads to the same step shares one line at the side; short lines lie nearest."""
    ways = edges(flow)
    out = {name: [edge for edge in ways if edge.source == name] for name in flow.steps}
    boxes: dict[str, Box] = {}
    y = TOP
    for step in flow.steps.values():
        height = LINE * max(2, len(out[step.id]) + 1) + 4
        boxes[step.id] = _box(step, (LEFT, y), height)
        y += height + LINE
    lanes = _lanes(flow, ways, boxes)
    wires = tuple(
        _wire(boxes, edge, place, lanes.get(edge.to))
        for found in out.values()
        for place, edge in enumerate(found)
    )  # fmt: skip
    width = LEFT + BOX + LABELS + LANE * (max(lanes.values(), default=0) + 2)
    return Picture(width, y + TOP, tuple(boxes.values()), wires)


def _box(step: Step, at: Point, height: int) -> Box:
    under = step.id if step.when is None else f"{step.id}  ·  når {words(step.when)}"
    return Box(at, height, short(heading(step), TEXT), short(under, TEXT), step.kind, step.when is not None)


def _lanes(flow: Flow, ways: list[Edge], boxes: dict[str, Box]) -> dict[str, int]:
    """For each step that something jumps to, the number of the line that leads there; lines that meet differ."""
    following = dict(zip(flow.steps, list(flow.steps)[1:], strict=False))
    spans: dict[str, tuple[int, int]] = {}
    for edge in ways:
        if following.get(edge.source) != edge.to:
            here, there = boxes[edge.source].at[1], boxes[edge.to].at[1]
            low, high = spans.get(edge.to, (there, there))
            spans[edge.to] = (min(low, here), max(high, here + boxes[edge.source].height))
    taken: list[list[tuple[int, int]]] = []
    lanes: dict[str, int] = {}
    for to, (low, high) in sorted(spans.items(), key=lambda span: span[1][1] - span[1][0]):
        free = (n for n, lane in enumerate(taken) if all(high < start or end < low for start, end in lane))
        lanes[to] = next(free, len(taken))
        if lanes[to] == len(taken):
            taken.append([])
        taken[lanes[to]].append((low, high))
    return lanes


def _wire(boxes: dict[str, Box], edge: Edge, place: int, lane: int | None) -> Wire:
    source, target = boxes[edge.source], boxes[edge.to]
    right = LEFT + BOX
    y = source.at[1] + LINE * (place + 2)
    label_at = (right + 14, y - LINE + 2)
    if target.at[1] == source.at[1] + source.height + LINE:
        x = LEFT + 40
        return Wire(((x, target.at[1] - LINE), (x, target.at[1])), "#444444", short(edge.label, LABEL), label_at)
    x = right + LABELS + LANE * (lane or 0)
    into = target.at[1] + 8
    color = COLORS[(lane or 0) % len(COLORS)]
    return Wire(((right, y), (x, y), (x, into), (right, into)), color, short(edge.label, LABEL), label_at)


def short(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
