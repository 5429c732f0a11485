"""A young person's chat: it shows one screen, keeps nothing that they wrote, and is emptied at once when they ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.post import Post
from bot.screen import Screen
from storage import jobs, people, screens
from storage.keyring import Keyring
from storage.people import Person

FADE = "fade"
FADE_AFTER = timedelta(minutes=60)
"""A screen that nobody touched for so long turns into an innocent line; the talk can be taken up again."""
DELETABLE = timedelta(hours=48)
"""Telegram deletes a message for so long; an older one is made innocent instead."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One person's chat, inside one transaction."""

    db: Connection
    keyring: Keyring
    person: Person
    now: datetime

    def draw(self, drawn: Screen, *, fresh: bool = False, danger: bool = False, touched: bool = True) -> None:
        """Show this as the only screen, until it has been left open for too long.

        `touched` tells that the person did something: what is drawn anew by itself keeps no screen open longer.
        """
        self._post.screen(self.person, drawn, fresh=fresh, danger=danger, touched=touched)
        if self.person.face == people.OPEN and touched:
            jobs.put(self.db, FADE, self.now + FADE_AFTER, str(self.person.id))

    def ring(self, drawn: Screen) -> None:
        """Tell staff, with a sound, that something waits; what it says is neutral, so it comes to a hidden chat too."""
        self._post.ring(self.person, drawn)

    def clean(self, message: int) -> None:
        """Take what the person wrote out of the chat; until that is done it counts as standing there."""
        screens.shown(self.db, self.person.id, message, "said", self.now)
        self._post.remove(self.person, message)

    def found(self, message: int) -> None:
        """The person tapped in this message, so it stands there, whether or not Telegram ever told us that it does."""
        if message:
            screens.found(self.db, self.person.id, message, self.now)

    def hide(self, line: str) -> None:
        """Everything goes at once. The innocent line comes after it, for a new message waits for the chat's second."""
        jobs.cancel(self.db, FADE, str(self.person.id))
        for one in screens.visible(self.db, self.person.id):
            if self.now - one.shown_at < DELETABLE:
                self._post.remove(self.person, one.message_id)
        self._post.hide(self.person, line)

    @property
    def _post(self) -> Post:
        return Post(self.db, self.keyring, self.now)
