"""Where everything goes in a procedure's picture: a lane a phase, its steps from left to right, three in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.i18n import voice
from bot.lanes_cell import SMALL, TEXT, cell, colors, frame
from bot.lanes_words import Lane, Sheet, Step
from bot.pen import Pen
from bot.shapes import BAND, FAINT, INK, LINK, PAPER, WARN, Box, Patch, Point, Shape, Track
from flows.msgid import N_

WIDTH, EDGE, PAD, GAP, COLUMNS = 1000, 20, 14, 22, 3
CELL = (WIDTH - 2 * EDGE - 2 * PAD - (COLUMNS - 1) * GAP) / COLUMNS
HEAD, TITLE = 26, 17
"""Sizes of letters, in pixels."""
TIP = 6
"""How large the tip of an arrow is."""

WHAT_STOPS, WHAT_BARS, HOW_IT_ENDS = N_("Stopp"), N_("Sperrer"), N_("Slutt: et menneske velger")
FIRST_ROLE = N_("Den første rollen i et steg har ansvaret.")
BLACK_DIAMOND = N_("Svart rute: her er noe å velge.")
DASHED_EDGE = N_("Stiplet kant: vises bare noen ganger.")


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn, and what it says to somebody who cannot see it."""

    width: int
    height: int
    title: str
    told: str
    language: str
    shapes: tuple[Shape, ...]


def layout(sheet: Sheet) -> Picture:
    """The picture of a procedure."""
    return _Page(sheet).picture()


class _Page:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._say = sheet, voice(sheet.language).say
        self._colors = colors([role for role, _ in sheet.roles])
        self._shapes: list[Shape] = []
        self._y = float(EDGE)

    def picture(self) -> Picture:
        sheet = self._sheet
        heading = f"{sheet.code} {sheet.title}".strip()
        self._head(heading)
        for lane in sheet.lanes:
            self._lane(lane)
        for label, tell in sheet.stops:
            self._notice(f"{self._say(WHAT_STOPS)}: {label}", [tell], WARN)
        if sheet.bars:
            self._notice(self._say(WHAT_BARS), sheet.bars, WARN)
        self._notice(self._say(HOW_IT_ENDS), [" / ".join(sheet.results)], INK)
        told = (
            f"{lane.title}: {'; '.join(f'{step.number}. {step.do}' for step in lane.steps)}." for lane in sheet.lanes
        )
        height = round(self._y + EDGE - GAP / 2)
        return Picture(WIDTH, height, heading, " ".join(told), sheet.language, tuple(self._shapes))

    def _head(self, heading: str) -> None:
        pen = Pen(EDGE, self._y, WIDTH - 2 * EDGE)
        pen.write(heading, HEAD, bold=True)
        pen.y += 2
        pen.write(self._sheet.trigger, TEXT)
        pen.write(self._sheet.reminder, TEXT, bold=True)
        pen.y += 10
        pen.chips(self._sheet.roles, self._colors)
        pen.y += 6
        pen.write(" ".join(self._say(mark) for mark in _marks(self._sheet)), SMALL, color=FAINT)
        self._take(pen, 12)

    def _lane(self, lane: Lane) -> None:
        top, under = self._y, len(self._shapes)
        pen = Pen(EDGE + PAD, top + 8, WIDTH - 2 * (EDGE + PAD))
        pen.write(lane.title, TITLE, bold=True)
        self._take(pen, 8)
        rows = [lane.steps[n : n + COLUMNS] for n in range(0, len(lane.steps), COLUMNS)]
        for row in rows:
            self._row(row, last=row is rows[-1])
        self._y += PAD - GAP
        self._shapes.insert(under, Box((EDGE, top), WIDTH - 2 * EDGE, self._y - top, BAND, LINK))
        self._y += GAP / 2

    def _row(self, row: Sequence[Step], *, last: bool) -> None:
        top = self._y
        cells = [cell(step, _left(column), top, CELL, self._colors) for column, step in enumerate(row)]
        bottom = max(pen.y for pen in cells)
        for column, (step, pen) in enumerate(zip(row, cells, strict=True)):
            self._shapes += frame(step, _left(column), top, CELL, bottom - top, self._colors)
            self._shapes += pen.shapes
            if column:
                middle = (top + bottom) / 2
                self._arrow((_left(column) - GAP, middle), (_left(column) - 1, middle))
        self._y = bottom + GAP
        if not last:
            right, left, between = _left(len(row) - 1) + CELL / 2, _left(0) + CELL / 2, bottom + GAP / 2
            self._arrow((right, bottom), (right, between), (left, between), (left, self._y - 1))

    def _notice(self, title: str, texts: Sequence[str], color: str) -> None:
        top, under = self._y, len(self._shapes)
        pen = Pen(EDGE + PAD, top + 8, WIDTH - 2 * (EDGE + PAD))
        pen.write(title, TEXT, color=color, bold=True)
        for text in texts:
            pen.write(text, SMALL)
        self._take(pen, 10)
        self._shapes.insert(under, Box((EDGE, top), WIDTH - 2 * EDGE, self._y - top, PAPER, color, 2))
        self._y += GAP / 2

    def _take(self, pen: Pen, below: float) -> None:
        self._shapes += pen.shapes
        self._y = pen.y + below

    def _arrow(self, *corners: Point) -> None:
        (_, from_y), (x, y) = corners[-2:]
        across, down = (TIP, 0) if from_y == y else (0, TIP)
        base = (x - across, y - down)
        self._shapes.append(Track((*corners[:-1], base), LINK))
        sides = ((base[0] - down * 0.7, base[1] - across * 0.7), (base[0] + down * 0.7, base[1] + across * 0.7))
        self._shapes.append(Patch(((x, y), *sides), LINK))


def _marks(sheet: Sheet) -> Iterator[str]:
    """What the marks mean that stand in this picture."""
    steps = [step for lane in sheet.lanes for step in lane.steps]
    if any(len(step.roles) > 1 for step in steps):
        yield FIRST_ROLE
    if any(step.choices for step in steps):
        yield BLACK_DIAMOND
    if any(step.when for step in steps):
        yield DASHED_EDGE


def _left(column: int) -> float:
    return EDGE + PAD + column * (CELL + GAP)
