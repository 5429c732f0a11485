"""A talk with a young person, or with a member of staff on their behalf: what happened -> what the chat shows."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import face, screen
from bot.arrivals import Blocked, Edited, Event, Sent, Tapped, Written
from bot.buttons import Press
from bot.harbour import Harbour
from bot.i18n import Voice, voice
from bot.post import Post
from bot.screen import Setting
from bot.times import answer_by
from flows import engine, inputs
from flows.effects import Finish, Speak, Turn
from flows.model import Flow
from flows.session import FreeText, Session
from storage import cases, checks, jobs, people, recorder, screens, sessions, words
from storage.people import Person

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOG = logging.getLogger(__name__)

DECLARATION = "declaration"
FADE_AFTER = timedelta(minutes=60)
"""A screen that nobody touched for so long turns into an innocent line; the talk can be taken up again."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One event of one person's talk, inside one transaction."""

    db: Connection
    harbour: Harbour
    person: Person
    now: datetime

    def take(self, event: Event) -> None:
        """Let it happen."""
        match event:
            case Written(text, message):
                self._clean(message)
                self._written(text)
            case Tapped(means, _):
                self._tapped(means)
            case Sent(kind, message):
                self._clean(message)
                self._step(inputs.Other(kind))
            case Edited(message):
                self._clean(message)
            case Blocked(away):
                people.set_state(self.db, self.person.id, "blocked" if away else "active")

    # What a person can do ------------------------------------------------------------------------------------------

    def _written(self, text: FreeText) -> None:
        said = text.strip().casefold()
        if self.harbour.municipality.face.is_stop(said):
            self.hide()
        elif said.split(" ")[0].split("@")[0] == "/start":
            self.show(fresh=True)
        elif self._code_word(text) or said.startswith("/"):
            self.show()
        elif (button := self._button_named(said)) is not None:
            self._tapped(button)
        else:
            self._step(inputs.Said(text))

    def _tapped(self, means: inputs.Input | Press | None) -> None:
        match means:
            case Press("hide"):
                self.hide()
            case Press("open"):
                self._open()
            case Press("again"):
                self.show()
            case Press("change", (turn,)):
                self._pick_change(turn)
            case Press("anew"):
                self._begin()
            case Press("safe"):
                self._sign_of_life()
            case Press("danger"):
                self._call_for_help()
            case Press() | None:
                self.show()
            case _:
                self._step(means)

    def hide(self) -> None:
        """The quick exit: the talk is forgotten, the chat shows one innocent line, the next /start an innocent face.

        What was already filed stays filed: an alert is never taken back by hiding.
        """
        self._forget()
        self._turn_face("hidden")
        Post(self.db, self.harbour.keyring, self.now).hide(self.person, self._voice.say(self._look.line))

    def show(self, *, fresh: bool = False) -> None:
        """The current screen again, whatever it is; behind the innocent face nothing but the face."""
        session = sessions.load(self.db, self.harbour.keyring, self.person.id)
        if self.person.face == "hidden":
            self._draw(face.innocent(self._look, self._voice), fresh=fresh)
        elif session is not None:
            self._step(inputs.Show(), fresh=fresh)
        elif (case := cases.open_of(self.db, self.person.id)) is not None:
            self._draw(face.home(case.reference, self._voice, self._numbers), fresh=fresh)
        else:
            self._begin(fresh=fresh)

    # How it goes on ------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """The person chose to go on behind the innocent face."""
        self._turn_face("open")
        self.show()

    def _begin(self, *, fresh: bool = False) -> None:
        if self.person.face == "hidden":
            self.show(fresh=fresh)
            return
        flow = self.harbour.flows[DECLARATION]
        begun = engine.begin(flow, self.now, self.person.language)
        first_turn = people.next_turn(self.db, self.person.id)
        self._settle(flow, replace(begun, session=replace(begun.session, turn=first_turn)), fresh=fresh)

    def _step(self, given: inputs.Input, *, fresh: bool = False) -> None:
        session = sessions.load(self.db, self.harbour.keyring, self.person.id)
        if self.person.face == "hidden" or session is None:
            self.show(fresh=fresh)
            return
        flow = self.harbour.flow(self.db, session.flow, session.version)
        turn = engine.advance(flow, session, given, self.now, self.harbour.municipality.zone)
        self._settle(flow, turn, fresh=fresh)

    def _settle(self, flow: Flow, turn: Turn, *, fresh: bool) -> None:
        """Record a turn and show the screen that follows."""
        recorded = recorder.record(self.db, self.harbour.keyring, self.person, turn, self.harbour.municipality, self.now)
        language = next((e.language for e in turn.effects if isinstance(e, Speak)), self.person.language)
        if any(isinstance(effect, Finish) for effect in turn.effects):
            self._forget(turn.session.turn)
        else:
            sessions.save(self.db, self.harbour.keyring, self.person.id, turn.session, self.now)
        jobs.put(self.db, "fade", self.now + FADE_AFTER, str(self.person.id))
        setting = Setting(
            reference=recorded.case.reference if recorded.case else "",
            answer_by=answer_by(turn.session.level, self.now, self.harbour.municipality, voice(language)),
            numbers=self._numbers,
        )
        drawn = screen.draw(flow, turn, voice(language), setting)
        self._draw(drawn, fresh=fresh, danger=recorded.alerted)

    def _pick_change(self, turn: str) -> None:
        session = sessions.load(self.db, self.harbour.keyring, self.person.id)
        if self.person.face == "hidden" or session is None or str(session.turn) != turn:
            self.show()
            return
        flow = self.harbour.flow(self.db, session.flow, session.version)
        self._draw(screen.pick_change(flow, session, self._voice))

    # Afterwards: signs of life and calls for help ------------------------------------------------------------------

    def _code_word(self, text: FreeText) -> bool:
        """Act on a code word, wherever it is written. The chat shows no sign that it was understood."""
        known = words.meaning_of(self.db, self.harbour.keyring, self.person.id, text)
        if known is None:
            return False
        reference, meaning = known
        if meaning == "danger":
            recorder.call_for_help(self.db, self.harbour.keyring, reference, self.harbour.municipality, self.now)
        else:
            checks.met(self.db, reference, self.now)
        return self._session_is_over()

    def _sign_of_life(self) -> None:
        case = cases.open_of(self.db, self.person.id)
        if self.person.face == "open" and case is not None:
            checks.met(self.db, case.reference, self.now)
            self._draw(face.noted(self._voice))
        else:
            self.show()

    def _call_for_help(self) -> None:
        case = cases.open_of(self.db, self.person.id)
        if self.person.face == "open" and case is not None:
            recorder.call_for_help(self.db, self.harbour.keyring, case.reference, self.harbour.municipality, self.now)
            self._draw(face.help_is_called(self._voice, self._numbers), danger=True)
        else:
            self.show()
