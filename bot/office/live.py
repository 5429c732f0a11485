"""Everybody who looks at a run sees it as it is: screens that somebody else's act made old are drawn anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.harbour import Harbour
from bot.office.office import Office
from storage import people, views

TOGETHER = 10
"""So many screens are drawn in one transaction: a tick waits for no more than that."""


def refresh(db: Connection, harbour: Harbour, now: datetime) -> int:
    """Draw the screens anew that show something older than what is known; the number of them."""
    found = views.take_stale(db, TOGETHER)
    for person_id, showing in found:
        person = people.by_id(db, harbour.keyring, person_id)
        if person is not None and person.face == people.OPEN and person.state == people.ACTIVE:
            Office(db, harbour, person, now).redraw(showing)
    return len(found)
