"""Minutes on paper: A4, tagged for screen readers, the same bytes for the same minutes."""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import zip_longest

from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences
from fpdf.structure_tree import StructElem

from bot.i18n import Voice
from bot.tagged_pdf import TaggedPdf
from flows.msgid import N_
from flows.procedures.minuted import Minutes
from flows.procedures.minutes_text import Block, Heading, Items, Line, Table, blocks, title

PLAIN, BOLD = "SourceSansPro", "SourceSansProSemibold"
MARGIN, FOOT = 20.0, 18.0
"""Millimetres."""
SIZES = {1: 20.0, 2: 14.0, 3: 11.5}
TEXT, SMALL = 10.5, 9.0
"""Points."""
INK, FAINT, RULE = (29, 39, 51), (80, 92, 107), (150, 160, 170)
MISSING = "\N{LOZENGE}"
PAGE = N_("Side {page} av {pages}")
REPLACED = N_("◊ står for tegn som skriften her mangler. Tekstutgaven (.txt) har dem.")


def as_pdf(minutes: Minutes, voice: Voice) -> bytes:
    """The minutes as a PDF in this language, its headings and times as in the plain text."""
    logging.getLogger("fpdf").setLevel(logging.CRITICAL)  # its warnings quote letters that somebody typed
    with closing(_Paper(minutes, voice, 0)) as tried:
        tried.fill()
    with closing(_Paper(minutes, voice, tried.page)) as paper:
        paper.fill()
        return bytes(paper.output())


_TOGETHER = re.compile(r"(?<=§) | (?=[0-9]{2}:[0-9]{2}\b)")
"""Spaces at which no line ends: before a section's number and before the hour of a day."""


class _Paper(TaggedPdf):
    def __init__(self, minutes: Minutes, voice: Voice, pages: int) -> None:
        super().__init__()
        self._minutes, self._voice, self._all = minutes, voice, pages
        self._replaced = False
        fonts: dict[str, str] = importlib.import_module("font_source_sans_pro").font_files_ttf
        for name in (PLAIN, BOLD):
            self.add_font(name, fname=fonts[name])
        font = self.fonts[PLAIN.lower()]
        self._has = frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset()
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=False)
        self.set_title(title(minutes, voice.say))
        self.set_lang(voice.language)
        self.set_producer("")
        self.set_creation_date(minutes.written_at)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def close(self) -> None:
        """Let go of the files of the letters, which fpdf2 leaves open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def fill(self) -> None:
        """Draw everything."""
        self.add_page()
        for block in blocks(self._minutes, self._voice.say):
            self._draw(block)
        if self._replaced:
            self._paragraph(self._voice.say(REPLACED), SMALL)

    def footer(self) -> None:
        """Which document and which page this is."""
        with self.decoration():
            self._pen(PLAIN, SMALL, FAINT)
            self.set_xy(self.l_margin, self.h - FOOT)
            page = self._voice.say(PAGE, page=self.page, pages=self._all)
            self.cell(w=self.epw / 2, text=title(self._minutes, self._voice.say))
            self.cell(w=self.epw / 2, text=page, align="R")

    def _draw(self, block: Block) -> None:
        match block:
            case Heading(text, rank):
                self._heading(text, rank)
            case Line(text):
                self._paragraph(text)
            case Items(texts, labels):
                self._items(texts, labels)
            case Table(head, rows, widths):
                self._table(head, rows, [self.epw * share / sum(widths) for share in widths])

    def _heading(self, text: str, rank: int) -> None:
        self._pen(BOLD, SIZES[rank], INK)
        if self.y > self.t_margin:
            self.y += 2 + SIZES[rank] / 6
        self._room(self._line * 3)  # never alone at the foot of a page
        self.start_section(self._letters(text), rank - 1)
        with self.tagged(f"/H{rank}"):
            self.multi_cell(w=0, h=self._line, text=self._letters(text), new_x="LMARGIN", new_y="NEXT")
        self.y += 1

    def _paragraph(self, text: str, size: float = TEXT) -> None:
        self._pen(PLAIN, size, INK)
        for chunk in self._chunks(self._lines(text, self.epw)):
            with self.tagged("/P"):
                self._write(chunk, self.l_margin, self.epw)
        self.y += 1.5

    def _items(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._pen(PLAIN, TEXT, INK)
        held = self.group("/L")
        indent = 8.0 if labels else 4.5
        for text, label in zip(texts, labels or ["•"] * len(texts), strict=True):
            item = self.group("/LI", held)
            for nth, chunk in enumerate(self._chunks(self._lines(text, self.epw - indent))):
                if not nth:
                    with self.tagged("/Lbl", item):
                        self.text(self.l_margin + 1, self.y + self._line * 0.72, label)
                with self.tagged("/LBody", item):
                    self._write(chunk, self.l_margin + indent, self.epw - indent)
            self.y += 0.8
        self.y += 1

    def _table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        held = self.group("/Table")
        self._row(head, widths, held, "/TH")
        for row in rows:
            self._row(row, widths, held, "/TD", head)
        self.y += 2

    def _row(
        self, cells: Sequence[str], widths: Sequence[float], table: StructElem, kind: str, head: Sequence[str] = ()
    ) -> None:
        """One row; what does not fit goes on, on the next page, in the same cells under the head again."""
        self._pen(BOLD if kind == "/TH" else PLAIN, SMALL, INK)
        columns = [self._lines(text, width) for text, width in zip(cells, widths, strict=True)]
        lines = list(zip_longest(*columns, fillvalue=""))
        row = self.group("/TR", table)
        while lines:
            fits = self._fits()
            if fits < min(len(lines), 4):
                self.add_page()
                if head:
                    self._row(head, widths, table, "/TH")
                    self._pen(PLAIN, SMALL, INK)
                fits = self._fits()
            self._cells(lines[:fits], widths, row, kind)
            lines = lines[fits:]

    def _cells(self, lines: Sequence[Sequence[str]], widths: Sequence[float], row: StructElem, kind: str) -> None:
        top, x = self.y + 1, self.l_margin
        for column, width in enumerate(widths):
            self.y = top
            with self.tagged(kind, row, scoped=kind == "/TH"):
                self._write([line[column] for line in lines], x, width)
            x += width
        self.y = top + self._line * len(lines) + 1
        with self.decoration():
            self.set_draw_color(*RULE)
            self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)

    @property
    def _line(self) -> float:
        """The height of a line, in millimetres."""
        return float(self.font_size * 1.3)

    def _pen(self, font: str, size: float, color: tuple[int, int, int]) -> None:
        self.set_font(font, size=size)
        self.set_text_color(*color)

    def _fits(self) -> int:
        """So many lines, and the space around them, fit below."""
        return int((self.h - FOOT - 6 - self.y - 2) / self._line)

    def _room(self, height: float) -> None:
        if self.y + height > self.h - FOOT - 6:
            self.add_page()

    def _chunks(self, lines: list[str]) -> Iterator[list[str]]:
        """The lines, page by page: the page is turned while they are drawn, and before when not even two would fit."""
        while lines:
            if self._fits() < min(len(lines), 2):
                self.add_page()
            fits = self._fits()
            yield lines[:fits]
            lines = lines[fits:]

    def _write(self, lines: Sequence[str], x: float, width: float) -> None:
        for line in lines:
            self.set_x(x)
            self.cell(w=width, h=self._line, text=line, new_x="LMARGIN", new_y="NEXT")

    def _lines(self, text: str, width: float) -> list[str]:
        letters = self._letters(text)
        found = self.multi_cell(
            w=width, h=self._line, text=letters, align="L", dry_run=True, output=MethodReturnValue.LINES
        )
        return [str(line) for line in found] or [""] if isinstance(found, list) else [""]

    def _letters(self, text: str) -> str:
        """The text with a stand-in for each letter that the font lacks, and its figures kept together."""
        shown = "".join(letter if letter == "\n" or ord(letter) in self._has else MISSING for letter in text)
        self._replaced = self._replaced or shown != text
        return _TOGETHER.sub("\N{NO-BREAK SPACE}", shown)
