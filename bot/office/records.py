"""What is read and not changed: the log of a run, and the documents to hand over; and when its meeting is held."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.buttons import Button, press
from bot.duty_screens import NAMES
from bot.markup import escape, shorten
from bot.office.run_screens import RunScreens
from bot.office.run_words import plain
from bot.office.ticking import REASONS
from bot.office.visit import View, Visit
from bot.office.when import LATEST, read_when
from bot.screen import Screen
from bot.times import moment, spelled
from flows.model import Level
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.measures import MEASURES
from flows.procedures.model import ROLES, TRACKS, Procedure, Track
from flows.session import FreeText
from storage import run_log
from storage.run_log import LogLine

TITLE, OLDER, NEWER = N_("<b>Logg · {reference}</b>"), N_("Eldre ›"), N_("‹ Nyere")
BY_ITSELF = N_("Havn")
ACTIONS = {
    "begin": N_("startet"), "tick": N_("gjorde"), "stop": N_("stoppet"), "pause": N_("satte på pause"),
    "resume": N_("fortsatte"), "close": N_("avsluttet"), "level": N_("endret nivå"), "undo": N_("angret"),
    "invite": N_("inviterte"), "join": N_("ble med"), "admit": N_("slapp inn"),
    "keepout": N_("førte navn som ikke må få vite noe"), "leave": N_("gikk ut"), "remove": N_("tok ut en deltaker"),
    "hand": N_("ga sin del videre"), "chair": N_("byttet leder"), "secretary": N_("valgte referent"),
    "basis": N_("oppga grunnlag"), "measure": N_("tiltak"), "tell": N_("skrev en opplysning"), "share": N_("delte"),
    "unshare": N_("sluttet å dele"), "consent": N_("førte samtykke"), "revoke": N_("førte at samtykke er trukket"),
    "minutes": N_("laget referat"), "time": N_("satte tidspunkt"), "remind": N_("minnet om frist"),
}  # fmt: skip
"""The first word of an action's code -> what the log says; the rest of the code says more about it."""
DETAILS = {
    "blocked": N_("stoppet av navnesperren"), "withdrawn": N_("invitasjonen trukket"),
    "opened": N_("invitasjonen åpnet"), "forwarded": N_("åpnet av feil person"), "kin": N_("kjenner familien"),
    "done": N_("gjort"), "dropped": N_("falt bort"), "given": N_("gitt videre"), "what": N_("beskrevet"),
    "why": N_("begrunnet"), "against": N_("uenighet ført"), "before": N_("snart"), "due": N_("gikk ut"),
    "late": N_("gått ut"), "chair": N_("gått ut, leder varslet"), "again": N_("fortsatt ikke gjort"),
    "resume": N_("pausen over"), **REASONS,
}  # fmt: skip
ON_A_PAGE = 15
MEASURE, NUMBERED = N_("tiltak {number}"), N_("nr. {number}")
ANONYMOUS, CONSENT = N_("bare anonym drøfting"), N_("Samtykke")
COPY = N_("Kopier teksten over til rett sted, og fyll inn strekene der. Ikke fyll inn her.")
WHEN = N_("Når skal møtet være? Velg, eller skriv for eksempel «i morgen kl. 9» eller «24.11. kl. 14».")
NOT_A_TIME = N_("Det ble ikke forstått som en tid framover. Skriv for eksempel «i morgen kl. 9».")
AT_ONCE, IN_AN_HOUR, IN_TWO = N_("Nå, på telefon"), N_("Om én time"), N_("Om to timer")
SET = N_("Møtet er satt til {when}. Frister som regnes fra møtet, går fra da.")
NEXT_DAY = (time(9), time(12))
OLD = timedelta(hours=1)
"""How long a button with a time on it may have stood: a time that has just passed still counts."""


def log(visit: Visit, reference: str, page: str = "0") -> View:
    """Who did what when, the latest first."""
    procedure, _ = visit.enter(reference)
    lines = run_log.read(visit.db, visit.harbour.keyring, reference)[::-1]
    start = int(page) * ON_A_PAGE
    shown = [escape(_told(visit, procedure, one)) for one in lines[start : start + ON_A_PAGE]]
    ways = [visit.button(NEWER, "log", reference, str(int(page) - 1))] if start else []
    if start + ON_A_PAGE < len(lines):
        ways.append(visit.button(OLDER, "log", reference, str(int(page) + 1)))
    rows = ([tuple(ways)] if ways else []) + [visit.back("run", reference)]
    text = "\n".join([visit.say(TITLE, reference=escape(reference)), *shown])
    return View(Screen(text, tuple(rows)), press("log", reference, page))


def _told(visit: Visit, procedure: Procedure, line: LogLine) -> str:
    who = visit.say(BY_ITSELF) if line.person is None else visit.name(line.person)
    action, _, detail = line.action.partition(".")
    parts = [visit.say(ACTIONS[action]) if action in ACTIONS else action]
    if detail:
        parts.append(_detail(visit, action, detail))
    if line.task:
        parts.append(_about(visit, procedure, action, line.task))
    return f"{moment(line.at, visit.now, visit.calendar.zone)} {who}: {' · '.join(parts)}"


def _detail(visit: Visit, action: str, detail: str) -> str:
    if action == "level":
        return visit.say(NAMES[Level.named(detail)])
    return visit.say(DETAILS[detail]) if detail in DETAILS else detail


def _about(visit: Visit, procedure: Procedure, action: str, task: str) -> str:
    said, (key, _, more) = visit.speaker(procedure), task.partition("=")
    known = procedure.tasks.get(key)
    if known is not None:
        chosen = known.choice(more)
        answer = f" – {said.say(chosen.text)}" if chosen else ""
        return shorten(plain(said.say(known.do)), 60) + answer
    named = [_named(visit, procedure, action, one) for one in (key, more) if one]
    return " → ".join(named)


def _named(visit: Visit, procedure: Procedure, action: str, code: str) -> str:
    """A code of the log in words: a measure, a track, a role, a basis, a stop or a result."""
    said = visit.speaker(procedure)
    if code.isdecimal() and action in {"measure", "remind"}:
        return visit.say(MEASURE, number=code)
    if code.isdecimal():
        return visit.say(NUMBERED, number=code)
    if code in MEASURES:
        return visit.say(MEASURES[code])
    if code in TRACKS and action in {"tell", "share", "unshare"}:
        return visit.say(TRACKS[Track(code)])
    if code in procedure.roles or code in ROLES:
        return said.say(procedure.role(code))
    if code in visit.harbour.cards:
        return visit.say(visit.harbour.cards[code].title)
    if code in {"anonymous", "consent"}:
        return visit.say(ANONYMOUS if code == "anonymous" else CONSENT)
    if code in procedure.stops:
        return said.say(procedure.stops[code].label)
    return next((said.say(one.text) for one in procedure.results if one.id == code), code)


def document(visit: Visit, reference: str, identifier: str) -> View:
    """A text to hand over, with what was chosen filled in and blanks for the rest."""
    procedure, run = visit.enter(reference)
    found, said = procedure.documents[identifier], visit.speaker(procedure)
    body = RunScreens(visit, procedure, run).filled(said.say(found.body))
    text = f"<b>{escape(said.say(found.title))}</b>\n\n<pre>{escape(body)}</pre>\n\n{escape(visit.say(COPY))}"
    return View(Screen(text, (visit.back("run", reference),)), press("document", reference, identifier))


def choose_time(visit: Visit, reference: str) -> View:
    """When the meeting is held: one of the usual times, or a written one."""
    _, run = visit.enter(reference)
    visit.must_lead(run)
    zone = visit.calendar.zone
    day = visit.calendar.working_day(visit.now.astimezone(zone).date(), 1)
    times = [(visit.say(AT_ONCE), visit.now + timedelta(minutes=1))]
    times += [
        (visit.say(IN_AN_HOUR), visit.now + timedelta(hours=1)),
        (visit.say(IN_TWO), visit.now + timedelta(hours=2)),
    ]
    for hour in NEXT_DAY:
        at = datetime.combine(day, hour, zone)
        times.append((spelled(at, visit.voice, zone), at))
    rows = [(Button(text, press("settime", reference, str(int(at.timestamp())))),) for text, at in times]
    screen = Screen(escape(visit.say(WHEN)), (*rows, visit.back("run", reference)))
    return View(screen, "", press("time", reference))


def set_time(visit: Visit, reference: str, seconds: str) -> View:
    """The meeting has a time: deadlines count from it."""
    if not -OLD.total_seconds() <= int(seconds) - visit.now.timestamp() <= LATEST.total_seconds():
        return choose_time(visit, reference)  # a button from an old screen
    return _held(visit, reference, datetime.fromtimestamp(int(seconds), UTC))


def written_time(visit: Visit, words: FreeText, reference: str) -> View:
    """The same, written."""
    at = read_when(str(words), visit.now, visit.calendar)
    if at is None:
        return choose_time(visit, reference).told(visit.say(NOT_A_TIME))
    return _held(visit, reference, at)


def _held(visit: Visit, reference: str, at: datetime) -> View:
    procedure, run = visit.enter(reference, act=True)
    visit.must_lead(run)
    run = checklist.set_meeting(run, visit.person.id, at, visit.now)
    visit.note(run, "time")
    visit.keep(procedure, run)
    told = visit.say(SET, when=spelled(at, visit.voice, visit.calendar.zone))
    return RunScreens(visit, procedure, run).card().told(told)
