"""A talk, tried in the terminal: the screens and buttons that the phone shows, each button with a number."""

from __future__ import annotations

from datetime import datetime

from bot import buttons, screen
from bot.buttons import Press
from bot.i18n import Voice, voice
from bot.municipality import Municipality
from bot.play import plain
from bot.screen import Screen, Setting
from bot.times import spelled
from flows import engine, inputs
from flows.deadlines import answer_by
from flows.effects import RaiseAlert, Speak, Turn
from flows.model import Flow, Level
from flows.session import FreeText

_REFERENCE = "K7M-4PQ"
_HELP = """A number taps that button. Anything else is written, as on a phone; a number that is meant as words: w 3
An empty line shows the screen again"""


class TalkPlay:
    """One talk, from its start; nothing is filed and nobody is called."""

    help = _HELP

    def __init__(self, flow: Flow, spoken: Voice, local: Municipality, now: datetime, *, staff: bool = False) -> None:
        self._flow = flow
        self._voice = spoken
        self._local = local
        self._now = now
        self._hidden = False
        self._alerted = ""
        self._turn = engine.begin(flow, now, spoken.language, staff=staff)
        self._screen = self._drawn()

    @property
    def over(self) -> bool:
        """Whether the talk has ended, or was hidden."""
        return self._hidden or self._turn.session.ended

    def show(self) -> str:
        """The screen, its buttons numbered."""
        labels = [f"  {number}) {button.text}" for number, button in enumerate(self._buttons(), 1)]
        alert = [f"[an alert goes out: {self._alerted}]"] if self._alerted else []
        return "\n".join([*alert, plain(self._screen.text), *labels])

    def typed(self, line: str) -> str:
        """Tap the button of this number, or write the line."""
        self._alerted = ""
        word = line.strip()
        if not word:
            return ""
        if word.isdecimal():
            return self._tap(int(word))
        self._take(inputs.Said(FreeText(word.removeprefix("w ") if word[2:].isdecimal() else word)))
        return ""

    def _tap(self, number: int) -> str:
        shown = self._buttons()
        if not 1 <= number <= len(shown):
            return f"There is no button {number}."
        match buttons.read(shown[number - 1].carries):
            case Press("hide"):
                self._hidden = True
                return f"Hidden. The chat shows: {self._local.face.spoken(self._voice.language).line}"
            case Press("change"):
                self._screen = screen.pick_change(self._flow, self._turn.session, self._voice)
            case Press() | None:
                self._take(inputs.Show())
            case given:
                self._take(given)
        return ""

    def _take(self, given: inputs.Input) -> None:
        self._turn = engine.advance(self._flow, self._turn.session, given, self._now, self._local.zone)
        for effect in self._turn.effects:
            if isinstance(effect, Speak):
                self._voice = voice(effect.language)
            elif isinstance(effect, RaiseAlert):
                self._alerted = effect.level.key
        self._screen = self._drawn()

    def _drawn(self) -> Screen:
        numbers = self._local.numbers(self._now.astimezone(self._local.zone).date())
        setting = Setting(_REFERENCE, lambda: self._answer_by(self._turn), numbers)
        return screen.draw(self._flow, self._turn, self._voice, setting)

    def _answer_by(self, turn: Turn) -> str:
        level = turn.session.level or Level.BLUE
        due = answer_by(level, self._now, self._local.zone, self._local.is_holiday, self._local.answers)
        return spelled(due, self._voice, self._local.zone)

    def _buttons(self) -> list[buttons.Button]:
        return [button for row in self._screen.rows for button in row]
