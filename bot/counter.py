"""A member of staff's side of the conversation: the office, and the declaration they fill in with a young person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.arrivals import Blocked, Edited, Event, Sent, Tapped, Written
from bot.buttons import Press
from bot.chat import Chat
from bot.harbour import Harbour
from bot.looks import Face
from bot.office import departing
from bot.office.office import Office
from bot.talk import Talk
from flows.session import FreeText
from storage import people, sessions, views
from storage.people import Person

RINGING = frozenset({"run", "tasks", "task", "measure", "people", "takeover"})
"""Where the button of what rang may lead; a hidden chat opens for these."""


@dataclass(frozen=True, slots=True)
class Counter:
    """One event of one member of staff, inside one transaction."""

    db: Connection
    harbour: Harbour
    person: Person
    now: datetime

    def take(self, event: Event) -> None:
        """Let it happen: in the office when it belongs there, otherwise in the talk."""
        match event:
            case Written(text, message):
                if not self._written(text, message):
                    self._talk.take(event)
            case Tapped(Press("open"), shown_in) if not self._talking:
                self._come_in().office.pressed(Press("menu"), shown_in)
            case Tapped(Press("hide")):
                views.leave(self.db, self.person.id)
                self._talk.take(event)
            case Tapped(Press("declare"), shown_in):
                self._come_in().declare(shown_in)
            case Tapped(Press("again")) if self._declaring:
                views.leave(self.db, self.person.id)
                self._talk.take(event)
            case Tapped(Press() as given, shown_in) if self._pressed(given, shown_in):
                pass
            case Blocked(away):
                self._talk.take(event)
                if away:
                    departing.unreachable(self.db, self.harbour, self.person.id, self.now)
            case Tapped(Press("safe" | "danger" | "rights" | "right")) | Edited():
                self._talk.take(event)
            case Tapped() | Sent() if not self._talking and self.person.face == people.OPEN:
                self._lost(event)
            case _:
                self._talk.take(event)

    def _written(self, text: FreeText, message: int) -> bool:
        """What is written to the office; False for what belongs to the talk, or must hide everything."""
        said = " ".join(text.casefold().split())
        if self._look.is_stop(said):
            views.leave(self.db, self.person.id)
            return False
        if self.person.face == people.HIDDEN:
            return self._opened_by(said, text, message)
        if self.office.commanded(text) or (not self._talking and self._worked(said, text)):
            self._chat.clean(message)
            return True
        return False

    def _opened_by(self, said: str, text: FreeText, message: int) -> bool:
        """The words on the button of the innocent face lead in, for somebody who types what others tap."""
        if self._talking:
            return False
        if said != self._look.on.casefold():
            self.office.missed(text)
            return False
        self._chat.clean(message)
        self._come_in().office.show(fresh=True)
        return True

    def _lost(self, event: Tapped | Sent) -> None:
        """A button of an older screen, or a photo: where the office begins is shown, and nothing is kept."""
        if isinstance(event, Tapped):
            self._chat.found(event.shown_in)
        else:
            self._chat.clean(event.message)
        self.office.show()

    def _worked(self, said: str, text: FreeText) -> bool:
        if said.startswith("/"):
            self.office.show(fresh=True)
        elif not self.office.written(text):
            self.office.search(text)
        return True

    def declare(self, shown_in: int) -> None:
        """A declaration together with a young person; one that is under way goes on."""
        views.leave(self.db, self.person.id)
        self._chat.found(shown_in)
        self._talk.begin()

    def _pressed(self, given: Press, shown_in: int) -> bool:
        """A button of the office; behind the innocent face nothing is shown but by what rang, and that leads in."""
        if self.person.face == people.HIDDEN and given.verb not in RINGING:
            return False
        return self._come_in().office.pressed(given, shown_in)

    def _come_in(self) -> Counter:
        if self.person.face == people.OPEN:
            return self
        people.set_face(self.db, self.person.id, people.OPEN)
        return replace(self, person=replace(self.person, face=people.OPEN))

    @property
    def _talking(self) -> bool:
        """A declaration is under way, and the chat shows it."""
        return self._declaring and views.of(self.db, self.person.id) is None

    @property
    def _declaring(self) -> bool:
        """A declaration is under way, whatever the chat shows."""
        return sessions.load(self.db, self.harbour.keyring, self.person.id) is not None

    @property
    def office(self) -> Office:
        """What staff do together."""
        return Office(self.db, self.harbour, self.person, self.now)

    @property
    def _talk(self) -> Talk:
        return Talk(self.db, self.harbour, self.person, self.now)

    @property
    def _look(self) -> Face:
        return self.harbour.municipality.face.spoken(self.person.language)

    @property
    def _chat(self) -> Chat:
        return Chat(self.db, self.harbour.keyring, self.person, self.now)
