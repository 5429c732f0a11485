"""How a run begins: which procedure, how urgent, from which case; and the list of those under way."""

from __future__ import annotations

from datetime import timedelta

from bot import versions
from bot.buttons import Button, press
from bot.duty_screens import MARKS, NAMES
from bot.markup import escape, shorten, to_html
from bot.office.run_screens import RunScreens, outdated
from bot.office.visit import MENU, UNREADABLE, NotThere, View, Visit
from bot.screen import Screen
from flows.fault import ContentError
from flows.model import Level
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import ANSWERED_FOR, CHAIR, EVERYONE, SECRETARY, Procedure
from flows.procedures.run import Run
from flows.refusal import Refusal
from storage import audit, blocked, cases, runs

WHICH = N_("<b>Hva skal dere gjøre?</b>\nVelg en prosedyre, så får du stegene ett for ett.")
HOW_URGENT = N_("Hvor mye haster det? Nivået bestemmer fristene.")
WHICH_ROLE = N_("Hvilken rolle har du?")
FROM_CASE = N_("Gjelder det en av de åpne sakene?")
NO_CASE = N_("Nei, uten sak")
UNDER_WAY, NOTHING = N_("<b>Møter og prosedyrer</b>"), N_("Ingenting er i gang.")
BEGIN = N_("＋ Start en ny")
CALLED_TWICE = N_("Du startet nettopp denne. Den er ikke startet en gang til.")
CASE_HAS_ONE = N_("Saken har allerede dette i gang. Spør {chair} om å bli med.")
YOURS_ALREADY = N_("Saken har allerede dette i gang. Her er det.")
STARTED = N_("Startet som «{reference}». Bruk bare dette navnet, aldri barnets navn.")
TWICE_WITHIN = timedelta(minutes=2)
"""The same person calling the same once more within this time meant it once."""
MOST = 40
OVER = N_("✓ {reference} (avsluttet)")
LATEST = 5
"""How many of those that are over are listed, for their minutes and their log."""


class CaseTaken(Refusal):
    """The case has such a run already, and this person takes no part in it."""

    def __init__(self, chair: str) -> None:
        super().__init__()
        self.chair = chair

    says = CASE_HAS_ONE


def listing(visit: Visit) -> View:
    """What this person takes part in, the soonest deadline first."""
    found = runs.of_person(visit.db, visit.person.id)
    rows = [(Button(_label(visit, run), press("run", run.reference)),) for run in found[:MOST]]
    text = visit.say(UNDER_WAY) + ("" if found else f"\n{visit.say(NOTHING)}")
    rows += [
        (visit.button(OVER, "run", run.reference, reference=run.reference),)
        for run in runs.over_for(visit.db, visit.person.id, LATEST)
    ]
    rows += [(visit.button(BEGIN, "begin"),), (visit.button(MENU, "menu"),)]
    return View(Screen(text, tuple(rows)), press("runs"))


def _label(visit: Visit, run: Run) -> str:
    try:
        procedure, run = versions.of_run(visit.db, visit.harbour, run)
    except (ContentError, LookupError):
        return f"{MARKS[run.level]} {run.reference} · {visit.say(UNREADABLE)}"
    far = checklist.progress(procedure, run, visit.now, visit.calendar)
    late = f" ⏰{far.overdue}" if far.overdue else ""
    title = shorten(visit.speaker(procedure).say(procedure.title), 24)
    return f"{MARKS[run.level]} {run.reference} · {title} {far.done}/{far.total}{late}"


def choose(visit: Visit) -> View:
    """Every procedure that can be begun."""
    rows = [
        (Button(_named(visit, procedure), press("begin", name)),)
        for name, procedure in sorted(visit.harbour.procedures.items(), key=_order)
        if name not in visit.harbour.municipality.not_offered
    ]
    return View(Screen(visit.say(WHICH), (*rows, visit.back("runs"))), press("begin"))


def _order(item: tuple[str, Procedure]) -> tuple[bool, int, str]:
    name, procedure = item
    number = procedure.code.lstrip("P")
    return not procedure.meeting, int(number) if number.isdecimal() else 0, name


def _named(visit: Visit, procedure: Procedure) -> str:
    title = visit.speaker(procedure).say(procedure.title)
    return f"{procedure.code} · {title}" if procedure.code else title


def begin(visit: Visit, name: str = "", level: str = "", case: str | None = None, role: str = "") -> View:
    """Choose, step by step: the procedure, the level, for a coordinator the case, and the role where it is open."""
    if not name:
        return choose(visit)
    procedure = visit.harbour.procedures[name]
    if name in visit.harbour.municipality.not_offered:
        return choose(visit)
    if not level:
        return _urgency(visit, procedure)
    if case is None and visit.open_cases:
        return _which_case(visit, procedure, level)
    roles = _own_roles(visit, procedure)
    if role not in roles and len(roles) > 1:
        return _which_role(visit, procedure, level, case or "", roles)
    return _begun(visit, procedure, Level.named(level), case or None, role if role in roles else roles[0])


def _urgency(visit: Visit, procedure: Procedure) -> View:
    said = visit.speaker(procedure)
    lines = [f"<b>{escape(said.say(procedure.title))}</b>", to_html(said.say(procedure.trigger), visit.fill)]
    lines += [escape(line) for line in [outdated(procedure, visit)] if line]
    levels = [
        Button(f"{MARKS[one]} {visit.say(NAMES[one])}", press("begin", procedure.name, one.key))
        for one in sorted(Level, reverse=True)
    ]
    rows = (tuple(levels[:2]), tuple(levels[2:]), visit.back("begin"))
    return View(Screen("\n\n".join([*lines, escape(visit.say(HOW_URGENT))]), rows), press("begin", procedure.name))


def _which_case(visit: Visit, procedure: Procedure, level: str) -> View:
    rows = [
        (Button(f"{MARKS[one.level]} {one.reference}", press("begin", procedure.name, level, one.reference)),)
        for one in visit.open_cases[:MOST]
    ]
    rows.append((visit.button(NO_CASE, "begin", procedure.name, level, ""),))
    screen = Screen(escape(visit.say(FROM_CASE)), (*rows, visit.back("begin", procedure.name)))
    return View(screen, press("begin", procedure.name, level))


def _which_role(visit: Visit, procedure: Procedure, level: str, case: str, roles: list[str]) -> View:
    said = visit.speaker(procedure)
    rows = [(Button(said.say(procedure.role(one)), press("begin", procedure.name, level, case, one)),) for one in roles]
    return View(Screen(escape(visit.say(WHICH_ROLE)), (*rows, visit.back("begin", procedure.name))))


def _begun(visit: Visit, procedure: Procedure, level: Level, case: str | None, role: str) -> View:
    if case is not None:
        found = cases.by_reference(visit.db, case, lock=True)  # of two who call at once, the second finds the first
        if found is None or found.unit != visit.person.unit or not visit.coordinates or _kept_out(visit, case):
            raise NotThere
        level = max(level, found.level)
        for run in runs.of_case(visit.db, case):
            if run.procedure == procedure.name and run.closed_at is None:
                return _already(visit, run)
    recent = runs.open_by(visit.db, procedure.name, visit.person.id, visit.now - TWICE_WITHIN)
    if recent is not None and recent.case == case and recent.member(visit.person.id) is not None:
        return RunScreens(visit, *visit.enter(recent.reference)).card().told(visit.say(CALLED_TWICE))
    return _new(visit, procedure, level, case, role)


def _kept_out(visit: Visit, case: str) -> bool:
    """Whether the young person wrote this very name as one who must not know."""
    return blocked.is_blocked(visit.db, visit.harbour.keyring, [case], visit.person.name or "")


def _already(visit: Visit, run: Run) -> View:
    if run.member(visit.person.id) is None:
        raise CaseTaken(visit.name(run.chair))
    return RunScreens(visit, *visit.enter(run.reference)).card().told(visit.say(YOURS_ALREADY))


def _new(visit: Visit, procedure: Procedure, level: Level, case: str | None, role: str) -> View:
    reference = runs.new_reference(visit.db)
    me, unit, now = visit.person.id, visit.person.unit, visit.now
    run = checklist.begin(procedure, reference, unit=unit, level=level, by=me, role=role, now=now, case=case)
    runs.start(visit.db, procedure, run)
    visit.note(run, "begin")
    audit.write(
        visit.db, visit.harbour.keyring, audit.person(visit.person.id), f"run.{procedure.name}", case, visit.now
    )
    visit.changed(procedure, run)
    return RunScreens(visit, procedure, run).card().told(visit.say(STARTED, reference=reference))


def _own_roles(visit: Visit, procedure: Procedure) -> list[str]:
    """The roles in which somebody may begin: a coordinator as such, others in the one that was answered for.

    Whoever nobody answered for takes a role that opens no track of its own.
    """
    if visit.coordinates:
        return ["coordinator"]
    named = dict.fromkeys(role for task in procedure.tasks.values() for role in task.roles)
    if visit.person.agency in named:
        return [visit.person.agency]
    closed = {EVERYONE, CHAIR, SECRETARY, "coordinator", *ANSWERED_FOR}
    return [role for role in named if role not in closed] or ["staff"]
