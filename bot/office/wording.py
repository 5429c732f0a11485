"""The words of a measure: what exactly, why, and who disagreed. One person's do not take another's away."""

from __future__ import annotations

from dataclasses import replace

from bot.buttons import press
from bot.markup import escape
from bot.office import long_words
from bot.office import measures as measures_of
from bot.office.visit import NotThere, View, Visit
from bot.screen import Screen
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.run import Measure, Run
from flows.session import FreeText
from storage import measures

ASKED = {
    "what": N_("Skriv kort hva som skal gjøres. Ingen navn."),
    "why": N_("Skriv kort hvorfor. Ingen navn."),
    "against": N_("Skriv hvem som er uenig (tjenesten, ikke navnet) og hvorfor."),
}
_FIELDS = {"what": "what", "why": "why", "against": "disagreement"}


def ask_words(visit: Visit, reference: str, number: str, part: str) -> View:
    """Ask for the words of a measure."""
    _, run = visit.enter(reference)
    _must_replace(visit, run, measures_of.found(visit, reference, number), part)
    screen = Screen(escape(visit.say(ASKED[part])), (visit.back("measure", reference, number),))
    return View(screen, "", press("words", reference, number, part))


def _must_replace(visit: Visit, run: Run, measure: Measure, part: str) -> None:
    """Raises NotYours for what stands there already, unless they decided it, answer for it, or lead.

    A disagreement takes nobody else's place: it stands below those that are there.
    """
    written = part != "against" and getattr(measures_of.said_of(visit, run.reference, measure), _FIELDS[part])
    if written and visit.person.id not in {measure.decided_by, measure.responsible, run.chair}:
        raise checklist.NotYours


def write(
    visit: Visit, words: FreeText, reference: str, number: str, part: str, since: str = "", cut_at: str = ""
) -> View:
    """The words of a measure were written; with `since`, what comes right behind a full message goes on with it."""
    if since and not long_words.goes_on(visit, since):
        return long_words.unasked(visit, words)
    procedure, run = visit.enter(reference, act=True)
    measures_of.must_be_open(run)
    measure = measures_of.found(visit, reference, number)
    me = run.member(visit.person.id)
    if me is None or not measures_of.may_write(visit, run):
        raise NotThere
    said = measures_of.said_of(visit, reference, measure)
    before: FreeText = getattr(said, _FIELDS[part])
    if since:
        whole = long_words.joined(before, words, cut_at)
    elif part == "against":
        role = visit.speaker(procedure).say(procedure.role(me.role))
        whole = FreeText("\n".join([*filter(None, [before]), f"{role}: {words}"]))
    else:
        _must_replace(visit, run, measure, part)
        whole = words
    if len(whole) > long_words.MOST:
        return measures_of.one(visit, reference, number).told(long_words.too_long(visit))
    measures.write(visit.db, visit.harbour.keyring, reference, measure.number, replace(said, **{_FIELDS[part]: whole}))
    if part == "against":
        measures.save(visit.db, reference, replace(measure, disagreed=True))
    if not since:
        visit.note(run, f"measure.{part}", task=number)
    visit.changed(procedure, run)
    more = long_words.since(visit, words)
    view = measures_of.one(visit, reference, number)
    return replace(view, expects=press("words", reference, number, part, *more)) if more else view
