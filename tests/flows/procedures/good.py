"""A procedure that uses everything a procedure can have and has no fault, the cards that it names, and catalogues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from flows.cards import Audience, Card, Kind
from flows.procedures import reader
from flows.procedures.model import Procedure

TODAY = date(2026, 11, 22)
NUMBERS = frozenset({"police", "legevakt"})

TEXT = '''
code = "P0"
title = "Prøven"
trigger = "Noen trenger en prøve. Ring {number:legevakt} om du er i tvil."
reminder = "Ta deg tid."
owner = "Koordinator"
checked = 2026-11-01
review_by = 2027-11-01
languages = ["nb", "nn", "en"]
meeting = true

[role]
adviser = "Rådgiver"

[phase.before]
title = "Før"

[phase.during]
title = "I møtet"

[phase.after]
title = "Etter"

[task.acute]
phase = "before"
do = "Er noen i fare nå?"
why = "Ring {number:police} med det samme."
who = ["everyone"]
due = "now"
choices = [
  { id = "yes", text = "Ja" },
  { id = "no", text = "Nei" },
  { id = "unknown", text = "Vet ikke" },
]
law = ["bvl_1"]
cards = ["violence"]

[task.protect]
phase = "before"
do = "Flytt den som er i fare"
who = ["police", "child_welfare"]
due = "30 min after acute"
when = { acute = ["yes", "unknown"] }

[task.call]
phase = "before"
do = "Kall inn til møte"
who = ["coordinator"]
due = { red = "2 h", orange = "24 h", other = "3 working days" }
opens = "people"

[task.basis]
phase = "before"
do = "Si hva du deler på"
who = ["police", "child_welfare", "school"]
each = true
due = "at meeting"
needs = ["call"]
opens = "basis"
choices = [
  { id = "law", text = "Lov" },
  { id = "consent", text = "Samtykke" },
]

[task.lead]
phase = "during"
do = "Legg fram saken"
who = ["chair"]
due = "same day after meeting"

[task.cleared]
phase = "during"
do = "Er kontakt med hjemmet klarert?"
who = ["police", "adviser"]
choices = [
  { id = "yes", text = "Klarert" },
  { id = "no", text = "Ikke klarert" },
]

[task.contact]
phase = "after"
do = "Snakk med hjemmet"
who = ["adviser"]
due = "2 weeks after cleared"
needs = ["lead", "cleared"]

[task.secure]
phase = "after"
do = "Få den unge i sikkerhet"
who = ["police"]
when = [{ acute = ["yes"], protect = true }, { level = ["red", "orange"], not = { cleared = ["yes"] } }]

[task.minutes]
phase = "after"
do = "Skriv referat"
who = ["secretary"]
due = "3 days after meeting"
document = "report"
was = "report"

[stop.evidence]
label = "Bevis kom fram"
tell = "Stopp nå. Ring {number:police}."

[stop.refused]
label = "Ikke klarert, og fare"
tell = "Gå ikke videre."
when = { cleared = ["no"], acute = ["yes"] }

[[bar]]
tasks = ["contact"]
because = "Politiet har ikke klarert."
when = { not = { cleared = ["yes"] } }

[[bar]]
tasks = ["contact", "minutes"]
because = "Saken er rød."
when = { level = ["red"], acute = ["yes"] }

[document.report]
title = "Referat"
body = """
Fare: {answer:acute}
Ring: {number:police}
Hvem: ________"""

[[result]]
id = "helped"
text = "Den unge fikk hjelp"

[[result]]
id = "nothing"
text = "Ingenting å gjøre"
'''


def good(**changes: object) -> Procedure:
    """The procedure, with these fields in place of its own."""
    return replace(reader.read(TEXT, "good"), **changes)  # type: ignore[arg-type]


def card(name: str, kind: Kind, review_by: date = date(2027, 7, 2)) -> Card:
    return Card(
        id=name, kind=kind, title=name, says="x", not_when="", law="§ 1", words=(), checked=TODAY, review_by=review_by,
        source="x", audience=Audience.STAFF, line=1,
    )  # fmt: skip


CARDS: Mapping[str, Card] = {"bvl_1": card("bvl_1", Kind.LAW), "violence": card("violence", Kind.LEARNING)}


def catalogues(**missing: str) -> dict[str, Callable[[str], str | None]]:
    """Every text in every language, marked by its first letter; `missing` is what a language lacks."""

    def of(language: str) -> Callable[[str], str | None]:
        return lambda msgid: None if missing.get(language) == msgid else f"{language} {msgid}"

    return {language: of(language) for language in ("nn", "en")}
