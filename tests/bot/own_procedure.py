"""A municipality with one procedure of its own, and what the terminal shows when it is played."""

import io
from pathlib import Path

from bot.play import GOODBYE
from tests.bot.typed import Desk

STEP = """
[task.{name}]
phase = "one"
do = "Gjør {name}"
who = ["staff"]
"""
OURS = """
title = "Vår egen"
trigger = "Når det trengs. Ring {number:police}."
reminder = "Ta deg tid."
owner = "Rektor"
checked = 2026-11-01
review_by = 2036-11-01
meeting = true
languages = ["nb", "en"]
[phase.one]
title = { nb = "Alt", en = "Everything" }
[task.ask]
phase = "one"
do = { nb = "Spør", en = "Ask" }
why = "Fordi."
who = ["everyone", "school"]
due = "2 h"
choices = [{ id = "yes", text = "Ja" }, { id = "no", text = "Nei" }]
law = ["bvl_13_2", "no_such_card"]
[task.after]
phase = "one"
do = "Etterpå"
who = ["secretary"]
when = { ask = ["yes"] }
document = "letter"
due = "1 h after meeting"
[task.barred]
phase = "one"
do = "Kontakt"
who = ["police"]
[stop.evidence]
label = "Bevis"
tell = "Stopp alt."
[stop.refused]
label = "Nei"
tell = "Da stopper det."
when = { ask = ["no"] }
[[bar]]
tasks = ["barred"]
because = "Ikke klarert."
when = { not = { ask = ["yes"] } }
[document.letter]
title = "Brev"
body = "Svar: {answer:ask}. Ring {number:police}. {number:gone}{answer:gone}"
[[result]]
id = "good"
text = "Det gikk bra"
[[result]]
id = "bad"
text = "Det gikk ikke"
""" + STEP.format(name="last")


def with_ours(desk: Desk) -> Desk:
    """The same desk, where the settings name a folder with the procedure `own`."""
    folder = desk.folder / "our"
    folder.mkdir()
    (folder / "own.toml").write_text(OURS, encoding="utf-8")
    text = Path("bot/municipality.toml").read_text(encoding="utf-8")
    (desk.folder / "ours.toml").write_text(text.replace("draft_hours", 'procedures = "our"\ndraft_hours', 1))
    desk.env.setenv("HAVN_CONFIG", str(desk.folder / "ours.toml"))
    return desk


def played(desk: Desk, *typed: str, name: str = "own", language: str = "nb") -> str:
    """What the terminal shows when these lines are piped in."""
    desk.env.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
    said = desk.good("flows", name, "--play", "--language", language)
    assert said.endswith(f"{GOODBYE}\n")
    return said
