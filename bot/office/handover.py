"""How a part in a run goes to a colleague: offered, and taken only after the question about kinship."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.buttons import Button, press
from bot.harbour import Harbour
from bot.markup import escape
from bot.office import company, departing, joining_words, menu
from bot.office.keeping_out import is_kept_out
from bot.office.run_screens import RunScreens
from bot.office.visit import NotThere, View, Visit
from bot.screen import Screen
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import ANSWERED_FOR
from flows.procedures.run import Run, State
from flows.refusal import Refusal
from storage import jobs, people, runs
from storage.people import Person

TO_WHOM = N_("Hvem skal ta over din del av {reference}? Alt som er gjort, følger med.")
NOBODY = N_("Det er ingen kolleger å gi den til ennå. Inviter en først.")
OFFERED = N_("{name} er spurt. Du har din del av {reference} til {name} har tatt den.")
ASKED = N_("{reference}: en kollega ber deg ta over.")
NOT_ANSWERED = N_("{reference}: den du spurte om å ta over, har ikke svart. Spør en annen.")
THANKS = N_("Takk for at du sier fra. Kollegaen din får beskjed.")
NAME_BLOCKED = N_("Denne kollegaen kan ikke ta over her. Spør en annen.")
OFFER_HOLDS = timedelta(hours=24)


class NameBlocked(Refusal):
    """The young person named somebody of this name as one who must not know."""

    says = NAME_BLOCKED


def hand(visit: Visit, reference: str, number: str = "") -> View:
    """Ask a colleague who may have the same role to take over; until they have, nothing changes."""
    _, run = visit.enter(reference, act=bool(number))
    visit.must_live(run)
    colleagues = _colleagues(visit, run)
    if not number:
        rows = [(Button(one.name or "", press("hand", reference, str(one.id))),) for one in colleagues]
        text = visit.say(TO_WHOM if rows else NOBODY, reference=reference)
        return View(Screen(escape(text), (*rows, visit.back("more", reference))))
    taker = next((one for one in colleagues if str(one.id) == number), None)
    if taker is None:
        raise NotThere
    if is_kept_out(visit.db, visit.harbour, run, taker.name):
        raise NameBlocked
    me = str(visit.person.id)
    jobs.put(visit.db, menu.HANDOVER, visit.now + OFFER_HOLDS, f"{reference}:{me}", {"to": taker.id})
    company.ring(visit.db, visit.harbour, taker.id, ASKED, reference, visit.now, press("takeover", reference, me))
    return menu.menu(visit).told(visit.say(OFFERED, name=taker.name or "", reference=reference))


def not_answered(db: Connection, harbour: Harbour, key: str, now: datetime) -> None:
    """An offer ran out: whoever made it must know that the part is still theirs."""
    reference, _, giver = key.rpartition(":")
    run = runs.load(db, reference)
    if run is not None and run.state is not State.CLOSED and run.member(int(giver)) is not None:
        company.ring(db, harbour, int(giver), NOT_ANSWERED, reference, now)


def _colleagues(visit: Visit, run: Run) -> list[Person]:
    """Those of the unit who take no part yet and may have this role: some roles somebody must have answered for."""
    me = run.members[visit.person.id]
    return [
        one
        for one in people.staff_of(visit.db, visit.harbour.keyring, visit.person.unit)
        if run.member(one.id) is None and one.name and _may_have(one, me.role)
    ]


def _may_have(person: Person, role: str) -> bool:
    return person.agency == role or role not in ANSWERED_FOR


def take_over(visit: Visit, reference: str, giver: str, answer: str = "") -> View:
    """The colleague who was asked answers whether they know the family; then the part is theirs, or it is not."""
    offer = jobs.payload(visit.db, menu.HANDOVER, f"{reference}:{giver}")
    if offer is None or offer["to"] != visit.person.id:
        raise NotThere
    if not answer:
        rows = tuple(
            Button(visit.say(text), press("takeover", reference, giver, key))
            for key, text in joining_words.ANSWERS.items()
        )
        return View(Screen(visit.say(joining_words.KIN), (rows,)))
    jobs.cancel(visit.db, menu.HANDOVER, f"{reference}:{giver}")
    if answer != "no":
        company.ring(visit.db, visit.harbour, int(giver), departing.DECLINED, reference, visit.now)
        return menu.menu(visit).told(visit.say(THANKS))
    return _taken(visit, reference, int(giver))


def _taken(visit: Visit, reference: str, giver: int) -> View:
    found = runs.load(visit.db, reference, lock=True)
    if found is None or found.member(giver) is None:
        raise NotThere
    procedure, run = visit.here(found)
    if not _may_have(visit.person, run.members[giver].role):
        raise NotThere  # the one who gives has another role than when they asked
    if is_kept_out(visit.db, visit.harbour, run, visit.person.name):
        company.ring(visit.db, visit.harbour, giver, departing.DECLINED, reference, visit.now)
        return menu.menu(visit).told(visit.say(company.OVER))  # who was named since they were asked is not told so
    run = checklist.hand_over(run, giver, visit.person.id, visit.now)
    departing.reassign(visit.db, reference, giver, visit.person.id)
    visit.note(run, "hand")
    visit.keep(procedure, run)
    company.put_out(visit.db, visit.harbour, giver, reference, visit.now)
    return RunScreens(visit, procedure, run).card()
