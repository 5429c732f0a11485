"""A procedure drawn into a file: Mermaid text, SVG or PNG, by the ending of its name."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from bot.lanes_layout import Picture, layout
from bot.lanes_mermaid import mermaid
from bot.lanes_words import Sheet
from bot.shapes import PAPER, Box, Patch, Said, Shape, Track, font

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

ENDINGS = (".mmd", ".svg", ".png")
_LETTERS = "font-family=\"'Source Sans 3','Source Sans Pro',Arial,sans-serif\""
SHARP = 2
"""A PNG has twice as many points as the picture has pixels, for screens and printers that can show them."""


def draw(sheet: Sheet, path: Path) -> None:
    """Draw the procedure into the file, which is written over. ValueError says which endings there are."""
    match path.suffix.lower():
        case ".mmd":
            path.write_text(mermaid(sheet), encoding="utf-8")
        case ".svg":
            path.write_text(svg(layout(sheet)), encoding="utf-8")
        case ".png":
            _png(layout(sheet), path)
        case other:
            raise ValueError(f"'{other}' cannot be drawn. Give the file one of these endings: {', '.join(ENDINGS)}.")


def svg(picture: Picture) -> str:
    """The picture as SVG text, readable by itself: no script, no style sheet, nothing from outside."""
    size = f'width="{picture.width}" height="{picture.height}" viewBox="0 0 {picture.width} {picture.height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} lang="{picture.language}" role="img" {_LETTERS}',
        ' aria-labelledby="title" aria-describedby="told">',
        f'<title id="title">{html.escape(picture.title)}</title>',
        f'<desc id="told">{html.escape(picture.told)}</desc>',
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        *(_element(shape) for shape in picture.shapes),
        "</svg>\n",
    ]
    return "\n".join(lines)


def _element(shape: Shape) -> str:
    match shape:
        case Box((x, y), width, height, fill, edge, line, radius, dashed):
            dashes = ' stroke-dasharray="6 4"' if dashed else ""
            stroke = f' stroke="{edge}" stroke-width="{line}"{dashes}' if edge else ""
            return (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:.0f}"'
                f' fill="{fill}"{stroke}/>'
            )
        case Said((x, y), text, size, color, bold):
            weight = ' font-weight="600"' if bold else ""
            # The width is said too: letters of another font then fill the same room.
            return (
                f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{color}"{weight}'
                f' textLength="{shape.width:.1f}" lengthAdjust="spacingAndGlyphs">{html.escape(text)}</text>'
            )
        case Patch(corners, fill):
            return f'<polygon points="{_points(corners)}" fill="{fill}"/>'
        case Track(corners, color):
            return f'<polyline points="{_points(corners)}" fill="none" stroke="{color}" stroke-width="1.5"/>'


def _points(corners: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _png(picture: Picture, path: Path) -> None:
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only a PNG needs it

    image = Image.new("RGB", (SHARP * picture.width, SHARP * picture.height), PAPER)
    canvas = ImageDraw.Draw(image)
    for shape in picture.shapes:
        _paint(canvas, shape)
    image.save(path, format="PNG", optimize=True)


def _paint(canvas: ImageDraw, shape: Shape) -> None:
    match shape:
        case Box((x, y), width, height, fill, edge, line, radius, dashed):
            corners = (SHARP * x, SHARP * y, SHARP * (x + width), SHARP * (y + height))
            outline = edge if edge and not dashed else None
            canvas.rounded_rectangle(corners, SHARP * radius, fill, outline, round(SHARP * line) if outline else 0)
            if dashed:
                _dashes(canvas, corners, edge, round(SHARP * line))
        case Said((x, y), text, size, color, bold):
            letters = font(SHARP * size, bold=bold)
            canvas.text((SHARP * x, SHARP * y), text, fill=color, font=letters, anchor="ls")
        case Patch(corners, fill):
            canvas.polygon([(SHARP * x, SHARP * y) for x, y in corners], fill=fill)
        case Track(corners, color):
            canvas.line([(SHARP * x, SHARP * y) for x, y in corners], fill=color, width=SHARP, joint="curve")


def _dashes(canvas: ImageDraw, corners: tuple[float, float, float, float], color: str, thick: int) -> None:
    """Dashes along the four edges: Pillow draws none itself."""
    left, top, right, bottom = corners
    dash, period = 6 * SHARP, 10 * SHARP
    for along in range(round(left), round(right), period):
        for y in (top, bottom):
            canvas.line((along, y, min(along + dash, right), y), fill=color, width=thick)
    for down in range(round(top), round(bottom), period):
        for x in (left, right):
            canvas.line((x, down, x, min(down + dash, bottom)), fill=color, width=thick)
