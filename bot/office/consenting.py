"""The register of consent: who agreed that something is told to whom, and what follows when it is withdrawn."""

from __future__ import annotations

from bot.buttons import Button, press
from bot.markup import escape
from bot.office.information import me_in, must_write
from bot.office.visit import NotThere, View, Visit
from bot.screen import Screen
from bot.times import moment
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.run import State
from storage import consents

REGISTER = N_(
    "<b>Samtykker · {reference}</b>\nBarnet eller den voksne det gjelder, bestemmer hvem som får vite hva, og kan "
    "ombestemme seg når som helst. Samtykke fjerner ikke meldeplikt eller avvergeplikt."
)
CONSENTED, REVOKED = N_("{number}. {role}: {how}, {when}"), N_("trukket {when}")
NEW_CONSENT, FOR_WHOM = N_("＋ Nytt samtykke"), N_("Hvem er det greit at får vite noe?")
HOW_GIVEN = N_("Hvordan ble samtykket gitt?")
HOW = {"spoken": N_("muntlig"), "written": N_("skriftlig"), "contact_person": N_("gjennom kontaktpersonen")}
REVOKE = N_("Samtykke {number} er trukket")
SURE_REVOKE = N_(
    "Når samtykket trekkes, deles ikke opplysningene som hviler på det, lenger. Det som alt er lest, kan ikke tas "
    "tilbake: si det til den det gjelder."
)
YES_REVOKE, WAS_REVOKED = N_("Ja, før at det er trukket"), N_("Ført. {count} delinger er stanset.")
ROLES_ASKED = (
    "child_welfare", "police", "school", "health", "shelter", "nav", "interpreter", "contact_person", "expert_team",
)  # fmt: skip


def register(visit: Visit, reference: str) -> View:
    """Who agreed that what may be told to whom, and what was withdrawn."""
    procedure, run = visit.enter(reference)
    lines = [visit.say(REGISTER, reference=escape(reference))]
    rows: list[tuple[Button, ...]] = []
    for one in consents.of_run(visit.db, reference):
        role = visit.speaker(procedure).say(procedure.role(one.recipient))
        when = moment(one.given_at, visit.now, visit.calendar.zone)
        line = visit.say(CONSENTED, number=one.number, role=role, how=visit.say(HOW.get(one.how, one.how)), when=when)
        if one.revoked_at is not None:
            line += f" – {visit.say(REVOKED, when=moment(one.revoked_at, visit.now, visit.calendar.zone))}"
        elif run.state is not State.CLOSED:
            rows.append((visit.button(REVOKE, "revoke", reference, str(one.number), number=one.number),))
        lines.append(escape(line))
    if run.state is not State.CLOSED:
        rows.append((visit.button(NEW_CONSENT, "consent", reference),))
    return View(Screen("\n".join(lines), (*rows, visit.back("info", reference))), press("consents", reference))


def consent(visit: Visit, reference: str, role: str = "", how: str = "", following: str = "") -> View:
    """Note a consent: for whom, and how it was given. The next number goes along, so that a second tap adds nothing.

    That somebody else's consent has taken the number is no reason to lose this one: it gets the next.
    """
    procedure, run = visit.enter(reference, act=bool(how))
    must_write(visit, procedure, run)
    said = visit.speaker(procedure)
    if not role:
        buttons = [Button(said.say(procedure.role(one)), press("consent", reference, one)) for one in ROLES_ASKED]
        rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
        return View(Screen(escape(visit.say(FOR_WHOM)), (*rows, visit.back("consents", reference))))
    known = consents.of_run(visit.db, reference)
    if not how:
        nth = str(len(known) + 1)
        ways = [(visit.button(text, "consent", reference, role, key, nth),) for key, text in HOW.items()]
        return View(Screen(escape(visit.say(HOW_GIVEN)), (*ways, visit.back("consent", reference))))
    if role not in ROLES_ASKED or how not in HOW:
        raise NotThere
    mine, number = (role, how, visit.person.id), int(following)
    if not any((one.recipient, one.how, one.noted_by) == mine for one in known if one.number >= number):
        consents.give(visit.db, reference, role, how, visit.person.id, visit.now)
        visit.note(run, "consent", task=role)
        visit.changed(procedure, run)
    return register(visit, reference)


def revoke(visit: Visit, reference: str, number: str) -> View:
    """Say what follows when a consent is withdrawn."""
    visit.enter(reference)
    rows = ((visit.button(YES_REVOKE, "revokenow", reference, number),), visit.back("consents", reference))
    return View(Screen(escape(visit.say(SURE_REVOKE)), rows))


def revoke_now(visit: Visit, reference: str, number: str) -> View:
    """A consent is withdrawn: whatever was shared on it is shared no longer."""
    procedure, run = visit.enter(reference, act=True)
    if number not in {str(one.number) for one in consents.of_run(visit.db, reference)}:
        raise NotThere
    if me_in(visit, run).anonymous:
        raise checklist.AnonymousOnly
    stopped = consents.revoke(visit.db, reference, int(number), visit.person.id, visit.now)
    visit.note(run, "revoke", task=number)
    visit.changed(procedure, run)
    return register(visit, reference).told(visit.say(WAS_REVOKED, count=stopped))
