"""How people come into a run: invited by name and role by who leads, let in when it was heard that it is they."""

from __future__ import annotations

from bot.buttons import Button, press
from bot.markup import escape
from bot.office import company, people
from bot.office.keeping_out import is_kept_out
from bot.office.visit import NotThere, View, Visit
from bot.screen import Screen
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import CHAIR, EVERYONE, SECRETARY, Procedure
from flows.procedures.run import Run
from flows.session import FreeText
from storage import audit, blocked, meeting_invitations
from storage import people as known_people

WHICH_ROLE = N_("Hvem skal inviteres? Den som kommer, må kunne beslutte for tjenesten sin.")
WHOSE_NAME = N_("Skriv navnet på den du inviterer fra {role}. Navnet ser bare de som er med.")
CODE = N_(
    "<b>Invitasjon til {role}</b>\n\nRing {name} og les opp koden. Den skrives til denne boten, virker én gang, "
    "og i 24 timer:\n<b>{code}</b>\n\nSom lenke: {link}\nSi og skriv aldri hvem det gjelder."
)
BLOCKED = N_(
    "Stopp: barnet har nevnt dette navnet som noen som ikke må få vite noe. Inviter en annen. "
    "Er du helt sikker på at det er en annen person med samme fornavn, skriv bare etternavnet."
)
KEEP_OUT = N_(
    "Skriv navn på dem som ikke må få vite noe: slekt, eller noen barnet har nevnt. Navnene vises aldri igjen. "
    "Ingen med et slikt navn kan inviteres."
)
KEPT_OUT = N_("Ført. Ingen med de navnene kan inviteres.")


def invite(visit: Visit, reference: str, role: str = "") -> View:
    """Choose the role, then write the name. Only who leads invites: nobody else tries which names are kept out."""
    procedure, run = visit.enter(reference)
    visit.must_lead(run)
    visit.must_live(run)
    said = visit.speaker(procedure)
    if role in _invited_roles(procedure):
        text = escape(visit.say(WHOSE_NAME, role=said.say(procedure.role(role))))
        return View(Screen(text, (visit.back("invite", reference),)), "", press("invite", reference, role))
    roles = _invited_roles(procedure)
    buttons = [Button(said.say(procedure.role(one)), press("invite", reference, one)) for one in roles]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return View(Screen(escape(visit.say(WHICH_ROLE)), (*rows, visit.back("people", reference))))


def _invited_roles(procedure: Procedure) -> list[str]:
    """The roles that its tasks name; in a meeting also the other services of the field."""
    named = [role for task in procedure.tasks.values() for role in task.roles]
    more = ["child_welfare", "police", "school", "health", "shelter", "nav", "interpreter", "contact_person"]
    wanted = dict.fromkeys([*named, *(more if procedure.meeting else [])])
    return [role for role in wanted if role not in {EVERYONE, CHAIR, SECRETARY}]


def invited(visit: Visit, name: FreeText, reference: str, role: str) -> View:
    """A name was written: a code for this person, unless the young person named them. Raises NameBlocked."""
    procedure, run = visit.enter(reference, act=True)
    visit.must_lead(run)
    visit.must_live(run)
    spoken = " ".join(name.split())[:60]
    if not spoken or role not in _invited_roles(procedure):
        return invite(visit, reference, role)
    if is_kept_out(visit.db, visit.harbour, run, spoken):
        return _stopped(visit, run, role)
    code = meeting_invitations.invite(
        visit.db, visit.harbour.keyring, reference, role, spoken, visit.person.id, visit.now
    )
    visit.note(run, "invite", task=role)
    visit.changed(procedure, run)
    said = visit.speaker(procedure).say(procedure.role(role))
    text = visit.say(CODE, role=escape(said), name=escape(spoken), code=code, link=escape(visit.link(code)))
    return View(Screen(text, (visit.back("people", reference),)))


def _stopped(visit: Visit, run: Run, role: str) -> View:
    visit.note(run, "invite.blocked", task=role)
    return people.listing(visit, run.reference).told(visit.say(BLOCKED))


def keep_out(visit: Visit, reference: str) -> View:
    """Ask for the names of those who must not know; they are never shown again."""
    _, run = visit.enter(reference)
    visit.must_lead(run)
    visit.must_live(run)
    screen = Screen(escape(visit.say(KEEP_OUT)), (visit.back("people", reference),))
    return View(screen, "", press("keepout", reference))


def kept_out(visit: Visit, names: FreeText, reference: str) -> View:
    """Names were written: nobody called so is invited to this run any more."""
    _, run = visit.enter(reference, act=True)
    visit.must_lead(run)
    visit.must_live(run)
    blocked.block(visit.db, visit.harbour.keyring, reference, names, visit.now)
    visit.note(run, "keepout")
    return people.listing(visit, reference).told(visit.say(KEPT_OUT))


def admit(visit: Visit, reference: str, number: str) -> View:
    """The chair has heard that it is the right person: they are in."""
    procedure, run = visit.enter(reference, act=True)
    visit.must_lead(run)
    found = _invitation(visit, reference, number)
    if found.redeemed_by is None:
        raise NotThere
    if is_kept_out(visit.db, visit.harbour, run, found.name):
        return _stopped(visit, run, found.role)
    if not meeting_invitations.admit(visit.db, found.id, visit.now):
        raise NotThere
    _introduced(visit, run, found)
    run = checklist.join(run, found.redeemed_by, found.role, visit.now)
    visit.note(run, "admit", task=found.role)
    visit.keep(procedure, run)
    company.ring(visit.db, visit.harbour, found.redeemed_by, company.WELCOME, reference, visit.now)
    return people.listing(visit, reference)


def _introduced(visit: Visit, run: Run, found: meeting_invitations.MeetingInvitation) -> None:
    """A stranger who was let in is a member of staff from now on, under the name that they were invited by."""
    who = known_people.by_id(visit.db, visit.harbour.keyring, found.redeemed_by or 0)
    if who is not None and who.role == known_people.YOUTH:
        known_people.become(
            visit.db, who.id, known_people.STAFF, str(found.name or ""), run.unit, visit.person.id, found.role
        )
        audit.write(
            visit.db, visit.harbour.keyring, audit.person(who.id), f"invited.{known_people.STAFF}", None, visit.now
        )


def withdraw(visit: Visit, reference: str, number: str) -> View:
    """An invitation is taken back, or whoever opened it is turned away."""
    procedure, run = visit.enter(reference, act=True)
    visit.must_lead(run)
    found = _invitation(visit, reference, number)
    meeting_invitations.withdraw(visit.db, found.id, visit.now)
    if found.redeemed_by is not None:
        company.put_out(visit.db, visit.harbour, found.redeemed_by, reference, visit.now, company.OVER)
    visit.note(run, "invite.withdrawn", task=found.role)
    visit.changed(procedure, run)
    return people.listing(visit, reference)


def _invitation(visit: Visit, reference: str, number: str) -> meeting_invitations.MeetingInvitation:
    waiting = meeting_invitations.open_of(visit.db, visit.harbour.keyring, reference, visit.now)
    found = next((one for one in waiting if str(one.id) == number), None)
    if found is None:
        raise NotThere
    return found
