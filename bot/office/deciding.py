"""How a measure is decided: what, who, by when; the next number goes along, so that a second tap adds nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.buttons import Button, press
from bot.markup import escape
from bot.office import measures as measures_of
from bot.office.visit import View, Visit
from bot.office.when import read_when
from bot.screen import Screen
from flows.deadlines import Term
from flows.msgid import N_
from flows.procedures import measures as rules
from flows.procedures.measures import MEASURES
from flows.procedures.run import Measure
from flows.session import FreeText
from storage import measures
from storage.measures import MeasureWords

WHICH, WHO = N_("Hva skal gjøres?"), N_("Hvem har ansvaret for «{kind}»?")
WHEN = N_("Når skal «{kind}» være gjort? Velg, eller skriv en dag, for eksempel 12.1. kl. 10.")
NOT_A_TIME = N_(
    "Det ble ikke forstått som en dag fram i tid. Skriv for eksempel «fredag», «12.1.» eller «12.1. kl. 10»."
)
TERMS = {
    "2h": (Term(timedelta(hours=2)), N_("Om to timer")),
    "day": (Term(timedelta(hours=24)), N_("Innen 24 timer")),
    "wd1": (Term(working_days=1), N_("Neste arbeidsdag")),
    "wd3": (Term(working_days=3), N_("Tre arbeidsdager")),
    "week": (Term(days=7), N_("En uke")),
    "weeks": (Term(days=14), N_("To uker")),
}
ADDED = N_("Tiltak {number} er ført.")
ALREADY = N_("Det var allerede ført.")
ON_A_PAGE = 8


def kinds(visit: Visit, reference: str, urgent: str, page: str) -> View:
    """What is to be done, among the kinds there are; words come after."""
    visit.enter(reference)
    at = int(page) * ON_A_PAGE
    known = list(MEASURES.items())
    rows = [
        (Button(visit.say(text), press("who", reference, urgent, kind)),) for kind, text in known[at : at + ON_A_PAGE]
    ]
    ways = [Button("‹", press("kinds", reference, urgent, str(int(page) - 1)))] if at else []
    ways += [Button("›", press("kinds", reference, urgent, str(int(page) + 1)))] if at + ON_A_PAGE < len(known) else []
    pages = (tuple(ways),) if ways else ()
    return View(Screen(f"<b>{escape(visit.say(WHICH))}</b>", (*rows, *pages, visit.back("measures", reference))))


def who(visit: Visit, reference: str, urgent: str, kind: str) -> View:
    """Who answers for it, among those who take part."""
    procedure, run = visit.enter(reference)
    said = visit.speaker(procedure)
    rows = [
        (
            Button(
                f"{visit.name(one.person)} · {said.say(procedure.role(one.role))}",
                press("when", reference, urgent, kind, str(one.person)),
            ),
        )
        for one in run.present
    ]
    text = escape(visit.say(WHO, kind=visit.say(MEASURES[kind])))
    return View(Screen(f"<b>{text}</b>", (*rows, visit.back("kinds", reference, urgent, "0"))))


def when(visit: Visit, reference: str, urgent: str, kind: str, person: str) -> View:
    """By when; the next number goes along, so that a second tap adds nothing."""
    visit.enter(reference)
    following = str(len(measures.of_run(visit.db, reference)) + 1)
    rows = [
        (visit.button(text, "add", reference, urgent, kind, person, key, following),)
        for key, (_, text) in TERMS.items()
    ]
    text = escape(visit.say(WHEN, kind=visit.say(MEASURES[kind])))
    return View(
        Screen(f"<b>{text}</b>", (*rows, visit.back("who", reference, urgent, kind))),
        "",
        press("add", reference, urgent, kind, person, following),
    )


def add(visit: Visit, reference: str, urgent: str, kind: str, person: str, term: str, following: str) -> View:
    """A measure is decided."""
    due = TERMS[term][0].after(visit.now, visit.calendar)
    return _added(visit, reference, Measure(0, kind, int(person), due, visit.now, visit.person.id), urgent, following)


def add_when(
    visit: Visit, words: FreeText, reference: str, urgent: str, kind: str, person: str, following: str
) -> View:
    """A measure is decided for a day that was written."""
    due = read_when(str(words), visit.now, visit.calendar)
    if due is None:
        return when(visit, reference, urgent, kind, person).told(visit.say(NOT_A_TIME))
    return _added(visit, reference, Measure(0, kind, int(person), due, visit.now, visit.person.id), urgent, following)


def _added(visit: Visit, reference: str, measure: Measure, urgent: str, following: str) -> View:
    procedure, run = visit.enter(reference, act=True)
    measures_of.must_be_open(run)
    measure = replace(measure, urgent=urgent == "1")
    if _is_added(measures.of_run(visit.db, reference), measure, int(following)):
        return measures_of.listing(visit, reference).told(visit.say(ALREADY))
    decided = rules.decide(run, measure)
    made = measures.add(visit.db, visit.harbour.keyring, reference, decided, MeasureWords())
    visit.note(run, "measure", task=f"{made.number}={made.kind}")
    visit.changed(procedure, run)
    measures_of.tell(visit, made, reference)
    return measures_of.one(visit, reference, str(made.number)).told(visit.say(ADDED, number=made.number))


def _is_added(known: list[Measure], measure: Measure, following: int) -> bool:
    """Whether this very decision was kept since its screen was drawn, by an earlier tap.

    That somebody else's measure has taken the number is no reason to lose this one: it gets the next.
    """
    mine = (measure.kind, measure.responsible, measure.urgent, measure.decided_by)
    since = (one for one in known if one.number >= following)
    return any((one.kind, one.responsible, one.urgent, one.decided_by) == mine for one in since)
