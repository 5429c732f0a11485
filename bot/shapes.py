"""What a picture is made of, in pixels, and how wide its letters are: the same for SVG and PNG."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Point = tuple[float, float]
PAPER, INK, FAINT, BAND, WARN, LINK = "#ffffff", "#1d2733", "#4a5766", "#f1f4f8", "#9b1c1c", "#5d6b7a"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners; `line` is the width of its edge, `dashed` how that is drawn."""

    at: Point
    width: float
    height: float
    fill: str
    edge: str = ""
    line: float = 1
    radius: float = 8
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One line of text; `at` is the left end of its foot."""

    at: Point
    text: str
    size: int
    color: str = INK
    bold: bool = False

    @property
    def width(self) -> float:
        """How wide it is drawn."""
        return width(self.text, self.size, bold=self.bold)


@dataclass(frozen=True, slots=True)
class Patch:
    """A filled polygon."""

    corners: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Track:
    """A line with corners."""

    corners: tuple[Point, ...]
    color: str


Shape = Box | Said | Patch | Track


def font_file(*, bold: bool) -> str:
    """Where the letters lie: a package brings them, so that a machine without fonts draws alike."""
    files: dict[str, str] = importlib.import_module("font_source_sans_pro").font_files_ttf
    return files["SourceSansProSemibold" if bold else "SourceSansPro"]


@cache
def font(size: int, *, bold: bool) -> FreeTypeFont:
    """The letters in this size."""
    from PIL import ImageFont  # noqa: PLC0415 - only a picture needs Pillow

    return ImageFont.truetype(font_file(bold=bold), size)


@cache
def width(text: str, size: int, *, bold: bool) -> float:
    """How wide a line of text is."""
    return font(size, bold=bold).getlength(text)


def wrapped(text: str, size: int, room: float, *, bold: bool = False) -> list[str]:
    """The text in lines that are at most `room` wide; a word that is wider is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width(longer, size, bold=bold) <= room:
            line = longer
            continue
        lines += [line] if line else []
        line = word
        while width(line, size, bold=bold) > room:
            fits = max(1, next(n for n in range(len(line), -1, -1) if width(line[:n], size, bold=bold) <= room))
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line else lines
