"""One step of a procedure's picture: its number, what to do, who, by when, and what is special about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.lanes_words import Step
from bot.pen import Pen
from bot.shapes import FAINT, INK, PAPER, Box, Shape
from flows.procedures.model import ROLES

TEXT, SMALL, STRIPE, INSET = 15, 13, 8, 10
DUE = "#7a2e00"
COLORS = (
    "#37474f", "#14506b", "#705c00", "#1f5fa8", "#0b6e4f", "#7a3e9d", "#a8324a", "#7d5200", "#00626f", "#5b4636",
    "#3f4aa3", "#566619", "#97390f", "#86286e", "#2d6a2d", "#6a1b4d", "#4b3f8f", "#8c2f2f", "#2f5d50", "#6b4a00",
)  # fmt: skip
"""Dark enough for white letters (WCAG AA, 4.5:1); a role keeps its colour from picture to picture where it can."""


def colors(roles: Sequence[str]) -> dict[str, str]:
    """A colour for each of these roles, each another one as long as there are enough."""
    usual = list(ROLES)
    taken: dict[str, str] = {}
    for role in roles:
        first = usual.index(role) if role in usual else sum(role.encode())
        order = [COLORS[(first + n) % len(COLORS)] for n in range(len(COLORS))]
        taken[role] = next((color for color in order if color not in taken.values()), order[0])
    return taken


def cell(step: Step, x: float, y: float, width: float, colors_of: Mapping[str, str]) -> Pen:
    """What stands in a step's box, its upper left corner at `x`, `y`; the pen's `y` is where the box may end."""
    pen = Pen(x + STRIPE + INSET, y + 6, width - STRIPE - 2 * INSET)
    pen.write(f"{step.number}. {step.do}", TEXT, bold=True)
    if step.choices:
        pen.y += 2
        pen.choice(" / ".join(step.choices), SMALL, INK)
    if step.due:
        pen.y += 2
        pen.write(step.due, SMALL, color=DUE, bold=True)
    for note in (step.when, *step.notes, step.under, step.document):
        if note:
            pen.write(note, SMALL, color=FAINT)
    pen.y += 6
    pen.chips(step.roles, colors_of, step.each)
    pen.y += INSET
    return pen


def frame(step: Step, x: float, y: float, width: float, height: float, colors_of: Mapping[str, str]) -> list[Shape]:
    """The box of a step, with a stripe in the colour of the responsible role; dashed when it is not always shown."""
    color = colors_of[step.roles[0][0]]
    return [
        Box((x, y), width, height, PAPER, color, 1.5, dashed=bool(step.when)),
        Box((x, y), STRIPE, height, color, radius=STRIPE / 2),
    ]
