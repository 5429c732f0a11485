"""What allows somebody to share what they know: a law or a consent; without one, an anonymous discussion only."""

from __future__ import annotations

from bot.buttons import Button, press
from bot.markup import escape, shorten
from bot.office.run_screens import RunScreens
from bot.office.visit import View, Visit
from bot.screen import Screen
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import Opens, Procedure
from flows.procedures.run import Member, Run
from storage import runs

NO_BASIS, ANONYMOUS, WITH_BASIS = N_("har ikke oppgitt grunnlag"), N_("bare anonym drøfting"), N_("deler etter {basis}")
CONSENT = N_("Samtykke")
WHICH_BASIS = N_(
    "På hvilket grunnlag kan du dele det du vet? Uten grunnlag kan du være med på anonym drøfting: "
    "da fører du ikke noe om personen her."
)
STATED = N_("Ført: {basis}.")
ONLY_ANONYMOUS = N_("Bare anonym drøfting")
BASES = (
    "consent", "fvl_13a", "fvl_13b", "bvl_13_2", "strl_196", "politiregisterloven_27", "politiregisterloven_30",
    "hpl_33", "opplaeringslova_24_3", "krisesenterlova_6", "sosialtjenesteloven_45", "nsk_5",
)  # fmt: skip
"""What may allow somebody to share, as law cards; `consent` is the young person's own."""


def choose(visit: Visit, reference: str, chosen: str = "") -> View:
    """On what basis this person may share what they know here; without one, an anonymous discussion only."""
    procedure, run = visit.enter(reference, act=bool(chosen))
    if not chosen:
        known = [one for one in BASES if one == "consent" or one in visit.harbour.cards]
        rows = [(Button(shorten(basis_name(visit, one), 40), press("basis", reference, one)),) for one in known]
        rows.append((visit.button(ONLY_ANONYMOUS, "basis", reference, "anonymous"),))
        return View(Screen(escape(visit.say(WHICH_BASIS)), (*rows, visit.back("run", reference))))
    anonymous = chosen == "anonymous"
    if not anonymous and chosen not in BASES:
        raise LookupError
    run = checklist.set_basis(run, visit.person.id, "" if anonymous else chosen, anonymous, visit.now)
    visit.note(run, "basis", task=chosen)
    run = _basis_ticked(visit, procedure, run)
    visit.keep(procedure, run)
    stated = visit.say(ANONYMOUS) if anonymous else visit.say(WITH_BASIS, basis=basis_name(visit, chosen))
    return RunScreens(visit, procedure, run).card().told(visit.say(STATED, basis=stated))


def _basis_ticked(visit: Visit, procedure: Procedure, run: Run) -> Run:
    """To state a basis is to have done the task that asks for it."""
    for task in checklist.visible(procedure, run):
        role = checklist.may_tick(procedure, run, task, visit.person.id)
        if (
            task.opens is Opens.BASIS
            and not task.choices
            and role is not None
            and not checklist.barred(procedure, run, task)
        ):
            run = checklist.tick(procedure, run, task.id, visit.person.id, visit.now)
            runs.mark(visit.db, run.reference, run.marks[task.id][role])
            visit.note(run, "tick", task=task.id)
    return run


def stated(visit: Visit, member: Member) -> str:
    """What somebody takes part on, in words."""
    if member.anonymous:
        return visit.say(ANONYMOUS)
    return visit.say(WITH_BASIS, basis=basis_name(visit, member.basis)) if member.basis else visit.say(NO_BASIS)


def basis_name(visit: Visit, basis: str) -> str:
    """What a basis for sharing is called."""
    card = visit.harbour.cards.get(basis)
    if card is None:
        return visit.say(CONSENT)
    return card.law[:1].upper() + card.law[1:] if card.law else visit.say(card.title)
