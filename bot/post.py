"""Puts messages in the outbox: what is to be said to whom, in the transaction that caused it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.screen import Screen
from storage import outbox, pages
from storage.keyring import Keyring
from storage.people import Person

if TYPE_CHECKING:
    from sqlalchemy import Connection

ACUTE, DANGER, ALERT, REPLY, REST = range(-1, 4)
"""Priorities: red alerts before all that is swept out of chats, then other alerts, replies, and everything else."""


@dataclass(frozen=True, slots=True)
class Post:
    """The outbox in one turn: whose database, whose keys, and when."""

    db: Connection
    keyring: Keyring
    now: datetime

    def screen(
        self, person: Person, screen: Screen, *, fresh: bool = False, danger: bool = False, touched: bool = True
    ) -> None:
        """Show this as the chat's only screen. `fresh` sends it anew at the bottom instead of editing the one there.

        A newer screen replaces an older one that has not been sent yet. What rang stays until the person `touched`
        something: they have not seen it before.
        """
        payload = {**written(screen), "fresh": fresh, "open": person.face == "open", "touched": touched}
        self._put("screen", person, DANGER if danger else REPLY, payload, f"screen:{person.id}")

    def ring(self, person: Person, screen: Screen) -> None:
        """Send this with a sound, beside the screen and to a hidden chat too: for staff alone. The latest stands."""
        self._put("ring", person, ALERT, written(screen), f"ring:{person.id}")

    def hide(self, person: Person, line: str) -> None:
        """Take everything away at once and leave an innocent line. Replaces whatever screen is on its way."""
        self._put("hide", person, DANGER, {"text": line}, f"screen:{person.id}")

    def fade(self, person: Person, line: str) -> None:
        """Turn the screen that was left open into an innocent line, without a sound."""
        self._put("fade", person, REPLY, {"text": line}, f"screen:{person.id}")

    def remove(self, person: Person, message: int) -> None:
        """Delete one message from the chat."""
        self._put("delete", person, DANGER, {"message": message}, f"delete:{person.id}:{message}")

    def page(self, person: Person, page: int, screen: Screen, *, urgent: bool, silent: bool = False) -> None:
        """Call a coordinator: the message that belongs to this page, changed later by `mark`. Urgent ones go first."""
        payload = {**written(screen), "page": page, "silent": silent}
        self._put("page", person, ACUTE if urgent else ALERT, payload, f"page:{page}")

    def mark(self, person: Person, page: int, screen: Screen, *, urgent: bool, silent: bool) -> None:
        """Change a page: everybody sees who took it. One still on its way goes as the case is now, `silent` or not."""
        if outbox.withdraw(self.db, person.id, f"page:{page}"):
            self.page(person, page, screen, urgent=urgent, silent=silent)
        else:
            self._put("mark", person, ALERT, {**written(screen), "page": page}, f"mark:{page}")

    def withdraw(self, person: Person, page: int, instead: Screen) -> None:
        """Take an older page away when a newer one says the same. One still on its way is never sent.

        `instead` is what it becomes when Telegram deletes it no more.
        """
        if outbox.withdraw(self.db, person.id, f"page:{page}"):
            pages.gone(self.db, page)
        else:
            self._put("withdraw", person, REST, {**written(instead), "page": page}, f"withdraw:{page}")

    def reply(self, person: Person, screen: Screen, *, instead_of: int | None = None) -> None:
        """Answer a coordinator, in place of the message whose button was tapped if there is one."""
        self._put("reply", person, REPLY, {**written(screen), "instead_of": instead_of}, None)

    def _put(self, kind: str, person: Person, priority: int, payload: dict[str, Any], replaces: str | None) -> None:
        message = outbox.Message(kind, person.id, priority, {"chat": person.chat, **payload}, replaces)
        outbox.put(self.db, self.keyring, message, self.now)


def written(screen: Screen) -> dict[str, Any]:
    """A screen as JSON values."""
    return {"text": screen.text, "rows": [[[b.text, b.carries] for b in row] for row in screen.rows]}
