"""A young person's chat: it shows one screen, keeps nothing that they wrote, and is emptied at once when they ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.buttons import press
from bot.post import Post
from bot.screen import Screen
from storage import jobs, people, screens, views
from storage.keyring import Keyring
from storage.people import Person

FADE = "fade"
FADE_AFTER = timedelta(minutes=60)
"""A screen that nobody touched for so long turns into an innocent line; the talk can be taken up again."""
DELETABLE = timedelta(hours=48)
"""Telegram deletes a message for so long; an older one is made innocent instead."""

HIDING = frozenset({people.YOUTH, people.STAFF})
"""Whose chats stay behind the innocent face when nobody looks after them; a coordinator's must take a page always."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One person's chat, inside one transaction."""

    db: Connection
    keyring: Keyring
    person: Person
    now: datetime

    def draw(self, drawn: Screen, *, fresh: bool = False, danger: bool = False, touched: bool = True) -> None:
        """Show this as the only screen, until it has been left open for too long.

        `touched` tells that the person did something: what is drawn anew by itself keeps no screen open longer. Only
        the innocent face may stand for ever.
        """
        self._post.screen(self.person, drawn, fresh=fresh, danger=danger, touched=touched)
        key = str(self.person.id)
        if not _is_innocent(drawn) and (touched or jobs.payload(self.db, FADE, key) is None):
            jobs.put(self.db, FADE, self.now + FADE_AFTER, key)

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

    def cover(self) -> Person:
        """Show the innocent face from now on, to whoever opens the chat next; the talk waits behind it."""
        views.leave(self.db, self.person.id)
        if self.person.role not in HIDING:
            return self.person
        people.set_face(self.db, self.person.id, people.HIDDEN)
        return replace(self.person, face=people.HIDDEN)

    def back(self, line: str) -> Person:
        """The person had blocked the bot, so what should have gone from the chat still stands there: it goes now."""
        found = replace(self.cover(), state=people.ACTIVE)
        if screens.visible(self.db, self.person.id):
            self.hide(line)
        return found

    @property
    def _post(self) -> Post:
        return Post(self.db, self.keyring, self.now)


def _is_innocent(drawn: Screen) -> bool:
    """Whether this is the face that anybody may see: its one button leads in."""
    return [button.carries for row in drawn.rows for button in row] == [press("open")]
