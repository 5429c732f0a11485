"""What a meeting decided, as work: the list, one of them; done, dropped or given to another."""

from __future__ import annotations

from datetime import datetime

from bot.buttons import Button, press
from bot.markup import escape, shorten
from bot.office import company
from bot.office.visit import NotThere, View, Visit
from bot.screen import Screen
from bot.times import spelled
from flows.msgid import N_
from flows.procedures import measures as rules
from flows.procedures.measures import MEASURES
from flows.procedures.run import Measure, MeasureState, Run, State
from storage import measures
from storage.measures import MeasureWords

TITLE, NONE = N_("<b>Tiltak · {reference}</b>"), N_("Ingen tiltak ennå. Straks-tiltak venter aldri på møtet.")
LINE = N_("{mark} {number}. {kind} – {who}, {due}")
DISAGREED = N_("uenighet er ført")
ADD, URGENT = N_("＋ Nytt tiltak"), N_("＋ Straks-tiltak")
WHICH, WHO = N_("Hva skal gjøres?"), N_("Hvem har ansvaret for «{kind}»?")
ONE = N_("<b>Tiltak {number}: {kind}</b>\nAnsvar: {who}\nFrist: {due}\n{state}")
WHAT, WHY, DISAGREEMENT = N_("Hva: {words}"), N_("Hvorfor: {words}"), N_("Uenighet: {words}")
DONE, DROP, GIVE = N_("✓ Gjort"), N_("Falt bort"), N_("Gi til en annen")
SAY_WHAT, SAY_WHY, SAY_AGAINST = N_("✎ Hva, nøyaktig"), N_("✎ Hvorfor"), N_("✎ Før uenighet")
STATES = {
    MeasureState.OPEN: N_("Ikke gjort"),
    MeasureState.DONE: N_("Gjort"),
    MeasureState.DROPPED: N_("Falt bort"),
}
MARKS = {MeasureState.OPEN: "☐", MeasureState.DONE: "☑", MeasureState.DROPPED: "✕"}
READ_ALL = N_("Les hele nr. {number}")
ON_A_PAGE = 20
SHOWN = 600
"""How much of each text about a measure its screen shows, in characters; the rest is one tap away."""
_WRITTEN = ((SAY_WHAT, "what"), (SAY_WHY, "why"), (SAY_AGAINST, "against"))


def listing(visit: Visit, reference: str, page: str = "0") -> View:
    """Every measure, with who has it and by when; of many the newest first, page by page."""
    _, run = visit.enter(reference)
    known = measures.of_run(visit.db, reference)
    end = max(len(known) - int(page) * ON_A_PAGE, 0)
    found = known[max(end - ON_A_PAGE, 0) : end]
    lines = [visit.say(TITLE, reference=escape(reference)), *(_line(visit, one) for one in found)]
    if not known:
        lines.append(escape(visit.say(NONE)))
    buttons = [
        Button(f"{MARKS[one.state]} {one.number}", press("measure", reference, str(one.number))) for one in found
    ]
    rows = [tuple(buttons[at : at + 6]) for at in range(0, len(buttons), 6)]
    if run.state is not State.CLOSED:
        rows.append(
            (visit.button(URGENT, "kinds", reference, "1", "0"), visit.button(ADD, "kinds", reference, "0", "0"))
        )
    older = [Button("‹", press("measures", reference, str(int(page) + 1)))] if end > ON_A_PAGE else []
    newer = [Button("›", press("measures", reference, str(int(page) - 1)))] if int(page) > 0 else []
    rows += [(*older, *newer)] if older or newer else []
    rows.append(visit.back("run", reference))
    return View(Screen("\n".join(lines), tuple(rows)), press("measures", reference, page))


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


def tell(visit: Visit, measure: Measure, reference: str) -> None:
    """Whoever answers for it gets to know, unless it was their own decision."""
    if measure.responsible != visit.person.id:
        leads = press("measure", reference, str(measure.number))
        company.ring(visit.db, visit.harbour, measure.responsible, company.NEW_FOR_YOU, reference, visit.now, leads)


def must_be_open(run: Run) -> None:
    """Raises NotThere for what is closed."""
    if run.state is State.CLOSED:
        raise NotThere


def one(visit: Visit, reference: str, number: str) -> View:
    """One measure, its words, and what can be done about it."""
    _, run = visit.enter(reference)
    measure = found(visit, reference, number)
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
    told = told_of(visit, reference, measure)
    lines += [escape(shorten(one, SHOWN)) for one in told]
    rows = _ways(visit, run, measure)
    if any(len(one) > SHOWN for one in told):
        rows.insert(0, (visit.button(READ_ALL, "measurewords", reference, number, "0", number=number),))
    return View(
        Screen("\n".join(lines), (*rows, visit.back("measures", reference))), press("measure", reference, number)
    )


def told_of(visit: Visit, reference: str, measure: Measure) -> list[str]:
    """What was written about a measure, in full: what, why, and who disagreed; nothing for what was not."""
    said = said_of(visit, reference, measure)
    told = ((WHAT, said.what), (WHY, said.why), (DISAGREEMENT, said.disagreement))
    return [visit.say(text, words=words) for text, words in told if words]


def named(visit: Visit, measure: Measure) -> str:
    """What a measure is called."""
    return f"{measure.number}. {visit.say(MEASURES[measure.kind])}"


def said_of(visit: Visit, reference: str, measure: Measure) -> MeasureWords:
    """What was written about a measure; each part may be empty."""
    return measures.words(visit.db, visit.harbour.keyring, reference).get(measure.number, MeasureWords())


def _ways(visit: Visit, run: Run, measure: Measure) -> list[tuple[Button, ...]]:
    name, number = run.reference, str(measure.number)
    rows: list[tuple[Button, ...]] = []
    if measure.state is MeasureState.OPEN:
        if visit.person.id in {measure.responsible, run.chair}:
            rows.append(
                (visit.button(DONE, "measuredone", name, number), visit.button(DROP, "measuredrop", name, number))
            )
            rows.append((visit.button(GIVE, "measureto", name, number),))
        if run.state is not State.CLOSED and may_write(visit, run):
            what, *others = (visit.button(text, "words", name, number, part) for text, part in _WRITTEN)
            rows += [(what,), tuple(others)]
    return rows


def may_write(visit: Visit, run: Run) -> bool:
    """Who only discusses anonymously writes nothing."""
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
    measure = found(visit, reference, number)
    change = rules.settle if action == "measure.done" else rules.drop
    settled = change(run, measure, visit.person.id, visit.now)
    if settled != measure:  # a second tap did nothing, and the log says nothing of it
        measures.save(visit.db, reference, settled)
        visit.note(run, action, task=number)
        visit.changed(procedure, run)
    return listing(visit, reference)


def give(visit: Visit, reference: str, number: str, person: str = "") -> View:
    """Somebody else answers for it from now on."""
    procedure, run = visit.enter(reference, act=bool(person))
    measure = found(visit, reference, number)
    if not person:
        others = [one for one in run.present if one.person != measure.responsible]
        rows = [(Button(visit.name(o.person), press("measureto", reference, number, str(o.person))),) for o in others]
        text = escape(visit.say(WHO, kind=visit.say(MEASURES[measure.kind])))
        return View(Screen(text, (*rows, visit.back("measure", reference, number))))
    given = rules.reassign(run, measure, int(person), visit.person.id)
    measures.save(visit.db, reference, given)
    visit.note(run, "measure.given", task=number)
    visit.changed(procedure, run)
    tell(visit, given, reference)
    return one(visit, reference, number)


def found(visit: Visit, reference: str, number: str) -> Measure:
    """The measure with this number. Raises NotThere."""
    known = next((one for one in measures.of_run(visit.db, reference) if str(one.number) == number), None)
    if known is None or known.kind not in MEASURES:
        raise NotThere
    return known
