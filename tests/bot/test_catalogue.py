"""The catalogue of all procedures: one page, complete, that needs nothing from anywhere."""

from __future__ import annotations

from datetime import date
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.catalogue import Entry, write
from bot.i18n import voice
from bot.lanes_words import Words
from flows.procedures import reader
from tests.bot.small_procedure import TEXT, small
from tests.bot.typed import Desk

TODAY = date(2026, 11, 22)
VOID = {"meta", "img", "br", "link", "input"}


class Outline(HTMLParser):
    """The elements of a page in order, each with what it stands in; AssertionError for one that is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes, _ in self.found if name == tag]


def page(folder: Path, today: date = TODAY) -> str:
    entry = Entry(small(), Words(small(), voice("nb"), {"police": "112"}, {"strl_196": "straffeloven § 196"}).sheet())
    return write(folder / "new" / "catalogue", [entry], "Havnvik", "nb", today).read_text(encoding="utf-8")


def test_the_page_tells_everything_about_a_procedure(tmp_path: Path) -> None:
    text = page(tmp_path)
    for said in (
        "Prosedyrer i Havnvik", "P0 Prøve &amp; &lt;øve&gt;", "Når noen vil prøve.", "Husk alltid å puste.",
        "Koordinator i Havnvik", small().version[:12], "22. november 2026", "1. juli 2027",
        "Ring 112 eller ________", "Noen kan være i fare.", "Velg: Her / Der", "Bare når steg 2 er «Der»",
        "Alle (hver for seg)", "rød: 2 timer · oransje: 24 timer · ellers: 3 virkedager", "straffeloven §&nbsp;196",
        "Våt – stopp", "Kom opp. Ring 112.", "Steg 3 er sperret", "Lapp", "Vi møtes: ________", "Ikke prøvd",
    ):  # fmt: skip
        assert said in text, said


def test_a_step_says_that_it_has_a_document(tmp_path: Path) -> None:
    with_note = reader.read(TEXT.replace('do = "Fortell"', 'do = "Fortell"\ndocument = "note"'), "small")
    entry = Entry(with_note, Words(with_note, voice("nb"), {}, {"strl_196": "straffeloven § 196"}).sheet())
    text = write(tmp_path, [entry], "Havnvik", "nb", TODAY).read_text(encoding="utf-8")
    assert "<small>Dokument: Lapp</small>" in text
    assert "Lov: straffeloven" not in text  # It has a column of its own.


def test_the_page_is_whole_and_can_be_found_around_in(tmp_path: Path) -> None:
    outline = Outline(page(tmp_path))
    assert outline.of("html") == [{"lang": "nb", "dir": "ltr"}]
    for landmark in ("header", "nav", "main", "footer", "h1", "title"):
        assert len(outline.of(landmark)) == 1, landmark
    headings = [int(tag[1]) for tag, _, _ in outline.found if tag in {"h1", "h2", "h3"}]
    assert all(after <= before + 1 for before, after in pairwise(headings))
    (image,) = outline.of("img")
    assert image["alt"]
    assert (image["src"], image["width"]) == ("small.svg", "1000")
    ids = [str(attributes["id"]) for _, attributes, _ in outline.found if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for link in outline.of("a"):
        assert str(link["href"]).removeprefix("#") in ids
    assert len(outline.of("caption")) == len(outline.of("table")) == 2
    assert all(cell["scope"] in {"row", "col"} for cell in outline.of("th"))


def test_nothing_is_fetched_and_nothing_runs(tmp_path: Path) -> None:
    text = page(tmp_path)
    for foreign in ("<script", "http:", "https:", "url(", "@import", "<link", "onload", "javascript:"):
        assert foreign not in text, foreign
    for scheme in ("prefers-color-scheme: dark", "@media print"):
        assert scheme in text
    assert sorted(each.name for each in (tmp_path / "new" / "catalogue").iterdir()) == ["index.html", "small.svg"]
    ET.parse(tmp_path / "new" / "catalogue" / "small.svg")  # noqa: S314 - our own file


def test_a_passed_check_date_is_a_warning(tmp_path: Path) -> None:
    warning = "Datoen for ny sjekk er passert."
    assert warning not in page(tmp_path)
    assert warning in page(tmp_path, date(2027, 7, 2))


def test_every_procedure_that_comes_with_the_program_is_there(desk: Desk) -> None:
    folder = desk.folder / "catalogue"
    assert desk.good("flows", "--catalogue", folder) == f"{folder / 'index.html'}\n"
    text = (folder / "index.html").read_text(encoding="utf-8")
    outline = Outline(text)
    assert len(outline.of("article")) == len(reader.packaged()) == 18
    assert text.count("straffeloven §&nbsp;196") >= 2
    for procedure in reader.packaged().values():
        assert (folder / f"{procedure.name}.svg").is_file()
        assert escape(procedure.owner) in text
    codes = [line.split(">")[2].split("<")[0].split()[0] for line in text.splitlines() if line.startswith("<li><a")]
    assert "Strategimøte" in codes[:-13]
    assert codes[-13:] == [f"P{n}" for n in range(1, 14)]


@pytest.mark.parametrize("ending", ["mmd", "svg", "png"])
def test_havn_flows_draws_a_procedure(desk: Desk, ending: str) -> None:
    out = desk.folder / f"p.{ending}"
    assert desk.good("flows", "strategy_meeting", "--diagram", out) == f"{out}\n"
    assert out.stat().st_size > 1000


def test_havn_flows_draws_in_another_language_or_says_which_there_are(desk: Desk) -> None:
    out = desk.folder / "p.svg"
    desk.good("flows", "strategy_meeting", "--diagram", out, "--language", "en")
    assert 'lang="en"' in out.read_text(encoding="utf-8")
    assert "Choose one of: nb," in desk.wrong("flows", "--catalogue", desk.folder / "c", "--language", "xx")
    assert "cannot be drawn" in desk.wrong("flows", "strategy_meeting", "--diagram", desk.folder / "p.gif")
    assert "There is no flow called nothing." in desk.wrong("flows", "nothing", "--diagram", out)
