"""What is done in a run: tasks ticked and undone, stops, pauses, levels, and its end."""

from __future__ import annotations

from bot.buttons import Button, press
from bot.duty_screens import MARKS, NAMES
from bot.markup import escape, shorten, to_html
from bot.office import minutes
from bot.office.run_screens import RunScreens
from bot.office.run_words import DOCUMENTS, SHORT, plain
from bot.office.visit import View, Visit
from bot.screen import Screen
from flows.deadlines import Term
from flows.model import Level
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import Document, Procedure, Task
from flows.procedures.run import Mark, Run, State
from storage import runs

LONGEST_PAUSE = Term(working_days=3)
"""A pause ends by itself, so that nothing is forgotten in one."""
WHY_UNDO = N_("Hvorfor skal «{task}» angres? Grunnen står i loggen.")
REASONS = {
    "mistaken": N_("Trykket feil"),
    "not_done": N_("Det ble ikke gjort likevel"),
    "new_facts": N_("Nye opplysninger"),
}
SURE_STOP, YES_STOP = N_("Dette stopper hele prosedyren for alle som er med. Er du sikker?"), N_("Ja, stopp nå")
SURE_CLOSE = N_(
    "Avslutt {reference} med «{result}»? Ingen kan føre noe mer etterpå. Det dere har skrevet, slettes herfra. "
    "I et møte lages et siste referat, som bare deltakerne kan åpne."
)
MEASURES_WAIT = N_("{count} tiltak er ikke gjort. Før dem som gjort, eller at de falt bort, før dere avslutter.")
NO_MINUTES = N_("⚠ Ingen av deltakerne har nøkkel, så det kan ikke lages referat. Det dere har skrevet, blir borte.")
FALL_AWAY = N_("⚠ Dette er ikke gjort, og ingen blir minnet på det lenger:\n{tasks}")
YES_CLOSE, WHICH_RESULT, WHICH_LEVEL = N_("Ja, avslutt"), N_("Hva ble resultatet?"), N_("Hvilket nivå gjelder nå?")
PAUSE, RESUME, CLOSE, LEVEL = N_("Sett på pause"), N_("Fortsett"), N_("Avslutt dette"), N_("Endre nivå")
LEAVE, HAND = N_("Gå ut av dette"), N_("Gi min del til en kollega")
PAUSED_NOW = N_("Satt på pause. Den melder seg selv om tre arbeidsdager.")
DONE, UNDONE, CHANGED = N_("Ført."), N_("Angret. Det står i loggen."), N_("Endret. Det står i loggen.")
NO = N_("Nei")


def card(visit: Visit, reference: str) -> View:
    """A run from above."""
    return RunScreens(visit, *visit.enter(reference)).card()


def phase(visit: Visit, reference: str, identifier: str) -> View:
    """The tasks of one phase."""
    return RunScreens(visit, *visit.enter(reference)).phase(identifier)


def task(visit: Visit, reference: str, identifier: str) -> View:
    """One task."""
    return RunScreens(visit, *visit.enter(reference)).task(identifier)


def tick(visit: Visit, reference: str, identifier: str, choice: str = "") -> View:
    """A task is done; the next one is shown. Refusals tell who was first, or why not."""
    procedure, before = visit.enter(reference, act=True)
    run = checklist.tick(procedure, before, identifier, visit.person.id, visit.now, choice)
    screens = RunScreens(visit, procedure, run)
    if run is before:
        return screens.task(identifier).told(visit.say(DONE))
    for mark in _new_marks(before, run):
        runs.mark(visit.db, reference, mark)
    visit.note(run, "tick", task=_with_choice(identifier, choice))
    if run.stop and not before.stop:
        visit.note(run, "stop", task=run.stop)
    visit.keep(procedure, run)
    following = screens.next_task(identifier)
    shown = screens.card() if following is None or run.stop else screens.task(following.id)
    return shown.told(f"✓ {plain(visit.speaker(procedure).say(procedure.tasks[identifier].do))}")


def _with_choice(identifier: str, choice: str) -> str:
    return f"{identifier}={choice}" if choice else identifier


def _new_marks(before: Run, after: Run) -> list[Mark]:
    return [
        mark
        for identifier, marks in after.marks.items()
        for role, mark in marks.items()
        if before.marks.get(identifier, {}).get(role) != mark
    ]


def undo(visit: Visit, reference: str, identifier: str, role: str) -> View:
    """Ask why a tick is to be undone."""
    procedure, run = visit.enter(reference)
    said = plain(visit.speaker(procedure).say(procedure.tasks[identifier].do))
    rows = [(visit.button(text, "why", reference, identifier, role, key),) for key, text in REASONS.items()]
    screen = Screen(escape(visit.say(WHY_UNDO, task=said)), (*rows, visit.back("task", reference, identifier)))
    return View(screen, press("undo", run.reference, identifier, role))


def undo_because(visit: Visit, reference: str, identifier: str, role: str, reason: str) -> View:
    """A tick is undone, and the log says why."""
    procedure, run = visit.enter(reference, act=True)
    run = checklist.untick(procedure, run, identifier, role, visit.person.id, visit.now)
    runs.unmark(visit.db, reference, identifier, role)
    visit.note(run, f"undo.{reason if reason in REASONS else 'mistaken'}", task=identifier)
    visit.keep(procedure, run)
    return RunScreens(visit, procedure, run).task(identifier).told(visit.say(UNDONE))


def stop(visit: Visit, reference: str, identifier: str) -> View:
    """Say what a stop means before it falls."""
    procedure, run = visit.enter(reference)
    rule, said = procedure.stops[identifier], visit.speaker(procedure)
    text = f"<b>⛔ {escape(said.say(rule.label))}</b>\n\n{to_html(said.say(rule.tell), visit.fill)}"
    rows = ((visit.button(YES_STOP, "stopnow", reference, identifier),), visit.back("run", reference))
    return View(Screen(f"{text}\n\n{escape(visit.say(SURE_STOP))}", rows), press("stop", run.reference, identifier))


def stop_now(visit: Visit, reference: str, identifier: str) -> View:
    """A stop falls: nothing more is ticked, and the card says what to do instead."""
    procedure, before = visit.enter(reference, act=True)
    run = checklist.stop(procedure, before, identifier, visit.person.id, visit.now)
    if run is not before:
        visit.note(run, "stop", task=identifier)
        visit.keep(procedure, run)
    return RunScreens(visit, procedure, run).card()


# The rarer acts ----------------------------------------------------------------------------------------------------


def more(visit: Visit, reference: str) -> View:
    """What is done seldom: documents, pause, level, handing over, leaving, closing."""
    procedure, run = visit.enter(reference)
    rows = [_document(visit, procedure, reference, one) for one in procedure.documents.values()]
    if run.state is State.PAUSED:
        rows.append((visit.button(RESUME, "resume", reference),))
    elif run.state is State.OPEN and run.level is not Level.RED:
        rows.append((visit.button(PAUSE, "pause", reference),))
    if run.state is not State.CLOSED:
        rows.append((visit.button(LEVEL, "urgency", reference),))
        rows.append((visit.button(HAND, "hand", reference),))
        rows.append((visit.button(LEAVE, "leave", reference),))
        if visit.may_lead(run):
            rows.append((visit.button(CLOSE, "finish", reference),))
    title = f"<b>{escape(visit.speaker(procedure).say(procedure.title))} · {escape(reference)}</b>"
    return View(Screen(title, (*rows, visit.back("run", reference))), press("more", reference))


def _document(visit: Visit, procedure: Procedure, reference: str, one: Document) -> tuple[Button, ...]:
    title = shorten(visit.speaker(procedure).say(one.title), SHORT)
    return (visit.button(DOCUMENTS, "document", reference, one.id, title=title),)


def pause(visit: Visit, reference: str) -> View:
    """Reminders rest for at most three working days; deadlines go on."""
    procedure, run = visit.enter(reference, act=True)
    until = LONGEST_PAUSE.after(visit.now, visit.calendar)
    run = checklist.pause(run, visit.person.id, until, visit.now)
    visit.note(run, "pause")
    visit.keep(procedure, run)
    return RunScreens(visit, procedure, run).card().told(visit.say(PAUSED_NOW))


def resume(visit: Visit, reference: str) -> View:
    """The pause is over."""
    procedure, before = visit.enter(reference, act=True)
    run = checklist.resume(before, visit.person.id, visit.now)
    if run is not before:
        visit.note(run, "resume")
        visit.keep(procedure, run)
    return RunScreens(visit, procedure, run).card()


def level(visit: Visit, reference: str) -> View:
    """Choose another level: anybody may raise it, the chair alone may lower it."""
    _, run = visit.enter(reference)
    rows = [
        (Button(f"{MARKS[one]} {visit.say(NAMES[one])}", press("setlevel", reference, one.key)),)
        for one in sorted(Level, reverse=True)
        if one > run.level or (one < run.level and visit.may_lead(run))
    ]
    return View(
        Screen(escape(visit.say(WHICH_LEVEL)), (*rows, visit.back("more", reference))), press("urgency", reference)
    )


def set_level(visit: Visit, reference: str, key: str) -> View:
    """The level changes, and every deadline that hangs on it."""
    procedure, run = visit.enter(reference, act=True)
    wanted = Level.named(key)
    change = checklist.raise_level if wanted > run.level else checklist.lower_level
    run = change(run, wanted, visit.person.id, visit.now)
    visit.note(run, f"level.{key}")
    visit.keep(procedure, run)
    return RunScreens(visit, procedure, run).card().told(visit.say(CHANGED))


def close(visit: Visit, reference: str) -> View:
    """A person decides how it ended."""
    procedure, run = visit.enter(reference)
    visit.must_lead(run)
    if waiting := visit.open_measures(reference):
        return card(visit, reference).told(visit.say(MEASURES_WAIT, count=waiting))
    said = visit.speaker(procedure)
    rows = [(Button(said.say(one.text), press("result", reference, one.id)),) for one in procedure.results]
    return View(
        Screen(escape(visit.say(WHICH_RESULT)), (*rows, visit.back("more", reference))), press("finish", reference)
    )


def result(visit: Visit, reference: str, identifier: str) -> View:
    """Say what closing means before it is done."""
    procedure, run = visit.enter(reference)
    visit.must_lead(run)
    said = next((one.text for one in procedure.results if one.id == identifier), None)
    if said is None:
        raise checklist.UnknownResult
    lines = [escape(visit.say(SURE_CLOSE, reference=reference, result=visit.speaker(procedure).say(said)))]
    ahead = [one for one in checklist.visible(procedure, run) if _ahead(visit, procedure, run, one)]
    if ahead:
        named = "\n".join(f"• {plain(visit.speaker(procedure).say(one.do))}" for one in ahead)
        lines.append(escape(visit.say(FALL_AWAY, tasks=named)))
    if procedure.meeting and not minutes.can_open(visit, run):
        lines.append(escape(visit.say(NO_MINUTES)))
    rows = ((visit.button(YES_CLOSE, "closenow", reference, identifier),), (visit.button(NO, "run", reference),))
    return View(Screen("\n\n".join(lines), rows), press("result", run.reference, identifier))


def _ahead(visit: Visit, procedure: Procedure, run: Run, one: Task) -> bool:
    """Whether a reminder of this task is lost when the run is closed."""
    waits = not checklist.done(procedure, run, one)
    return waits and checklist.due(procedure, run, one, visit.calendar) is not None


def close_now(visit: Visit, reference: str, identifier: str) -> View:
    """It is over: what was typed is forgotten here, the log and the minutes stay."""
    procedure, run = visit.enter(reference, act=True)
    if visit.open_measures(reference):
        return close(visit, reference)
    before, run = run, checklist.close(procedure, run, identifier, visit.person.id, visit.now)
    if run is before:
        return RunScreens(visit, procedure, run).card()  # a second tap: the words are gone, and minutes would lack them
    visit.note(run, "close", task=identifier)
    if procedure.meeting and (made := minutes.file_now(visit, procedure, run)) is not None:
        visit.note(run, "minutes", task=str(made))
    visit.keep(procedure, run)
    visit.forget(reference)
    return RunScreens(visit, procedure, run).card()
