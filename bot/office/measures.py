"""What a meeting decides, as work: what, who, by when, why; disagreement noted; done, dropped or given to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.buttons import Button, press
from bot.markup import escape, shorten
from bot.office import company
from bot.office.visit import NotThere, View, Visit
from bot.office.when import read_when
from bot.screen import Screen
from bot.times import spelled
from flows.deadlines import Term
from flows.msgid import N_
from flows.procedures import measures as rules
from flows.procedures.measures import MEASURES
from flows.procedures.run import Measure, MeasureState, Run, State
from flows.session import FreeText
from storage import measures
from storage.measures import MeasureWords

TITLE, NONE = N_("<b>Tiltak · {reference}</b>"), N_("Ingen tiltak ennå. Straks-tiltak venter aldri på møtet.")
LINE = N_("{mark} {number}. {kind} – {who}, {due}")
DISAGREED = N_("uenighet er ført")
ADD, URGENT = N_("＋ Nytt tiltak"), N_("＋ Straks-tiltak")
WHICH, WHO = N_("Hva skal gjøres?"), N_("Hvem har ansvaret for «{kind}»?")
WHEN = N_("Når skal «{kind}» være gjort? Velg, eller skriv en dag, for eksempel 12.1. kl. 10.")
NOT_A_TIME = N_(
    "Det ble ikke forstått som en dag fram i tid. Skriv for eksempel «fredag», «12.1.» eller «12.1. kl. 10»."
)
TERMS = {
    "2h": (Term(timedelta(hours=2)), N_("Om to timer")),
    "day": (Term(timedelta(hours=24)), N_("Innen 24 timer")),
    "wd1": (Term(working_days=1), N_("Neste arbeidsdag")),
    "wd3": (Term(working_days=3), N_("Tre arbeidsdager")),
    "week": (Term(days=7), N_("En uke")),
    "weeks": (Term(days=14), N_("To uker")),
}
ADDED = N_("Tiltak {number} er ført.")
ALREADY = N_("Det var allerede ført.")
ONE = N_("<b>Tiltak {number}: {kind}</b>\nAnsvar: {who}\nFrist: {due}\n{state}")
WHAT, WHY, DISAGREEMENT = N_("Hva: {words}"), N_("Hvorfor: {words}"), N_("Uenighet: {words}")
DONE, DROP, GIVE = N_("✓ Gjort"), N_("Falt bort"), N_("Gi til en annen")
SAY_WHAT, SAY_WHY, SAY_AGAINST = N_("✎ Hva, nøyaktig"), N_("✎ Hvorfor"), N_("✎ Før uenighet")
ASKED = {
    "what": N_("Skriv kort hva som skal gjøres. Ingen navn."),
    "why": N_("Skriv kort hvorfor. Ingen navn."),
    "against": N_("Skriv hvem som er uenig (tjenesten, ikke navnet) og hvorfor."),
}
STATES = {
    MeasureState.OPEN: N_("Ikke gjort"),
    MeasureState.DONE: N_("Gjort"),
    MeasureState.DROPPED: N_("Falt bort"),
}
MARKS = {MeasureState.OPEN: "☐", MeasureState.DONE: "☑", MeasureState.DROPPED: "✕"}
ON_A_PAGE = 8


def listing(visit: Visit, reference: str) -> View:
    """Every measure, with who has it and by when."""
    _, run = visit.enter(reference)
    found = measures.of_run(visit.db, reference)
    lines = [visit.say(TITLE, reference=escape(reference)), *(_line(visit, one) for one in found)]
    if not found:
        lines.append(escape(visit.say(NONE)))
    buttons = [
        Button(f"{MARKS[one.state]} {one.number}", press("measure", reference, str(one.number))) for one in found
    ]
    rows = [tuple(buttons[at : at + 6]) for at in range(0, len(buttons), 6)]
    if run.state is not State.CLOSED:
        rows.append(
            (visit.button(URGENT, "kinds", reference, "1", "0"), visit.button(ADD, "kinds", reference, "0", "0"))
        )
    rows.append(visit.back("run", reference))
    return View(Screen("\n".join(lines), tuple(rows)), press("measures", reference))


def _line(visit: Visit, one: Measure) -> str:
    late = "⏰ " if one.state is MeasureState.OPEN and one.due_at <= visit.now else ""
    text = visit.say(
        LINE,
        mark=MARKS[one.state],
        number=one.number,
        kind=visit.say(MEASURES[one.kind]),
        who=visit.name(one.responsible),
        due=late + _spelled(visit, one.due_at),
    )
    return escape(text + (f" · {visit.say(DISAGREED)}" if one.disagreed else ""))


def _spelled(visit: Visit, when: datetime) -> str:
    return spelled(when, visit.voice, visit.calendar.zone)


# A new one ---------------------------------------------------------------------------------------------------------


def kinds(visit: Visit, reference: str, urgent: str, page: str) -> View:
    """What is to be done, among the kinds there are; words come after."""
    visit.enter(reference)
    at = int(page) * ON_A_PAGE
    known = list(MEASURES.items())
    rows = [
        (Button(visit.say(text), press("who", reference, urgent, kind)),) for kind, text in known[at : at + ON_A_PAGE]
    ]
    ways = [Button("‹", press("kinds", reference, urgent, str(int(page) - 1)))] if at else []
    ways += [Button("›", press("kinds", reference, urgent, str(int(page) + 1)))] if at + ON_A_PAGE < len(known) else []
    pages = (tuple(ways),) if ways else ()
    return View(Screen(f"<b>{escape(visit.say(WHICH))}</b>", (*rows, *pages, visit.back("measures", reference))))


def who(visit: Visit, reference: str, urgent: str, kind: str) -> View:
    """Who answers for it, among those who take part."""
    procedure, run = visit.enter(reference)
    said = visit.speaker(procedure)
    rows = [
        (
            Button(
                f"{visit.name(one.person)} · {said.say(procedure.role(one.role))}",
                press("when", reference, urgent, kind, str(one.person)),
            ),
        )
        for one in run.present
    ]
    text = escape(visit.say(WHO, kind=visit.say(MEASURES[kind])))
    return View(Screen(f"<b>{text}</b>", (*rows, visit.back("kinds", reference, urgent, "0"))))


def when(visit: Visit, reference: str, urgent: str, kind: str, person: str) -> View:
    """By when; the next number goes along, so that a second tap adds nothing."""
    visit.enter(reference)
    following = str(len(measures.of_run(visit.db, reference)) + 1)
    rows = [
        (visit.button(text, "add", reference, urgent, kind, person, key, following),)
        for key, (_, text) in TERMS.items()
    ]
    text = escape(visit.say(WHEN, kind=visit.say(MEASURES[kind])))
    return View(
        Screen(f"<b>{text}</b>", (*rows, visit.back("who", reference, urgent, kind))),
        "",
        press("add", reference, urgent, kind, person, following),
    )


def add(visit: Visit, reference: str, urgent: str, kind: str, person: str, term: str, following: str) -> View:
    """A measure is decided."""
    due = TERMS[term][0].after(visit.now, visit.calendar)
    return _added(visit, reference, Measure(0, kind, int(person), due, visit.now, visit.person.id), urgent, following)


def add_when(
    visit: Visit, words: FreeText, reference: str, urgent: str, kind: str, person: str, following: str
) -> View:
    """A measure is decided for a day that was written."""
    due = read_when(str(words), visit.now, visit.calendar)
    if due is None:
        return when(visit, reference, urgent, kind, person).told(visit.say(NOT_A_TIME))
    return _added(visit, reference, Measure(0, kind, int(person), due, visit.now, visit.person.id), urgent, following)


def _added(visit: Visit, reference: str, measure: Measure, urgent: str, following: str) -> View:
    procedure, run = visit.enter(reference, act=True)
    _must_be_open(run)
    if len(measures.of_run(visit.db, reference)) + 1 != int(following):
        return listing(visit, reference).told(visit.say(ALREADY))
    decided = rules.decide(run, replace(measure, urgent=urgent == "1"))
    made = measures.add(visit.db, visit.harbour.keyring, reference, decided, MeasureWords())
    visit.note(run, "measure", task=f"{made.number}={made.kind}")
    visit.changed(procedure, run)
    _tell(visit, made, reference)
    return one(visit, reference, str(made.number)).told(visit.say(ADDED, number=made.number))


def _tell(visit: Visit, measure: Measure, reference: str) -> None:
    """Whoever answers for it gets to know, unless it was their own decision."""
    if measure.responsible != visit.person.id:
        leads = press("measure", reference, str(measure.number))
        company.ring(visit.db, visit.harbour, measure.responsible, company.NEW_FOR_YOU, reference, visit.now, leads)


def _must_be_open(run: Run) -> None:
    if run.state is State.CLOSED:
        raise NotThere


# One of them -------------------------------------------------------------------------------------------------------


def one(visit: Visit, reference: str, number: str) -> View:
    """One measure, its words, and what can be done about it."""
    _, run = visit.enter(reference)
    measure = _found(visit, reference, number)
    lines = [
        visit.say(
            ONE,
            number=measure.number,
            kind=escape(visit.say(MEASURES[measure.kind])),
            who=escape(visit.name(measure.responsible)),
            due=escape(_spelled(visit, measure.due_at)),
            state=escape(visit.say(STATES[measure.state])),
        )
    ]
    said = measures.words(visit.db, visit.harbour.keyring, reference).get(measure.number, MeasureWords())
    told = ((WHAT, said.what), (WHY, said.why), (DISAGREEMENT, said.disagreement))
    lines += [escape(visit.say(text, words=shorten(str(words), 600))) for text, words in told if words]
    rows = _ways(visit, run, measure)
    return View(
        Screen("\n".join(lines), (*rows, visit.back("measures", reference))), press("measure", reference, number)
    )


def _ways(visit: Visit, run: Run, measure: Measure) -> list[tuple[Button, ...]]:
    name, number = run.reference, str(measure.number)
    rows: list[tuple[Button, ...]] = []
    if measure.state is MeasureState.OPEN:
        if visit.person.id in {measure.responsible, run.chair}:
            rows.append(
                (visit.button(DONE, "measuredone", name, number), visit.button(DROP, "measuredrop", name, number))
            )
            rows.append((visit.button(GIVE, "measureto", name, number),))
        if run.state is not State.CLOSED and _may_write(visit, run):
            rows.append((visit.button(SAY_WHAT, "words", name, number, "what"),))
            why, against = (visit.button(text, "words", name, number, part) for text, part in _WRITTEN)
            rows.append((why, against))
    return rows


_WRITTEN = ((SAY_WHY, "why"), (SAY_AGAINST, "against"))


def _may_write(visit: Visit, run: Run) -> bool:
    me = run.member(visit.person.id)
    return me is not None and not me.anonymous


def done(visit: Visit, reference: str, number: str) -> View:
    """It is done."""
    return _settled(visit, reference, number, "measure.done")


def drop(visit: Visit, reference: str, number: str) -> View:
    """It is not needed any more; the log says who decided that."""
    return _settled(visit, reference, number, "measure.dropped")


def _settled(visit: Visit, reference: str, number: str, action: str) -> View:
    procedure, run = visit.enter(reference, act=True)
    measure = _found(visit, reference, number)
    change = rules.settle if action == "measure.done" else rules.drop
    measures.save(visit.db, reference, change(run, measure, visit.person.id, visit.now))
    visit.note(run, action, task=number)
    visit.changed(procedure, run)
    return listing(visit, reference)


def give(visit: Visit, reference: str, number: str, person: str = "") -> View:
    """Somebody else answers for it from now on."""
    procedure, run = visit.enter(reference, act=bool(person))
    measure = _found(visit, reference, number)
    if not person:
        others = [one for one in run.present if one.person != measure.responsible]
        rows = [(Button(visit.name(o.person), press("measureto", reference, number, str(o.person))),) for o in others]
        text = escape(visit.say(WHO, kind=visit.say(MEASURES[measure.kind])))
        return View(Screen(text, (*rows, visit.back("measure", reference, number))))
    given = rules.reassign(run, measure, int(person), visit.person.id)
    measures.save(visit.db, reference, given)
    visit.note(run, "measure.given", task=number)
    visit.changed(procedure, run)
    _tell(visit, given, reference)
    return one(visit, reference, number)


def ask_words(visit: Visit, reference: str, number: str, part: str) -> View:
    """Ask for the words of a measure."""
    visit.enter(reference)
    screen = Screen(escape(visit.say(ASKED[part])), (visit.back("measure", reference, number),))
    return View(screen, "", press("words", reference, number, part))


def write(visit: Visit, words: FreeText, reference: str, number: str, part: str) -> View:
    """The words of a measure were written."""
    procedure, run = visit.enter(reference, act=True)
    _must_be_open(run)
    measure = _found(visit, reference, number)
    if not _may_write(visit, run):
        raise NotThere
    said = measures.words(visit.db, visit.harbour.keyring, reference).get(measure.number, MeasureWords())
    field = {"what": "what", "why": "why", "against": "disagreement"}[part]
    written = replace(said, **{field: FreeText(words[:2000])})
    measures.write(visit.db, visit.harbour.keyring, reference, measure.number, written)
    if part == "against":
        measures.save(visit.db, reference, replace(measure, disagreed=True))
    visit.note(run, f"measure.{part}", task=number)
    visit.changed(procedure, run)
    return one(visit, reference, number)


def _found(visit: Visit, reference: str, number: str) -> Measure:
    found = next((one for one in measures.of_run(visit.db, reference) if str(one.number) == number), None)
    if found is None or found.kind not in MEASURES:
        raise NotThere
    return found
