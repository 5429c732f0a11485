"""What a case shows of the meetings and procedures that go on about it, and the way to call one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot import versions
from bot.buttons import Button, press
from bot.harbour import Harbour
from bot.i18n import Voice
from bot.markup import escape
from bot.office.visit import UNREADABLE
from bot.screen import Screen
from bot.times import moment
from flows.fault import ContentError
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.run import Run, State
from storage import cases, runs
from storage.people import Person

CALL = N_("Kall inn strategimøte")
STANDS = N_("{title} {reference}: {state}, {done} av {total} steg")
NEXT, LATE = N_("neste frist {due}"), N_("⏰ {count} over frist")
STRATEGY = "strategy_meeting"


def with_runs(
    drawn: Screen, reference: str, person: Person, db: Connection, harbour: Harbour, voice: Voice, now: datetime
) -> Screen:
    """The screen of a case, with a line for each run about it, and buttons to those that the person takes part in."""
    found = runs.of_case(db, reference)
    lines = [escape(_line(run, db, harbour, voice, now)) for run in found]
    rows = [(Button(run.reference, press("run", run.reference)),) for run in found if run.member(person.id)]
    case = cases.by_reference(db, reference)
    going = any(run.procedure == STRATEGY and run.state is not State.CLOSED for run in found)
    if case is not None and STRATEGY in harbour.procedures and not going:
        rows.append((Button(voice.say(CALL), press("begin", STRATEGY, case.level.key, reference)),))
    return Screen("\n".join([drawn.text, *lines]), (*drawn.rows[:-1], *rows, *drawn.rows[-1:]))


def _line(run: Run, db: Connection, harbour: Harbour, voice: Voice, now: datetime) -> str:
    try:
        procedure, run = versions.of_run(db, harbour, run)
    except (ContentError, LookupError):
        return f"{run.reference}: {voice.say(UNREADABLE)}"
    calendar = harbour.municipality.calendar
    far = checklist.progress(procedure, run, now, calendar)
    title = voice.knowing(procedure.spoken.get(voice.language, {})).say(procedure.title)
    state = voice.say(run.state.says).lower()
    said = [voice.say(STANDS, title=title, reference=run.reference, state=state, done=far.done, total=far.total)]
    due = checklist.next_due(procedure, run, calendar)
    if run.state is State.OPEN and due is not None:
        said.append(voice.say(NEXT, due=moment(due, now, calendar.zone)))
    if run.state is State.OPEN and far.overdue:
        said.append(voice.say(LATE, count=far.overdue))
    return ", ".join(said)
