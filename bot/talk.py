"""A talk with a young person, or with a member of staff on their behalf: what happened -> what the chat shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import face, going_on, rights, screen, versions
from bot.afterwards import Afterwards
from bot.arrivals import Blocked, Edited, Event, Sent, Tapped, Written
from bot.buttons import Press
from bot.chat import Chat
from bot.harbour import Harbour
from bot.i18n import Voice, voice
from bot.looks import Face
from bot.paging import Paging
from bot.screen import Setting
from bot.times import spelled
from flows import engine, inputs
from flows.deadlines import answer_by
from flows.effects import Finish, Speak, Turn
from flows.ladder import Ladders
from flows.model import Flow, Level
from flows.session import Answer, FreeText, Session
from storage import cases, flow_versions, people, recorder, sessions
from storage.people import Person

DECLARATION = "declaration"
PLACE = "staff_place"
"""The step of the declaration whose choices are the places of the municipality's settings."""


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
                self._chat.clean(message)
                self._written(text)
            case Tapped(means, shown_in):
                self._chat.found(shown_in)
                self._tapped(means)
            case Sent(kind, message):
                self._chat.clean(message)
                self._step(inputs.Other(kind))
            case Edited(text, message):
                self._chat.clean(message)
                self._later.code_word(text, choosing=lambda: True)  # danger alone: an old word is no sign of life
            case Blocked(away):
                people.set_state(self.db, self.person.id, "blocked" if away else "active")

    # What a person can do ------------------------------------------------------------------------------------------

    def _written(self, text: FreeText) -> None:
        said = " ".join(text.casefold().split())
        self._later.code_word(text, choosing=self._choosing)
        if self._look.is_stop(said):
            self.hide()
        elif said.split(" ")[0].split("@")[0] == "/start":
            self.show(fresh=True)
        elif said.startswith("/"):
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
                self._anew()
            case Press("safe" | "danger" as verb) if self.person.face == people.OPEN:
                self._afterwards(verb)
            case Press("rights" | "right") if self.person.face == people.OPEN and self._under_way is None:
                self._chat.draw(rights.pressed(means, self._voice, self._numbers))
            case Press() | None:
                self.show()
            case _:
                self._step(means)

    def hide(self) -> None:
        """The quick exit: the talk is forgotten, the chat shows one innocent line, the next /start an innocent face.

        What was already filed stays filed: an alert is never taken back by hiding.
        """
        sessions.forget(self.db, self.person.id)
        people.set_face(self.db, self.person.id, people.HIDDEN)
        self._chat.hide(self._look.line)

    def show(self, *, fresh: bool = False) -> None:
        """The current screen again, whatever it is; behind the innocent face nothing but the face."""
        session = sessions.load(self.db, self.harbour.keyring, self.person.id)
        if self.person.face == people.HIDDEN:
            self._chat.draw(face.innocent(self._look), fresh=fresh)
        elif session is not None:
            self._step(inputs.Show(), fresh=fresh)
        elif (case := cases.open_of(self.db, self.person.id)) is not None:
            self._chat.draw(face.home(case, self._voice), fresh=fresh)
        else:
            self.begin(fresh=fresh)

    # How it goes on ------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """The person chose to go on behind the innocent face."""
        people.set_face(self.db, self.person.id, people.OPEN)
        replace(self, person=replace(self.person, face=people.OPEN)).show()

    def _anew(self) -> None:
        """Tell more, unless a talk is under way: a button from an older screen never throws away what was answered."""
        if self._under_way is None:
            self.begin()
        else:
            self.show()

    def begin(self, *, fresh: bool = False) -> None:
        """Ask the first question of a declaration; a talk that is under way goes on instead."""
        if self.person.face == people.HIDDEN or self._under_way is not None:
            self.show(fresh=fresh)
            return
        flow = self.harbour.flows[DECLARATION]
        begun = engine.begin(flow, self.now, self.person.language, staff=self.person.role == people.STAFF)
        first_turn = people.next_turn(self.db, self.person.id)
        flow_versions.pin(self.db, flow, self.now)
        self._settle(flow, replace(begun, session=replace(begun.session, turn=first_turn)), fresh=fresh)

    def _step(self, given: inputs.Input, *, fresh: bool = False) -> None:
        talk = self._under_way
        if talk is None:
            self.show(fresh=fresh)
            return
        flow, session = talk
        zone = self.harbour.municipality.zone
        turn = going_on.joined(flow, session, given, self.now, zone)
        turn = turn or engine.advance(flow, session, given, self.now, zone)
        self._settle(flow, turn, fresh=fresh)

    def _settle(self, flow: Flow, turn: Turn, *, fresh: bool) -> None:
        """Record a turn and show the screen that follows."""
        recorded = recorder.record(
            self.db, self.harbour.keyring, self.person, turn, unit=self._unit(turn), ladders=self._ladders, now=self.now
        )
        self._page(recorded)
        if not any(isinstance(effect, Finish) for effect in turn.effects):
            life = self.harbour.municipality.draft_life
            sessions.save(self.db, self.harbour.keyring, self.person.id, turn.session, self.now, life)
        spoken = voice(next((e.language for e in turn.effects if isinstance(e, Speak)), self.person.language))
        reference = recorded.case.reference if recorded.case else ""
        setting = Setting(reference, lambda: self._answer_by(turn, spoken), self._numbers)
        self._chat.draw(screen.draw(flow, turn, spoken, setting), fresh=fresh, danger=recorded.alerted)

    def _page(self, recorded: recorder.Recorded) -> None:
        if recorded.alert is not None:
            Paging(self.db, self.harbour, self.now).carry_out(recorded.alert, recorded.paging)

    def _afterwards(self, verb: str) -> None:
        """Something that a person whose case is filed says about it."""
        case = cases.open_of(self.db, self.person.id)
        if case is None:
            self.show()
        elif verb == "danger":
            self._later.call_for_help(case.reference)
            self._chat.draw(face.help_is_called(self._voice, self._numbers), danger=True)
        else:
            self._later.unproved_sign(case)
            self._chat.draw(face.noted(self._voice))

    def _pick_change(self, turn: str) -> None:
        talk = self._under_way
        if talk is None or str(talk[1].turn) != turn:
            self.show()
        else:
            self._chat.draw(screen.pick_change(*talk, self._voice))

    # What all of it rests on ---------------------------------------------------------------------------------------

    def _button_named(self, said: str) -> inputs.Input | Press | None:
        """The button of the current screen that these words name, for a person who types what others tap."""
        if self.person.face == people.HIDDEN:
            return Press("open") if said == self._look.on.casefold() else None
        talk = self._under_way
        return None if talk is None else screen.named(*talk, self._voice, said)

    def _choosing(self) -> bool:
        """Whether a code word is being chosen just now: then to write one is no sign of life."""
        talk = self._under_way
        return talk is not None and talk[0].steps[talk[1].state].sets in {"ok_word", "danger_word"}

    @property
    def _under_way(self) -> tuple[Flow, Session] | None:
        """The talk that the chat shows, with its procedure; behind the innocent face there is none to be shown."""
        session = sessions.load(self.db, self.harbour.keyring, self.person.id)
        if self.person.face == people.HIDDEN or session is None:
            return None
        return versions.of_talk(self.db, self.harbour, session, self.now)

    def _unit(self, turn: Turn) -> str:
        """Whose case it is: the unit of the place where staff register it, otherwise the municipality's first."""
        local, place = self.harbour.municipality, turn.session.answers.get(PLACE, Answer())
        units = {known.id: known.unit for known in local.places}
        return next((units[code] for code in place.coded if code in units), local.unit())

    def _answer_by(self, turn: Turn, said_in: Voice) -> str:
        local = self.harbour.municipality
        due = answer_by(turn.session.level or Level.BLUE, self.now, local.zone, local.is_holiday, local.answers)
        return spelled(due, said_in, local.zone)

    @property
    def _chat(self) -> Chat:
        return Chat(self.db, self.harbour.keyring, self.person, self.now)

    @property
    def _later(self) -> Afterwards:
        return Afterwards(self.db, self.harbour, self.person, self.now)

    @property
    def _numbers(self) -> dict[str, str]:
        return self.harbour.municipality.numbers(self.now.astimezone(self.harbour.municipality.zone).date())

    @property
    def _ladders(self) -> Ladders:
        return self.harbour.municipality.ladders

    @property
    def _look(self) -> Face:
        return self.harbour.municipality.face.spoken(self.person.language)

    @property
    def _voice(self) -> Voice:
        return voice(self.person.language)
