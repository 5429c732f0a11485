"""What follows when a message cannot be delivered: nobody is left believing that somebody was woken."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.chat import Chat
from bot.duty_screens import plain
from bot.harbour import Harbour
from bot.i18n import voice
from bot.office import departing
from bot.paging import Paging
from bot.post import Post
from flows import alert as alert_life
from flows.msgid import N_
from storage import alerts, audit, outbox, pages, people, roster
from storage.outbox import Waiting
from storage.people import Person

if TYPE_CHECKING:
    from sqlalchemy import Connection

BROKEN = N_("En melding kunne ikke leveres ({kind}, {reason}). Be den som drifter Havn om å kjøre havn doctor.")
UNREACHABLE = N_("{name} kan ikke varsles lenger: boten er blokkert der. Sørg for at noen andre har vakt.")


def nobody_there(db: Connection, harbour: Harbour, waiting: Waiting, now: datetime) -> None:
    """The person blocked the bot. A young person is left in peace; what staff had to see to rings elsewhere at once."""
    outbox.sent(db, waiting.id)
    gone = people.by_id(db, harbour.keyring, waiting.message.person_id)
    if gone is None or gone.state == people.BLOCKED:
        return  # known already: of many messages that waited, one tells it
    people.set_state(db, gone.id, people.BLOCKED)
    Chat(db, harbour.keyring, gone, now).cover()
    if gone.role != people.YOUTH:
        departing.unreachable(db, harbour, gone.id, now)
    if gone.role not in {people.COORDINATOR, people.ADMIN}:
        return
    if roster.go_off(db, gone.id):
        audit.write(db, harbour.keyring, "telegram", "duty.unreachable", None, now)
    Paging(db, harbour, now).hand_over(gone.id)
    tell_of(db, harbour, gone, now)


def tell_of(db: Connection, harbour: Harbour, gone: Person, now: datetime) -> None:
    """The administrators learn that this coordinator can no longer be woken."""
    for admin in people.administrators(db, harbour.keyring, gone.unit):
        said = voice(admin.language).say(UNREACHABLE, name=gone.name or "")
        Post(db, harbour.keyring, now).reply(admin, plain(said))


def set_aside(db: Connection, harbour: Harbour, waiting: Waiting, reason: str, now: datetime) -> None:
    """A message that will never be taken is kept for a person to look at; a page that failed goes to the next."""
    outbox.set_aside(db, waiting.id, reason)
    if waiting.message.kind != "page":
        return
    _climb(db, harbour, waiting.message.payload["page"], now)
    receiver = people.by_id(db, harbour.keyring, waiting.message.person_id)
    for admin in people.administrators(db, harbour.keyring, receiver.unit if receiver else ""):
        said = voice(admin.language).say(BROKEN, kind=waiting.message.kind, reason=reason)
        Post(db, harbour.keyring, now).reply(admin, plain(said))


def _climb(db: Connection, harbour: Harbour, page_id: int, now: datetime) -> None:
    """Whoever should have been woken was not: the alert climbs at once, and never pages the same in vain for ever."""
    page = pages.by_id(db, page_id)
    live = None if page is None else alerts.live(db, page.reference)
    if live is not None:
        alerts.save(db, alert_life.missed(live, harbour.municipality.ladders, now))
