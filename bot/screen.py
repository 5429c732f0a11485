"""A turn of a talk -> the one screen that the chat shows. Pure: the same turn always gives the same screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.buttons import Button, Press, press, read, talk
from bot.i18n import Voice
from bot.markup import LIMIT, escape, shorten, to_html, visible_length
from flows import document, engine, inputs
from flows.effects import Ask, Line, Turn, Warn
from flows.model import SKIP_LABEL, Flow, Kind, Step
from flows.msgid import N_
from flows.session import SKIPPED, UNKNOWN, Answer, Session
from flows.texts import placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HIDE = N_("✕ Skjul alt")
BACK = N_("‹ Tilbake")
DONE = N_("Ferdig")
ON = N_("Videre")
RETURN = N_("‹ Til oppsummeringen")
NOT_SAID = N_("ikke svart")
NOT_KNOWN = N_("vet ikke")
WRITTEN = N_("(skrevet)")
PICK = N_("Hva vil du endre?")
CUT = N_("… (resten er med, men får ikke plass her)")

SHORT_LABEL = 16
"""Two buttons stand side by side when each label is at most this long."""
QUOTE = 300
"""How much of what a person wrote the summary repeats, in characters."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A message and its buttons; `text` is Telegram HTML."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a screen says that is neither in the flow nor in the session: reference, times, telephone numbers.

    `answer_by` is asked only by the few screens that say it: to count working days is no small part of a turn.
    """

    reference: str = ""
    answer_by: Callable[[], str] = str
    numbers: Mapping[str, str] = field(default_factory=dict)


def draw(flow: Flow, turn: Turn, voice: Voice, setting: Setting) -> Screen:
    """The screen after a turn: the danger line, the notice, the question with its help, the buttons.

    What is told for just this danger, with a number of its own («Takk for at du sier det»), comes before the rest.
    """
    step = flow.steps[turn.session.state]
    fill = _filler(flow, turn.session, voice, setting)
    danger, notices = _danger(flow, turn, voice, fill), _notices(turn, voice)
    meets = step.kind is Kind.TELL and "{number:" in step.ask
    above = notices if meets else [*danger, *notices]
    asked = _filled(voice.say(step.ask), fill)
    body = [*_progress(flow, step, voice), f"<b>{asked}</b>" if _is_question(step) else asked]
    if step.help:
        body.append(_filled(voice.say(step.help), fill))
    if meets:
        body += danger
    if step.kind is Kind.SUMMARY:
        room = LIMIT - visible_length("\n\n".join([*above, *body])) - 100
        body.insert(-1 if step.help else len(body), summary(flow, turn.session, voice, room))
    return Screen("\n\n".join(part for part in [*above, *body] if part), _buttons(step, turn.session, voice))


def pick_change(flow: Flow, session: Session, voice: Voice) -> Screen:
    """From the summary: every answered step as a button."""
    rows = [
        (Button(shorten(_label(line, voice), 40), talk(inputs.Change(line.step, session.turn))),)
        for line in _lines(flow, session)
    ]
    back = Button(voice.say(RETURN), press("again"))
    return Screen(f"<b>{voice.say(PICK)}</b>", (*rows, (back,), _hide(voice)))


def summary(flow: Flow, session: Session, voice: Voice, room: int) -> str:
    """All that was answered on the way here, in at most `room` characters."""
    said: list[str] = []
    for line in _lines(flow, session):
        answer = voice.say(WRITTEN) if line.words and flow.steps[line.step].secret else spoken(line, voice)
        entry = f"<b>{escape(_label(line, voice))}</b>\n{escape(answer)}"
        if visible_length("\n".join([*said, entry])) > room:
            said.append(escape(voice.say(CUT)))
            break
        said.append(entry)
    return "\n".join(said)


def spoken(line: Line, voice: Voice) -> str:
    """An answer as a person reads it, their own words shortened to `QUOTE`."""
    if line.words:
        return shorten(line.words, QUOTE)
    if _unsaid(line) and line.texts in {(), (SKIP_LABEL,)}:
        return voice.say(NOT_KNOWN if UNKNOWN in line.coded else NOT_SAID)
    return ", ".join(map(voice.say, line.texts or line.coded))


def named(flow: Flow, session: Session, voice: Voice, said: str) -> inputs.Input | Press | None:
    """What the button on the current screen does whose label a person typed (casefolded), or None."""
    for row in _buttons(flow.steps[session.state], session, voice):
        for button in row:
            if button.text.lstrip("☐☑‹✕ ").casefold() == said:
                return read(button.carries)
    return None


def _lines(flow: Flow, session: Session) -> tuple[Line, ...]:
    return document.lines(flow.steps, engine.path(flow, session), session.answers)


def _unsaid(line: Line) -> bool:
    return not line.coded or SKIPPED in line.coded or UNKNOWN in line.coded


def _label(line: Line, voice: Voice) -> str:
    return voice.say(line.question).replace("**", "")


def _is_question(step: Step) -> bool:
    return step.kind not in {Kind.TELL, Kind.END, Kind.SUMMARY}


def _danger(flow: Flow, turn: Turn, voice: Voice, fill: Callable[[str], str]) -> list[str]:
    """The emergency numbers: in full when danger is first told, in one line on every screen after."""
    if warnings := [effect.text for effect in turn.effects if isinstance(effect, Warn)]:
        return [_filled(voice.say(text), fill) for text in warnings]
    if turn.session.alarmed and flow.alarm is not None:
        return [to_html(voice.say(flow.alarm.short), fill)]
    return []


def _notices(turn: Turn, voice: Voice) -> list[str]:
    return [f"<i>{escape(voice.say(e.notice))}</i>" for e in turn.effects if isinstance(e, Ask) and e.notice]


def _progress(flow: Flow, step: Step, voice: Voice) -> list[str]:
    """Where in the talk this is, by section; nothing on the way in and out."""
    names = list(flow.sections)
    if step.section not in names or step.kind is Kind.END:
        return []
    return [f"{escape(voice.say(flow.sections[step.section]))} · {names.index(step.section) + 1}/{len(names)}"]


def _filler(flow: Flow, session: Session, voice: Voice, setting: Setting) -> Callable[[str], str]:
    def fill(name: str) -> str:
        kind, _, key = name.partition(":")
        match kind:
            case "reference":
                return setting.reference
            case "answer_by":
                return setting.answer_by()
            case "number":
                return setting.numbers.get(key, "")
            case "answer":
                return _answer(flow.steps.get(key), session.answers.get(key), voice)
            case _:
                return ""

    return fill


def _filled(text: str, fill: Callable[[str], str]) -> str:
    """A text as Telegram HTML, without the lines that are only there for a telephone number nobody may be shown now."""
    lines = text.splitlines()
    return to_html("\n".join([line for line in lines if not _says_no_number(line, fill)] or lines), fill)


def _says_no_number(line: str, fill: Callable[[str], str]) -> bool:
    numbers = [name for name in placeholders(line) if name.startswith("number:")]
    return bool(numbers) and not any(map(fill, numbers))


def _answer(step: Step | None, answer: Answer | None, voice: Voice) -> str:
    if step is None or answer is None:
        return voice.say(NOT_SAID)
    return spoken(document.line(step, answer), voice)


def _buttons(step: Step, session: Session, voice: Voice) -> tuple[tuple[Button, ...], ...]:
    turn = session.turn
    rows = _paired([_choice(step, choice.id, choice.text, session, voice) for choice in step.choices])
    if step.kind is Kind.CHOICES:
        rows.append((Button(voice.say(DONE), talk(inputs.Done(turn))),))
    if step.kind is Kind.TELL and not step.choices:
        rows.append((Button(voice.say(ON), talk(inputs.Done(turn))),))
    ways: list[Button] = []
    if session.trail and step.kind is not Kind.END:
        ways.append(Button(voice.say(BACK), talk(inputs.Back(turn))))
    if step.skip:
        ways.append(Button(voice.say(step.skip), talk(inputs.Skip(turn))))
    if ways:
        rows.append(tuple(ways))
    return (*rows, _hide(voice))


def _choice(step: Step, identifier: str, text: str, session: Session, voice: Voice) -> Button:
    said = voice.say(text)
    if step.kind is Kind.CHOICES:
        box = "☑" if identifier in session.ticked else "☐"
        return Button(f"{box} {said}", talk(inputs.Ticked(identifier, session.turn)))
    if step.kind is Kind.SUMMARY and identifier == "change":
        return Button(said, press("change", str(session.turn)))
    return Button(said, talk(inputs.Chose(identifier, session.turn)))


def _paired(buttons: list[Button]) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and all(len(b.text) <= SHORT_LABEL for b in (*rows[-1], button)):
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return rows


def _hide(voice: Voice) -> tuple[Button, ...]:
    return (Button(voice.say(HIDE), press("hide")),)
