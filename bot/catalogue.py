"""The catalogue of all procedures: one page and a picture of each, made from the content, to be read without Havn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib import resources
from pathlib import Path

from babel.dates import format_date

from bot.i18n import Voice, voice
from bot.lanes_file import svg
from bot.lanes_layout import WHAT_BARS, WHAT_STOPS, layout
from bot.lanes_words import Lane, Sheet, Step
from bot.times import LOCALES
from flows.msgid import N_
from flows.procedures.model import Procedure

TITLE, CONTENTS, SKIP = N_("Prosedyrer i {municipality}"), N_("Innhold"), N_("Hopp til innholdet")
MADE = N_("Laget {day} av innholdet i Havn. Siden henter ingenting fra nettet.")
OWNER, VERSION, CHECKED, REVIEW_BY = (
    N_("Svarer for innholdet"),
    N_("Versjon"),
    N_("Sist sjekket"),
    N_("Sjekkes igjen innen"),
)
NEVER, NOBODY = N_("aldri"), N_("ingen")
OUTDATED = N_("Datoen for ny sjekk er passert. Hør med den som svarer for innholdet, før du stoler på det.")
PICTURE = N_("Tegning av {title}. Alt i tegningen står som tekst under den.")
STEP, WHAT, WHO, BY_WHEN, LAW = N_("Steg"), N_("Hva"), N_("Hvem"), N_("Frist"), N_("Lov")
CHOICES = N_("Velg: {choices}")
DOCUMENTS, RESULTS = N_("Dokumenter"), N_("Resultat: et menneske velger")
NO_STOPS = N_("Ingen egen stoppknapp.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A procedure and what it says in the language of the catalogue."""

    procedure: Procedure
    sheet: Sheet


def write(folder: Path, entries: Sequence[Entry], municipality: str, language: str, today: date) -> Path:
    """Write the page and its pictures into the folder, which is made when it is not there; give the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        drawn = svg(layout(entry.sheet))
        (folder / f"{entry.procedure.name}.svg").write_text(drawn, encoding="utf-8")
    page = folder / "index.html"
    page.write_text(_Page(municipality, language, today).html(entries), encoding="utf-8")
    return page


class _Page:
    def __init__(self, municipality: str, language: str, today: date) -> None:
        self._municipality, self._today = municipality, today
        self._voice: Voice = voice(language)

    def html(self, entries: Sequence[Entry]) -> str:
        """The whole page."""
        title = self._say(TITLE, municipality=self._municipality)
        style = resources.files("bot").joinpath("catalogue.css").read_text(encoding="utf-8")
        lines = [
            f'<!doctype html>\n<html lang="{self._voice.language}" dir="{self._direction}">\n<head>',
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>",
            f'<a class="skip" href="#content">{self._say(SKIP)}</a>',
            f'<header>\n<h1>{title}</h1>\n<nav aria-label="{self._say(CONTENTS)}">\n<ol>',
            *(f'<li><a href="#{one.procedure.name}">{escape(_heading(one.sheet))}</a></li>' for one in entries),
            '</ol>\n</nav>\n</header>\n<main id="content">',
            *(line for one in entries for line in self._article(one)),
            f"</main>\n<footer><p>{self._say(MADE, day=self._day(self._today))}</p></footer>\n</body>\n</html>\n",
        ]
        return "\n".join(lines)

    def _article(self, entry: Entry) -> Iterator[str]:
        sheet, name = entry.sheet, entry.procedure.name
        yield f'<article aria-labelledby="{name}">\n<h2 id="{name}">{escape(_heading(sheet))}</h2>'
        yield f"<p>{escape(sheet.trigger)}</p>"
        if sheet.reminder:
            yield f'<p class="reminder">{escape(sheet.reminder)}</p>'
        yield from self._about(entry.procedure)
        picture = layout(sheet)
        alt = self._say(PICTURE, title=_heading(sheet))
        size = f'width="{picture.width}" height="{picture.height}"'
        yield f'<figure><img src="{name}.svg" alt="{alt}" {size} loading="lazy"></figure>'
        for lane in sheet.lanes:
            yield from self._lane(lane)
        yield from self._rest(sheet)
        yield "</article>"

    def _about(self, procedure: Procedure) -> Iterator[str]:
        if procedure.outdated(self._today):
            yield f'<p class="old">{self._say(OUTDATED)}</p>'
        facts = (
            (OWNER, escape(procedure.owner) or self._say(NOBODY)),
            (VERSION, f"<code>{procedure.version[:12]}</code>"),
            (CHECKED, self._day(procedure.checked)),
            (REVIEW_BY, self._day(procedure.review_by)),
        )
        yield "<dl>" + "".join(f"<dt>{self._say(name)}</dt><dd>{said}</dd>" for name, said in facts) + "</dl>"

    def _lane(self, lane: Lane) -> Iterator[str]:
        heads = "".join(f'<th scope="col">{self._say(name)}</th>' for name in (STEP, WHAT, WHO, BY_WHEN, LAW))
        title = escape(lane.title)
        yield f'<div class="wide" role="group" aria-label="{title}" tabindex="0">'
        yield f"<table>\n<caption>{title}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>"
        yield from (self._row(step) for step in lane.steps)
        yield "</tbody>\n</table>\n</div>"

    def _row(self, step: Step) -> str:
        choices = self._say(CHOICES, choices=" / ".join(step.choices)) if step.choices else ""
        small = [step.why, *([choices] if choices else []), step.when, *step.notes, step.document]
        what = escape(step.do) + "".join(f"<small>{escape(text)}</small>" for text in small if text)
        who = escape(", ".join(name for _, name in step.roles)) + (f" ({escape(step.each)})" if step.each else "")
        law = "<br>".join(escape(section).replace("§ ", "§&nbsp;") for section in step.law)
        return (
            f'<tr><th scope="row">{step.number}</th><td>{what}</td><td>{who}</td><td>{escape(step.term)}</td>'
            f"<td>{law}</td></tr>"
        )

    def _rest(self, sheet: Sheet) -> Iterator[str]:
        yield f"<h3>{self._say(WHAT_STOPS)}</h3>"
        for label, tell in sheet.stops:
            yield f'<p class="stop"><strong>{escape(label)}.</strong> {escape(tell)}</p>'
        if not sheet.stops:
            yield f"<p>{self._say(NO_STOPS)}</p>"
        if sheet.bars:
            yield f"<h3>{self._say(WHAT_BARS)}</h3>\n{_list(sheet.bars)}"
        if sheet.documents:
            yield f"<h3>{self._say(DOCUMENTS)}</h3>"
            for title, body in sheet.documents:
                yield f'<p><strong>{escape(title)}</strong></p>\n<div class="paper">{escape(body)}</div>'
        yield f"<h3>{self._say(RESULTS)}</h3>\n{_list(sheet.results)}"

    def _say(self, text: str, **values: object) -> str:
        """A text of the page, escaped."""
        return escape(self._voice.say(text, **values))

    def _day(self, day: date | None) -> str:
        if day is None:
            return self._say(NEVER)
        return escape(format_date(day, "long", locale=LOCALES.get(self._voice.language, self._voice.language)))

    @property
    def _direction(self) -> str:
        return "rtl" if self._voice.language in {"ar", "ckb", "fa", "ps", "ur"} else "ltr"


def _heading(sheet: Sheet) -> str:
    return f"{sheet.code} {sheet.title}".strip()


def _list(texts: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
