"""Puts messages in the outbox: what is to be said to whom, in the transaction that caused it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.screen import Screen
from storage import outbox
from storage.keyring import Keyring
from storage.people import Person

if TYPE_CHECKING:
    from sqlalchemy import Connection

DANGER, ALERT, REPLY, REST = range(4)
"""Priorities: hiding and danger before alerts, alerts before replies, replies before everything else."""


@dataclass(frozen=True, slots=True)
class Post:
    """The outbox in one turn: whose database, whose keys, and when."""

    db: Connection
    keyring: Keyring
    now: datetime

    def screen(self, person: Person, screen: Screen, *, fresh: bool = False, danger: bool = False) -> None:
        """Show this as the chat's only screen. `fresh` sends it anew at the bottom instead of editing the one there.

        A newer screen replaces an older one that has not been sent yet.
        """
        payload = {**written(screen), "fresh": fresh, "open": person.face == "open"}
        self._put("screen", person, DANGER if danger else REPLY, payload, f"screen:{person.id}")

    def hide(self, person: Person, line: str) -> None:
        """Take everything away at once and leave an innocent line. Replaces whatever screen is on its way."""
        self._put("hide", person, DANGER, {"text": line}, f"screen:{person.id}")

    def fade(self, person: Person, line: str) -> None:
        """Turn the screen that was left open into an innocent line, without a sound."""
        self._put("fade", person, REPLY, {"text": line}, f"screen:{person.id}")

    def remove(self, person: Person, message: int) -> None:
        """Delete one message from the chat."""
        self._put("delete", person, DANGER, {"message": message}, f"delete:{person.id}:{message}")

    def page(self, person: Person, page: int, screen: Screen, *, urgent: bool) -> None:
        """Call a coordinator: the message that belongs to this page, changed later by `mark`. Urgent ones go first."""
        payload = {**written(screen), "page": page, "silent": False}
        self._put("page", person, DANGER if urgent else ALERT, payload, f"page:{page}")

    def mark(self, person: Person, page: int, screen: Screen) -> None:
        """Change a page that was sent: everybody sees who took it."""
        self._put("mark", person, ALERT, {**written(screen), "page": page}, f"mark:{page}")

    def withdraw(self, person: Person, page: int) -> None:
        """Take an older page away when a newer one says the same."""
        self._put("withdraw", person, REST, {"page": page}, f"withdraw:{page}")

    def reply(self, person: Person, screen: Screen, *, instead_of: int | None = None) -> None:
        """Answer a coordinator, in place of the message whose button was tapped if there is one."""
        self._put("reply", person, REPLY, {**written(screen), "instead_of": instead_of}, None)

    def _put(self, kind: str, person: Person, priority: int, payload: dict[str, Any], replaces: str | None) -> None:
        message = outbox.Message(kind, person.id, priority, {"chat": person.chat, **payload}, replaces)
        outbox.put(self.db, self.keyring, message, self.now)


def written(screen: Screen) -> dict[str, Any]:
    """A screen as JSON values."""
    return {"text": screen.text, "rows": [[[b.text, b.carries] for b in row] for row in screen.rows]}
