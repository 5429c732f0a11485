"""Where a visit begins: what waits, and the ways to everything."""

from __future__ import annotations

from bot.buttons import Button, press
from bot.markup import escape
from bot.office import tasks
from bot.office.visit import View, Visit
from bot.screen import Screen
from flows.msgid import N_
from storage import jobs, people

HELLO = N_("<b>Hei, {name}.</b>")
WAITS, LATE, NOTHING = N_("{count} oppgaver venter på deg."), N_("⏰ {count} er over frist."), N_("Ingenting haster.")
TASKS, RUNS, BEGIN = N_("Mine oppgaver"), N_("Møter og prosedyrer"), N_("Start en prosedyre")
CARDS, SERVICES = N_("Lov og kunnskap"), N_("Hjelpetelefoner og tjenester")
OFFER = N_("Du er bedt om å ta over i {reference}")
HANDOVER = "handover"
"""The kind of job that remembers an offer of a part: its key is the run and who gives."""
DECLARE, DUTY, HELP = N_("Egenerklæring sammen med en ungdom"), N_("Vakt og saker"), N_("Hjelp")
ABOUT = N_(
    "<b>Slik virker det</b>\n/oppgaver – det du skal gjøre, det som haster først\n/moter – møter og prosedyrer\n"
    "/kort – lov, kunnskap og hjelpetelefoner. Skriv et ord, så leter jeg.\n/meny – tilbake hit\n"
    "STOPP – tøm skjermen\n\n"
    "Bruk aldri navn her. Møtene har nøytrale navn, som Furu-27. Varsler sier bare at noe venter."
)


def menu(visit: Visit) -> View:
    """The first screen."""
    found = tasks.waiting_for_me(visit)
    late = sum(one.late(visit.now) for one in found)
    lines = [visit.say(HELLO, name=escape(visit.person.name or ""))]
    lines.append(visit.say(WAITS, count=len(found)) if found else visit.say(NOTHING))
    if late:
        lines.append(visit.say(LATE, count=late))
    rows: list[tuple[Button, ...]] = [
        *(_offer(visit, key) for key, offer in jobs.of_kind(visit.db, HANDOVER) if offer["to"] == visit.person.id),
        (visit.button(TASKS, "tasks", "0"),),
        (visit.button(RUNS, "runs"), visit.button(BEGIN, "begin")),
        (visit.button(CARDS, "cards"), visit.button(SERVICES, "services")),
    ]
    if visit.person.role == people.STAFF:
        rows.append((visit.button(DECLARE, "declare"),))
    else:
        rows.append((visit.button(DUTY, "home"),))
    rows.append((visit.button(HELP, "about"),))
    return View(Screen("\n".join(lines), tuple(rows)), press("menu"))


def _offer(visit: Visit, key: str) -> tuple[Button, ...]:
    reference, _, giver = key.rpartition(":")
    return (visit.button(OFFER, "takeover", reference, giver, reference=reference),)


def about(visit: Visit) -> View:
    """How it works."""
    return View(Screen(visit.say(ABOUT), (visit.back("menu"),)), press("about"))
