"""Writes down a column: lines of text and the chips of roles, each below the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.shapes import INK, Box, Patch, Said, Shape, width, wrapped

CHIP, CHIP_LETTERS, BETWEEN = 20, 13, 6


class Pen:
    """A column that begins at `x`, `y` and is `room` wide; `y` moves on with what is written."""

    def __init__(self, x: float, y: float, room: float) -> None:
        self.x, self.y, self.room = x, y, room
        self.shapes: list[Shape] = []

    def write(self, text: str, size: int, *, color: str = INK, bold: bool = False) -> None:
        """Write a text in as many lines as it takes."""
        for line in wrapped(text, size, self.room, bold=bold):
            self.y += round(size * 1.28)
            self.shapes.append(Said((self.x, self.y - round(size * 0.3)), line, size, color, bold))

    def choice(self, text: str, size: int, color: str) -> None:
        """Write a text behind a diamond: something to decide."""
        half, middle = size * 0.36, self.y + size * 0.66
        x = self.x + half
        corners = ((x, middle - half), (x + half, middle), (x, middle + half), (x - half, middle))
        self.shapes.append(Patch(corners, color))
        self.x, self.room = self.x + size, self.room - size
        self.write(text, size, color=color, bold=True)
        self.x, self.room = self.x - size, self.room + size

    def chips(self, roles: Sequence[tuple[str, str]], colors: Mapping[str, str], after: str = "") -> None:
        """Write the roles, each on its colour, in as many rows as it takes; `after` follows the last one."""
        x = self.x
        for role, name in roles:
            wide = width(name, CHIP_LETTERS, bold=True) + 14
            if x > self.x and x + wide > self.x + self.room:
                x, self.y = self.x, self.y + CHIP + 4
            self.shapes.append(Box((x, self.y), wide, CHIP, colors[role], radius=CHIP / 2))
            self.shapes.append(Said((x + 7, self.y + CHIP - 6), name, CHIP_LETTERS, "#ffffff", bold=True))
            x += wide + BETWEEN
        if after:
            if x + width(after, CHIP_LETTERS, bold=False) > self.x + self.room:
                x, self.y = self.x, self.y + CHIP + 2
            self.shapes.append(Said((x, self.y + CHIP - 6), after, CHIP_LETTERS))
        self.y += CHIP
