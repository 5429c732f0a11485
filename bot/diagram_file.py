"""A flow drawn into a file: Mermaid text, SVG or PNG, by the ending of its name."""

from __future__ import annotations

import html
import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from bot.diagram_layout import BOX, LINE, Box, Picture, Wire, layout
from flows.diagram import mermaid
from flows.model import Flow, Kind

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FILLS = {Kind.TELL: "#eef4fb", Kind.SUMMARY: "#fff6dd", Kind.END: "#e9f5ee"}
PAPER, INK, FAINT = "#ffffff", "#1d2733", "#5d6b7a"
TITLE, SMALL = 14, 12
ENDINGS = (".mmd", ".svg", ".png")


def draw(flow: Flow, path: Path) -> None:
    """Draw the flow into the file, which is written over. ValueError says which endings there are; OSError as ever."""
    match path.suffix.lower():
        case ".mmd":
            path.write_text(mermaid(flow), encoding="utf-8")
        case ".svg":
            path.write_text(svg(layout(flow), flow.title), encoding="utf-8")
        case ".png":
            _png(layout(flow), path)
        case other:
            raise ValueError(f"'{other}' cannot be drawn. Give the file one of these endings: {', '.join(ENDINGS)}.")


def svg(picture: Picture, title: str) -> str:
    """The picture as SVG text, readable by itself: no script, no style sheet, nothing from outside."""
    width, height = picture.width, picture.height
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"',
        ' font-family="sans-serif" role="img">',
        f"<title>{html.escape(title)}</title>",
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        *(_svg_wire(wire) for wire in picture.wires),
        *(_svg_box(box) for box in picture.boxes),
        "</svg>\n",
    ]
    return "\n".join(lines)


def _svg_box(box: Box) -> str:
    x, y = box.at
    dashes = ' stroke-dasharray="5 4"' if box.optional else ""
    return (
        f'<rect x="{x}" y="{y}" width="{BOX}" height="{box.height}" rx="8" fill="{FILLS.get(box.kind, PAPER)}"'
        f' stroke="{INK}"{dashes}/>'
        f'<text x="{x + 10}" y="{y + TITLE + 4}" font-size="{TITLE}" fill="{INK}">{html.escape(box.title)}</text>'
        f'<text x="{x + 10}" y="{y + TITLE + LINE + 4}" font-size="{SMALL}" fill="{FAINT}">'
        f"{html.escape(box.under)}</text>"
    )


def _svg_wire(wire: Wire) -> str:
    corners = " ".join(f"{x},{y}" for x, y in wire.corners)
    tip = " ".join(f"{x},{y}" for x, y in arrow(wire))
    x, y = wire.label_at
    return (
        f'<polyline points="{corners}" fill="none" stroke="{wire.color}"/><polygon points="{tip}" fill="{wire.color}"/>'
        f'<text x="{x}" y="{y + SMALL - 2}" font-size="{SMALL}" fill="{wire.color}">{html.escape(wire.label)}</text>'
    )


def arrow(wire: Wire) -> tuple[tuple[int, int], ...]:
    """The three corners of the tip at a line's end."""
    (from_x, _), (x, y) = wire.corners[-2:]
    if from_x == x:
        return (x, y), (x - 4, y - 8), (x + 4, y - 8)
    return (x, y), (x + 8, y - 4), (x + 8, y + 4)


def _png(picture: Picture, path: Path) -> None:
    # Only a PNG needs Pillow and a font of its own: a machine without fonts draws it alike.
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    fonts: dict[str, str] = importlib.import_module("font_source_sans_pro").font_files_ttf
    title, small = (ImageFont.truetype(fonts["SourceSansPro"], size) for size in (TITLE, SMALL))
    image = Image.new("RGB", (picture.width, picture.height), PAPER)
    canvas = ImageDraw.Draw(image)
    for wire in picture.wires:
        canvas.line(wire.corners, fill=wire.color)
        canvas.polygon(arrow(wire), fill=wire.color)
        canvas.text(wire.label_at, wire.label, fill=wire.color, font=small)
    for box in picture.boxes:
        _png_box(canvas, box, title, small)
    image.save(path, format="PNG", optimize=True)


def _png_box(canvas: ImageDraw, box: Box, title: FreeTypeFont, small: FreeTypeFont) -> None:
    x, y = box.at
    edge = FAINT if box.optional else INK
    canvas.rounded_rectangle((x, y, x + BOX, y + box.height), 8, fill=FILLS.get(box.kind, PAPER), outline=edge)
    canvas.text((x + 10, y + 2), box.title, fill=INK, font=title)
    canvas.text((x + 10, y + LINE + 4), box.under, fill=FAINT, font=small)
