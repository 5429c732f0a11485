"""Who takes part in a run: the list, one of them, who leads and who writes, removed and gone."""

from __future__ import annotations

from bot.buttons import Button, press
from bot.markup import escape, shorten
from bot.office import basis, company, departing, menu
from bot.office.visit import View, Visit
from bot.screen import Screen
from bot.times import moment
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import Procedure
from flows.procedures.run import Member, Run, State
from storage import meeting_invitations

TITLE = N_("<b>Deltakere · {reference}</b>")
LEADS, WRITES = N_("leder"), N_("referent")
WAITING = N_("✉ {name} ({role}): invitert, har ikke åpnet lenken ennå")
KNOCKS = N_("🚪 {name} ({role}): lenken er åpnet. Ring {name} og hør at det var rett person, før du slipper inn.")
INVITE, LET_IN, TURN_AWAY, WITHDRAW = N_("＋ Inviter"), N_("Slipp inn {name}"), N_("Avvis {name}"), N_("Trekk {name}")
MEMBER = N_("<b>{name}</b>\n{role}, med siden {since}.\n{basis}")
MAKE_CHAIR, MAKE_SECRETARY, REMOVE = N_("Gjør til leder"), N_("Gjør til referent"), N_("Ta ut av dette")
SURE_REMOVE = N_("Ta ut {name}? Det {name} har gjort, blir stående. Åpne tiltak går til leder.")
SURE_LEAVE = N_("Gå ut av {reference}? Det du har gjort, blir stående. Åpne tiltak går til leder.")
YES_REMOVE, YES_LEAVE = N_("Ja, ta ut"), N_("Ja, gå ut")
GONE = N_("Du er ikke lenger med i {reference}.")
KEEP_OUT = N_("Navn som ikke må få vite noe")


def listing(visit: Visit, reference: str) -> View:
    """Those who take part, those who are invited, and those who stand at the door."""
    procedure, run = visit.enter(reference)
    lines = [visit.say(TITLE, reference=escape(reference))]
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
    lines += [_line(visit, procedure, run, one) for one in run.present]
    if run.state is not State.CLOSED and visit.may_lead(run):
        rows.append((visit.button(INVITE, "invite", reference),))
        rows.append((visit.button(KEEP_OUT, "keepout", reference),))
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
    tail = f" – {basis.stated(visit, member)}" if procedure.meeting else ""
    return escape(f"• {visit.name(member.person)} ({of}){tail}")


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
        basis=escape(basis.stated(visit, one)),
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
    procedure, before = visit.enter(reference, act=True)
    run = checklist.set_chair(before, visit.person.id, int(number), visit.now)
    visit.note(run, "chair")
    visit.keep(procedure, run)
    _told(visit, before, run)
    return listing(visit, reference)


def _told(visit: Visit, before: Run, run: Run, *, moved: bool = False) -> None:
    """Whoever leads from now on gets to know it, and of measures that fell to them: no deadline is a secret."""
    if run.chair == visit.person.id or (run.chair == before.chair and not moved):
        return
    if run.chair != before.chair:
        text, leads = company.LEADS, press("run", run.reference)
    else:
        text, leads = company.NEW_FOR_YOU, press("tasks", "0")
    company.ring(visit.db, visit.harbour, run.chair, text, run.reference, visit.now, leads)


def make_secretary(visit: Visit, reference: str, number: str) -> View:
    """Somebody writes the minutes: never the one who leads."""
    procedure, run = visit.enter(reference, act=True)
    run = checklist.set_secretary(run, visit.person.id, int(number), visit.now)
    visit.note(run, "secretary")
    visit.keep(procedure, run)
    return listing(visit, reference)


def remove(visit: Visit, reference: str, number: str) -> View:
    """Ask before somebody is taken out."""
    _, run = visit.enter(reference)
    visit.must_lead(run)
    if run.member(int(number)) is None:
        return listing(visit, reference)
    text = escape(visit.say(SURE_REMOVE, name=visit.name(int(number))))
    rows = ((visit.button(YES_REMOVE, "removenow", reference, number),), visit.back("member", reference, number))
    return View(Screen(text, rows))


def remove_now(visit: Visit, reference: str, number: str) -> View:
    """They see nothing of it any more; what they did stays, and their measures fall to the chair."""
    procedure, before = visit.enter(reference, act=True)
    away = departing.away(visit.db, visit.harbour, before)
    run = checklist.remove(before, int(number), visit.person.id, visit.now, away)
    moved = departing.reassign(visit.db, reference, int(number), run.chair)
    visit.note(run, "remove")
    visit.keep(procedure, run)
    _told(visit, before, run, moved=moved)
    company.put_out(visit.db, visit.harbour, int(number), reference, visit.now)
    return listing(visit, reference)


def leave(visit: Visit, reference: str) -> View:
    """Ask before leaving."""
    visit.enter(reference)
    rows = ((visit.button(YES_LEAVE, "leavenow", reference),), visit.back("more", reference))
    return View(Screen(escape(visit.say(SURE_LEAVE, reference=reference)), rows))


def leave_now(visit: Visit, reference: str) -> View:
    """Out of it; a chair who leaves is followed by the one who called, or by who has been there longest."""
    procedure, before = visit.enter(reference, act=True)
    run = checklist.leave(before, visit.person.id, visit.now, departing.away(visit.db, visit.harbour, before))
    moved = departing.reassign(visit.db, reference, visit.person.id, run.chair)
    visit.note(run, "leave")
    visit.keep(procedure, run)
    _told(visit, before, run, moved=moved)
    return menu.menu(visit).told(visit.say(GONE, reference=reference))
