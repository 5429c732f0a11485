"""What a coordinator reads in Telegram: references, levels, ages and who has what. Never a word of content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.buttons import Button, press
from bot.i18n import Voice
from bot.markup import escape
from bot.screen import Screen
from bot.times import moment
from flows.case import Outcome, State
from flows.model import Level
from flows.msgid import N_

MOST = 90
"""How many cases or colleagues stand on buttons: Telegram takes a hundred on one message."""
MARKS = {Level.RED: "🔴", Level.ORANGE: "🟠", Level.YELLOW: "🟡", Level.BLUE: "🔵"}
NAMES = {Level.RED: N_("RØD"), Level.ORANGE: N_("ORANSJE"), Level.YELLOW: N_("GUL"), Level.BLUE: N_("BLÅ")}

TAKE, PASS_ON, CONTACTED, CLOSE = N_("Jeg tar den"), N_("Gi videre"), N_("Kontaktet"), N_("Avslutt saken")
LOWER, GO_ON, GO_OFF = N_("Senk nivået"), N_("Gå på vakt"), N_("Gå av vakt")
OFFICE = N_("Oppgaver, møter og kunnskap")
CASES, BACK, NEXT = N_("Åpne saker"), N_("‹ Tilbake"), N_("Neste i rekka")
NOW, MINUTES, HOURS, DAYS = N_("nå"), N_("{count} min"), N_("{count} t"), N_("{count} d")
HELLO = N_("Hei, {name}. Her får du varsel når noen trenger deg. Innholdet i en sak kommer aldri hit.")
ON_DUTY_SINCE = N_("Du er på vakt siden {since}.")
OFF_DUTY = N_("Du er ikke på vakt.")
ON_DUTY_NOW = N_("På vakt nå: {names}.")
NOBODY = N_("Ingen er på vakt. Da varsles alle på én gang.")
NO_CASES = N_("Ingen åpne saker.")
SOME_CASES = N_("Åpne saker ({count}). ⏰ betyr at fristen er gått ut.")
TAKEN_BY = N_("Tatt av {owner}.")
YOURS = N_("Du har saken.")
NOBODYS = N_("Ingen har tatt saken.")
CONTACT_BY = N_("Ta kontakt innen {due}.")
LATE = N_("⏰ Fristen for å ta kontakt gikk ut {due}.")
HOW_TO_OPEN = N_("Innholdet åpnes bare med nøkkelen din: `havn open {reference} --key FIL`")
NOBODY_ON_DUTY = N_("Ingen er på vakt. Alle koordinatorer er varslet. Sørg for at noen går på vakt.")
NOBODY_THERE = N_("Ingen i enheten som har saken, kan varsles. Sørg for at noen der kan nås og går på vakt.")
TO_WHOM = N_("Hvem skal få saken?")
WHICH_OUTCOME = N_("Hvordan endte saken?")
VERIFIED = N_("Har du sjekket kodeordet eller kontrollspørsmålet, så du vet at det var den unge selv som sa det?")
YES_VERIFIED, NOT_YET = N_("Ja, det er sjekket"), N_("Nei, ikke ennå")
WHICH_LEVEL, WHY = N_("Hvilket nivå skal saken ha?"), N_("Hvorfor skal nivået ned?")
REASONS = {
    "safe_now": N_("Den unge er i sikkerhet"),
    "travel_stopped": N_("Reisen er stoppet eller utsatt"),
    "others_act": N_("Politi eller barnevern har overtatt"),
    "misunderstood": N_("Svarene var misforstått"),
}
HELP = N_(
    "/vakt – gå på eller av vakt\n/saker – åpne saker og frister\n/oppgaver – det du skal gjøre\n"
    "/moter – møter og prosedyrer\n/kort – lov, kunnskap og hjelpetelefoner\n/hjelp – denne teksten\n\n"
    "Et varsel viser referanse, nivå og alder, ikke mer. Tar ingen saken, varsles neste i rekka, så alle, "
    "så administratorene, til noen tar den."
)


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the screens say of one case, but for its `unit`. `raised_at` and `due` (when to make contact) are UTC."""

    reference: str
    level: Level
    raised_at: datetime
    state: State
    owner_id: int | None
    owner: str
    due: datetime | None
    unit: str = ""

    def late(self, now: datetime) -> bool:
        """The time to contact has passed."""
        return self.due is not None and now >= self.due


def headline(view: CaseView, voice: Voice, now: datetime) -> str:
    """Level, reference and age: all that a notification shows."""
    level = f"{MARKS[view.level]} {voice.say(NAMES[view.level])}"
    return f"{level} · {view.reference} · {age(now - view.raised_at, voice)}"


def age(span: timedelta, voice: Voice) -> str:
    """How long ago, in the largest unit that fits."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 1:
        return voice.say(NOW)
    hours = minutes // 60
    if hours < 2:  # noqa: PLR2004 - up to two hours in minutes
        return voice.say(MINUTES, count=minutes)
    if hours < 48:  # noqa: PLR2004 - up to two days in hours
        return voice.say(HOURS, count=hours)
    return voice.say(DAYS, count=hours // 24)


def page(view: CaseView, voice: Voice, now: datetime, *, reader: int, warned: bool = False) -> Screen:
    """The message of a page, as this reader may act on it. `warned` administrators learn that nobody is on duty."""
    lines = [headline(view, voice, now)]
    if warned:
        lines.append(voice.say(NOBODY_ON_DUTY))
    return _case(view, voice, now, reader, lines)


def elsewhere(view: CaseView, voice: Voice, now: datetime) -> Screen:
    """The page of somebody in another unit, who has no part in the case: they can only see to it that it is heard."""
    said = NOBODY_THERE if view.owner_id is None and view.state is not State.CLOSED else view.state.says
    return plain(f"{headline(view, voice, now)}\n{voice.say(said)}")


def withdrawn(view: CaseView, voice: Voice, now: datetime) -> Screen:
    """What is left of an older page that Telegram no longer deletes: nothing to tap, for a newer one stands below."""
    return plain(headline(view, voice, now))


def card(view: CaseView, voice: Voice, now: datetime, *, reader: int) -> Screen:
    """One case from the list, with the way back."""
    opening = voice.say(HOW_TO_OPEN, reference=view.reference).replace("`", "")
    drawn = _case(view, voice, now, reader, [headline(view, voice, now), opening])
    return Screen(drawn.text, (*drawn.rows, (button(BACK, voice, "cases"),)))


def _case(view: CaseView, voice: Voice, now: datetime, reader: int, lines: list[str]) -> Screen:
    if view.state is State.CLOSED:
        return plain("\n".join([*lines, voice.say(view.state.says)]))
    mine, ref = view.owner_id == reader, view.reference
    if view.owner_id is None:
        return plain("\n".join(lines), [button(TAKE, voice, "take", ref)], [button(PASS_ON, voice, "pass", ref)])
    lines.append(voice.say(YOURS) if mine else voice.say(TAKEN_BY, owner=view.owner))
    if view.state is State.CONTACTED:
        lines.append(voice.say(view.state.says))
    elif view.due is not None:
        lines.append(voice.say(LATE if view.late(now) else CONTACT_BY, due=moment(view.due, now)))
    if not mine:
        return plain("\n".join(lines), [button(TAKE, voice, "take", ref)] if view.late(now) else [])
    first = [button(CONTACTED, voice, "contact", ref)] if view.state is not State.CONTACTED else []
    lower = [button(LOWER, voice, "level", ref)] if view.level > Level.BLUE else []
    rest = [button(PASS_ON, voice, "pass", ref), button(CLOSE, voice, "close", ref)]
    return plain("\n".join(lines), first, rest, lower)


def home(name: str, since: datetime | None, names: Sequence[str], voice: Voice, now: datetime, *, duty: bool) -> Screen:
    """Where a coordinator begins: on duty or not, and who else is; without `duty` (an administrator), who is."""
    mine = voice.say(ON_DUTY_SINCE, since=moment(since, now)) if since else voice.say(OFF_DUTY)
    others = voice.say(ON_DUTY_NOW, names=", ".join(names)) if names else voice.say(NOBODY)
    turn = button(GO_OFF, voice, "off") if since else button(GO_ON, voice, "on")
    said = "\n".join([voice.say(HELLO, name=name), "", *([mine] if duty else []), others])
    ways = [button(CASES, voice, "cases")], [button(OFFICE, voice, "menu")]
    return plain(said, [turn] if duty else [], *ways)


def listing(views: Iterable[CaseView], voice: Voice, now: datetime) -> Screen:
    """The open cases as buttons, the most urgent first; a clock marks what is overdue."""
    rows = [
        [Button(("⏰ " if view.late(now) else "") + headline(view, voice, now), press("case", view.reference))]
        for view in views
    ]
    said = voice.say(SOME_CASES, count=len(rows)) if rows else voice.say(NO_CASES)
    return plain(said, *rows[:MOST], [button(BACK, voice, "home")])


def to_whom(reference: str, colleagues: Iterable[tuple[int, str]], voice: Voice) -> Screen:
    """Who shall have the case: the next in line, or a colleague by name."""
    rows = [[Button(name, press("passto", reference, str(person)))] for person, name in colleagues]
    first = [button(NEXT, voice, "passto", reference, "next")]
    return plain(_of(reference, TO_WHOM, voice), first, *rows[:MOST], [_back(reference, voice)])


def outcomes(reference: str, voice: Voice) -> Screen:
    """How the case ended."""
    rows = [[button(outcome.says, voice, "outcome", reference, outcome.value)] for outcome in Outcome]
    return plain(_of(reference, WHICH_OUTCOME, voice), *rows, [_back(reference, voice)])


def verify(reference: str, outcome: Outcome, voice: Voice) -> Screen:
    """Before «alt er bra» may close a case."""
    yes = button(YES_VERIFIED, voice, "verified", reference, outcome.value)
    return plain(_of(reference, VERIFIED, voice), [yes], [button(NOT_YET, voice, "case", reference)])


def levels(view: CaseView, voice: Voice) -> Screen:
    """Which lower level."""
    rows = [
        [Button(f"{MARKS[level]} {voice.say(NAMES[level])}", press("lower", view.reference, level.key))]
        for level in reversed(Level)
        if level < view.level
    ]
    return plain(_of(view.reference, WHICH_LEVEL, voice), *rows, [_back(view.reference, voice)])


def reasons(reference: str, level: str, voice: Voice) -> Screen:
    """Why it goes down: coded, so that no content is written in Telegram."""
    rows = [[button(text, voice, "because", reference, level, reason)] for reason, text in REASONS.items()]
    return plain(_of(reference, WHY, voice), *rows, [_back(reference, voice)])


def button(text: str, voice: Voice, verb: str, *arguments: str) -> Button:
    """A button whose text is said in the reader's language."""
    return Button(voice.say(text), press(verb, *arguments))


def plain(text: str, *rows: Sequence[Button]) -> Screen:
    """A screen of plain text; empty rows are left out."""
    return Screen(escape(text), tuple(tuple(row) for row in rows if row))


def _of(reference: str, question: str, voice: Voice) -> str:
    """A question about a case, with the case it is about: several alerts may stand in the chat."""
    return f"{reference}\n{voice.say(question)}"


def _back(reference: str, voice: Voice) -> Button:
    return button(BACK, voice, "case", reference)
