"""What a person whose case is filed may still say about it: that all is well, or that it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.harbour import Harbour
from bot.paging import Paging
from flows.ladder import Ladders
from flows.session import FreeText
from storage import audit, checks, recorder, words
from storage.cases import Case
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Afterwards:
    """Signs of life and calls for help, inside one transaction."""

    db: Connection
    harbour: Harbour
    person: Person
    now: datetime

    def code_word(self, text: FreeText, *, choosing: Callable[[], bool]) -> None:
        """Act on a code word, wherever it is written. Nothing that the chat shows tells that it was one.

        `choosing` says whether a word is asked for just now: whoever chooses the same «ok» again has not come home.
        """
        known = words.meaning_of(self.db, self.harbour.keyring, self.person.id, text)
        if known is None:
            return
        reference, meaning = known
        if meaning == words.DANGER:
            self.call_for_help(reference)
        elif not choosing():
            checks.met(self.db, reference, self.now)
            actor = audit.person(self.person.id)
            audit.write(self.db, self.harbour.keyring, actor, "check.met", reference, self.now)

    def call_for_help(self, reference: str) -> None:
        """The case is red, and whoever is on duty is paged anew."""
        keyring = self.harbour.keyring
        self._page(
            recorder.call_for_help(self.db, keyring, self.person, reference, ladders=self._ladders, now=self.now)
        )

    def unproved_sign(self, case: Case) -> None:
        """A sign of life without the agreed word: nobody knows who tapped, so a person checks."""
        keyring = self.harbour.keyring
        self._page(
            recorder.sign_missing(self.db, keyring, case.reference, case.level, ladders=self._ladders, now=self.now)
        )

    def _page(self, recorded: recorder.Recorded) -> None:
        if recorded.alert is not None:
            Paging(self.db, self.harbour, self.now).carry_out(recorded.alert, recorded.paging)

    @property
    def _ladders(self) -> Ladders:
        return self.harbour.municipality.ladders
