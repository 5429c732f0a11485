"""A small procedure with everything that a picture and a catalogue show."""

from __future__ import annotations

from flows.procedures import reader
from flows.procedures.model import Procedure

TEXT = """
code = "P0"
title = "Prøve & <øve>"
trigger = "Når noen vil prøve."
reminder = "Husk **alltid** å puste."
owner = "Koordinator i Havnvik"
checked = 2026-11-22
review_by = 2027-07-01
languages = ["nb"]
meeting = true

[role]
diver = "Dykker"

[phase.before]
title = "Før"

[phase.after]
title = "Etter"

[task.ring]
phase = "before"
do = "Ring {number:police} eller {number:nobody}"
why = "Noen kan være i fare."
who = ["coordinator", "police"]
due = "now"
law = ["strl_196"]

[task.choose]
phase = "before"
do = "Velg hvor dere møtes"
why = "Alle skal finne fram."
who = ["chair"]
choices = [{ id = "here", text = "Her" }, { id = "there", text = "Der" }]
due = { red = "2 h", orange = "24 h", other = "3 working days" }

[task.go]
phase = "before"
do = "Gå dit"
why = "Noen må være der."
who = ["everyone"]
each = true
when = { choose = ["there"], level = ["red", "orange"] }
needs = ["ring"]
due = "at meeting"

[task.dive]
phase = "before"
do = "Dykk"
why = "Det er under vann."
who = ["diver"]
due = "5 min after ring"

[task.tell]
phase = "after"
do = "Fortell"
why = "De andre vil vite."
who = ["diver", "coordinator"]
due = "same day after meeting"
when = { not = { choose = ["here"] } }

[stop.wet]
label = "Våt – stopp"
tell = "Kom opp. Ring {number:police}."
when = { choose = ["here"] }

[stop.cold]
label = "Kald – stopp"
tell = "Gå i land."

[[bar]]
tasks = ["dive", "tell"]
because = "Ingen har sett etter steiner."
when = { not = { choose = ["there"] } }

[[bar]]
tasks = ["go"]
because = "Der er det stengt."
when = { choose = ["here"] }

[document.note]
title = "Lapp"
body = "Vi møtes: {answer:choose}\\nNavn: ________"

[[result]]
id = "done"
text = "Prøvd"

[[result]]
id = "not_done"
text = "Ikke prøvd"
"""


def small() -> Procedure:
    """The procedure, read."""
    return reader.read(TEXT, "small")
