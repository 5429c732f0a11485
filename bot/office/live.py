"""Everybody who looks at a run sees it as it is: screens that somebody else's act made old are drawn anew."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.harbour import Harbour
from bot.logs import place
from bot.office.office import Office
from storage import people, views
from storage.errors import StoreRefusal

LOG = logging.getLogger(__name__)
TOGETHER = 10
"""So many screens are drawn in one transaction: a tick waits for no more than that."""


def refresh(db: Connection, harbour: Harbour, now: datetime) -> int:
    """Draw the screens anew that show something older than what is known; the number of them."""
    found = views.take_stale(db, TOGETHER)
    for person_id, showing in found:
        try:
            with db.begin_nested():
                _draw(db, harbour, person_id, showing, now)
        except (StoreRefusal, OperationalError, InterfaceError):
            raise
        except Exception as broken:  # noqa: BLE001 - one screen that cannot be drawn must not end what rings for everybody
            LOG.error("a screen is not drawn anew: %s at %s", type(broken).__name__, place(broken))  # noqa: TRY400
    return len(found)


def _draw(db: Connection, harbour: Harbour, person_id: int, showing: str, now: datetime) -> None:
    person = people.by_id(db, harbour.keyring, person_id)
    if person is None or person.role == people.YOUTH:
        return  # somebody who was dismissed meanwhile
    if person.face == people.OPEN and person.state == people.ACTIVE:
        Office(db, harbour, person, now).redraw(showing)
