"""Who takes part in a run: invited, let in, asked for kinship and for a basis, handed over to, removed, gone."""

from __future__ import annotations

from bot.buttons import Button, press
from bot.markup import escape, shorten
from bot.office import company, departing, menu
from bot.office.run_screens import RunScreens
from bot.office.visit import NotThere, View, Visit
from bot.screen import Screen
from bot.times import moment
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import CHAIR, EVERYONE, SECRETARY, Procedure
from flows.procedures.run import Member, Run, State
from flows.refusal import Refusal
from flows.session import FreeText
from storage import audit, blocked, meeting_invitations, people

TITLE = N_("<b>Deltakere · {reference}</b>")
LEADS, WRITES = N_("leder"), N_("referent")
NO_BASIS, ANONYMOUS, WITH_BASIS = N_("har ikke oppgitt grunnlag"), N_("bare anonym drøfting"), N_("deler etter {basis}")
CONSENT = N_("samtykke")
WAITING = N_("✉ {name} ({role}): invitert, har ikke åpnet lenken ennå")
KNOCKS = N_("🚪 {name} ({role}): lenken er åpnet. Ring {name} og hør at det var rett person, før du slipper inn.")
INVITE, LET_IN, TURN_AWAY, WITHDRAW = N_("＋ Inviter"), N_("Slipp inn {name}"), N_("Avvis {name}"), N_("Trekk {name}")
WHICH_ROLE = N_("Hvem skal inviteres? Den som kommer, må kunne beslutte for tjenesten sin.")
WHOSE_NAME = N_("Skriv navnet på den du inviterer fra {role}. Navnet ser bare de som er med.")
CODE = N_(
    "<b>Invitasjon til {role}</b>\n\nGi dette til {name} selv, helst på telefon. Den virker én gang, i 24 timer:\n"
    "{link}\n\nSkriv aldri hvem møtet gjelder."
)
BLOCKED = N_(
    "Stopp: barnet har nevnt dette navnet som noen som ikke må få vite noe. Inviter en annen. "
    "Er du helt sikker på at det er en annen person med samme fornavn, skriv bare etternavnet."
)
MEMBER = N_("<b>{name}</b>\n{role}, med siden {since}.\n{basis}")
MAKE_CHAIR, MAKE_SECRETARY, REMOVE = N_("Gjør til leder"), N_("Gjør til referent"), N_("Ta ut av dette")
SURE_REMOVE = N_("Ta ut {name}? Det {name} har gjort, blir stående. Åpne tiltak går til leder.")
SURE_LEAVE = N_("Gå ut av {reference}? Det du har gjort, blir stående. Åpne tiltak går til leder.")
YES_REMOVE, YES_LEAVE = N_("Ja, ta ut"), N_("Ja, gå ut")
GONE = N_("Du er ikke lenger med i {reference}.")
TO_WHOM = N_("Hvem skal ta over din del av {reference}? Alt som er gjort, følger med.")
NOBODY = N_("Det er ingen kolleger å gi den til ennå. Inviter en først.")
HANDED = N_("{name} har tatt over din del av {reference}.")
WHICH_BASIS = N_(
    "På hvilket grunnlag kan du dele det du vet? Uten grunnlag kan du være med på anonym drøfting: "
    "da fører du ikke noe om personen her."
)
ONLY_ANONYMOUS = N_("Bare anonym drøfting")
BASES = (
    "consent", "fvl_13a", "fvl_13b", "bvl_13_2", "strl_196", "politiregisterloven_27", "politiregisterloven_30",
    "hpl_33", "opplaeringslova_24_3", "krisesenterlova_6", "sosialtjenesteloven_45", "nsk_5",
)  # fmt: skip
"""What may allow somebody to share, as law cards; `consent` is the young person's own."""


class NameBlocked(Refusal):
    """The young person named somebody of this name as one who must not know."""

    says = BLOCKED


def listing(visit: Visit, reference: str) -> View:
    """Those who take part, those who are invited, and those who stand at the door."""
    procedure, run = visit.enter(reference)
    lines = [visit.say(TITLE, reference=escape(reference))]
    lines += [_line(visit, procedure, run, one) for one in run.present]
    rows: list[tuple[Button, ...]] = []
    for member in run.present:
        label = shorten(visit.name(member.person), 30)
        rows.append((Button(label, press("member", reference, str(member.person))),))
    for one in meeting_invitations.open_of(visit.db, visit.harbour.keyring, reference, visit.now):
        role = visit.speaker(procedure).say(procedure.role(one.role))
        lines.append(
            escape(visit.say(KNOCKS if one.redeemed_by is not None else WAITING, name=str(one.name or ""), role=role))
        )
        if visit.may_lead(run):
            rows.append(_at_the_door(visit, reference, one))
    if run.state is not State.CLOSED and visit.may_lead(run):
        rows.append((visit.button(INVITE, "invite", reference),))
    screen = Screen("\n".join(lines), (*rows, visit.back("run", reference)))
    return View(screen, press("people", reference))


def _at_the_door(visit: Visit, reference: str, one: meeting_invitations.MeetingInvitation) -> tuple[Button, ...]:
    number, name = str(one.id), shorten(str(one.name or ""), 16)
    if one.redeemed_by is None:
        return (visit.button(WITHDRAW, "withdraw", reference, number, name=name),)
    let_in = visit.button(LET_IN, "admit", reference, number, name=name)
    return (let_in, visit.button(TURN_AWAY, "withdraw", reference, number, name=name))


def _line(visit: Visit, procedure: Procedure, run: Run, member: Member) -> str:
    role = visit.speaker(procedure).say(procedure.role(member.role))
    functions = [LEADS] * (run.chair == member.person) + [WRITES] * (run.secretary == member.person)
    of = ", ".join([role, *(visit.say(one) for one in functions)])
    tail = f" – {_basis(visit, member)}" if procedure.meeting else ""
    return escape(f"• {visit.name(member.person)} ({of}){tail}")


def _basis(visit: Visit, member: Member) -> str:
    if member.anonymous:
        return visit.say(ANONYMOUS)
    return visit.say(WITH_BASIS, basis=basis_name(visit, member.basis)) if member.basis else visit.say(NO_BASIS)


def basis_name(visit: Visit, basis: str) -> str:
    """What a basis for sharing is called."""
    card = visit.harbour.cards.get(basis)
    return visit.say(CONSENT) if card is None else visit.say(card.title)


# Inviting ----------------------------------------------------------------------------------------------------------


def invite(visit: Visit, reference: str, role: str = "") -> View:
    """Choose the role, then write the name. Only who leads invites: nobody else tries which names are kept out."""
    procedure, run = visit.enter(reference)
    visit.must_lead(run)
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
    spoken = " ".join(name.split())[:60]
    if not spoken or role not in _invited_roles(procedure):
        return invite(visit, reference, role)
    known = [reference, *([run.case] if run.case else [])]
    if blocked.is_blocked(visit.db, visit.harbour.keyring, known, spoken):
        visit.note(run, "invite.blocked", task=role)
        return listing(visit, reference).told(visit.say(BLOCKED))
    code = meeting_invitations.invite(
        visit.db, visit.harbour.keyring, reference, role, spoken, visit.person.id, visit.now
    )
    visit.note(run, "invite", task=role)
    visit.changed(procedure, run)
    said = visit.speaker(procedure).say(procedure.role(role))
    text = visit.say(CODE, role=escape(said), name=escape(spoken), link=escape(visit.link(code)))
    return View(Screen(text, (visit.back("people", reference),)))


def admit(visit: Visit, reference: str, number: str) -> View:
    """The chair has heard that it is the right person: they are in."""
    procedure, run = visit.enter(reference, act=True)
    visit.must_lead(run)
    found = _invitation(visit, reference, number)
    if found.redeemed_by is None:
        raise NotThere
    if not meeting_invitations.admit(visit.db, found.id, visit.now):
        raise NotThere
    _introduced(visit, run, found)
    run = checklist.join(run, found.redeemed_by, found.role, visit.now)
    visit.note(run, "join", task=found.role)
    visit.keep(procedure, run)
    company.ring(visit.db, visit.harbour, found.redeemed_by, company.WELCOME, reference, visit.now)
    return listing(visit, reference)


def _introduced(visit: Visit, run: Run, found: meeting_invitations.MeetingInvitation) -> None:
    """A stranger who was let in is a member of staff from now on, under the name that they were invited by."""
    who = people.by_id(visit.db, visit.harbour.keyring, found.redeemed_by or 0)
    if who is not None and who.role == people.YOUTH:
        people.become(visit.db, who.id, people.STAFF, str(found.name or ""), run.unit, visit.person.id)
        audit.write(visit.db, visit.harbour.keyring, audit.person(who.id), f"invited.{people.STAFF}", None, visit.now)


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
    return listing(visit, reference)


def _invitation(visit: Visit, reference: str, number: str) -> meeting_invitations.MeetingInvitation:
    waiting = meeting_invitations.open_of(visit.db, visit.harbour.keyring, reference, visit.now)
    found = next((one for one in waiting if str(one.id) == number), None)
    if found is None:
        raise NotThere
    return found


# One of those who take part ----------------------------------------------------------------------------------------


def member(visit: Visit, reference: str, number: str) -> View:
    """One person's part in it, and what the chair can do about it."""
    procedure, run = visit.enter(reference)
    one = run.member(int(number))
    if one is None:
        return listing(visit, reference)
    text = visit.say(
        MEMBER,
        name=escape(visit.name(one.person)),
        role=escape(visit.speaker(procedure).say(procedure.role(one.role))),
        since=moment(one.joined_at, visit.now, visit.calendar.zone),
        basis=escape(_basis(visit, one)),
    )
    rows: list[tuple[Button, ...]] = []
    if visit.may_lead(run) and run.state is not State.CLOSED:
        rows.append((visit.button(MAKE_SECRETARY, "secretary", reference, number),))
        if one.person != run.chair:
            rows.append((visit.button(MAKE_CHAIR, "chair", reference, number),))
            rows.append((visit.button(REMOVE, "remove", reference, number),))
    return View(Screen(text, (*rows, visit.back("people", reference))), press("member", reference, number))


def make_chair(visit: Visit, reference: str, number: str) -> View:
    """Somebody else leads from now on."""
    procedure, run = visit.enter(reference, act=True)
    run = checklist.set_chair(run, visit.person.id, int(number), visit.now)
    visit.note(run, "chair")
    visit.keep(procedure, run)
    return listing(visit, reference)


def make_secretary(visit: Visit, reference: str, number: str) -> View:
    """Somebody writes the minutes: never the one who leads."""
    procedure, run = visit.enter(reference, act=True)
    run = checklist.set_secretary(run, visit.person.id, int(number), visit.now)
    visit.note(run, "secretary")
    visit.keep(procedure, run)
    return listing(visit, reference)


def remove(visit: Visit, reference: str, number: str) -> View:
    """Ask before somebody is taken out."""
    visit.enter(reference)
    text = escape(visit.say(SURE_REMOVE, name=visit.name(int(number))))
    rows = ((visit.button(YES_REMOVE, "removenow", reference, number),), visit.back("member", reference, number))
    return View(Screen(text, rows))


def remove_now(visit: Visit, reference: str, number: str) -> View:
    """They see nothing of it any more; what they did stays, and their measures fall to the chair."""
    procedure, run = visit.enter(reference, act=True)
    run = checklist.remove(run, int(number), visit.person.id, visit.now)
    departing.reassign(visit.db, reference, int(number), run.chair)
    visit.note(run, "remove")
    visit.keep(procedure, run)
    company.put_out(visit.db, visit.harbour, int(number), reference, visit.now)
    return listing(visit, reference)


def leave(visit: Visit, reference: str) -> View:
    """Ask before leaving."""
    visit.enter(reference)
    rows = ((visit.button(YES_LEAVE, "leavenow", reference),), visit.back("more", reference))
    return View(Screen(escape(visit.say(SURE_LEAVE, reference=reference)), rows))


def leave_now(visit: Visit, reference: str) -> View:
    """Out of it; a chair who leaves is followed by the one who called, or by who has been there longest."""
    procedure, run = visit.enter(reference, act=True)
    run = checklist.leave(run, visit.person.id, visit.now)
    departing.reassign(visit.db, reference, visit.person.id, run.chair)
    visit.note(run, "leave")
    visit.keep(procedure, run)
    return menu.menu(visit).told(visit.say(GONE, reference=reference))


# Handing over, and the basis for sharing ---------------------------------------------------------------------------


def hand(visit: Visit, reference: str, number: str = "") -> View:
    """Choose the colleague who takes over, among those of the unit who take no part yet."""
    procedure, run = visit.enter(reference, act=bool(number))
    colleagues = [
        one
        for one in people.staff_of(visit.db, visit.harbour.keyring, visit.person.unit)
        if run.member(one.id) is None and one.name
    ]
    if not number:
        rows = [(Button(one.name or "", press("hand", reference, str(one.id))),) for one in colleagues]
        text = visit.say(TO_WHOM if rows else NOBODY, reference=reference)
        return View(Screen(escape(text), (*rows, visit.back("more", reference))))
    taker = next((one for one in colleagues if str(one.id) == number), None)
    if taker is None:
        raise NotThere
    if blocked.is_blocked(visit.db, visit.harbour.keyring, [reference, run.case or reference], taker.name or ""):
        raise NameBlocked
    run = checklist.hand_over(run, visit.person.id, taker.id, visit.now)
    departing.reassign(visit.db, reference, visit.person.id, taker.id)
    visit.note(run, "hand")
    visit.keep(procedure, run)
    company.ring(visit.db, visit.harbour, taker.id, company.WELCOME, reference, visit.now)
    return menu.menu(visit).told(visit.say(HANDED, name=taker.name or "", reference=reference))


def basis(visit: Visit, reference: str, chosen: str = "") -> View:
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
    visit.keep(procedure, run)
    return RunScreens(visit, procedure, run).card()
