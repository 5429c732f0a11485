"""Who may be what: whoever is not invited is a young person, and an invitation is good once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.arrivals import Event, Written
from bot.chat import Chat
from bot.duty_screens import plain
from bot.harbour import Harbour
from bot.i18n import voice
from bot.paging import Paging
from bot.post import Post
from flows.msgid import N_
from storage import audit, invitations, pages, people, roster
from storage.invitations import Invitation
from storage.people import Person

START = "/start"
CODE = re.compile(r"[0-9A-Za-z]{4}(?:[- ]?[0-9A-Za-z]{4}){2}")
PHONES = {"nb": "nb", "no": "nb", "nn": "nn", "en": "en"}
"""Languages of telephones -> languages of catalogues, where the two are named differently."""
AT_THE_DESK = frozenset({people.COORDINATOR, people.ADMIN})
"""The roles that have cases of their own."""
NOT_YOURS = N_("Denne invitasjonen er til {name} og kan fortsatt brukes.")
ALREADY = {
    people.COORDINATOR: N_("Du er allerede med som koordinator."),
    people.ADMIN: N_("Du er allerede med som administrator."),
    people.STAFF: N_("Du er allerede med som ansatt."),
}
"""What somebody learns who already has a role and opens the invitation of another."""


def spoken(phone_language: str, offered: Sequence[str]) -> str:
    """The language to begin in: the telephone's own when it is offered, otherwise the first one offered."""
    short = phone_language.split("-", maxsplit=1)[0]
    language = PHONES.get(short, short)
    return language if language in offered else offered[0]


def redeem(db: Connection, harbour: Harbour, person: Person, event: Event, now: datetime) -> Person:
    """The person after an invitation in `/start CODE` or a code written alone; unchanged when there is none for them.

    Whoever has a role keeps it when they open a colleague's invitation, and it stays good for the colleague. One in
    their own name is a change of role.
    """
    code = code_in(event)
    meant = None if code is None else invitations.find(db, code, now)
    if code is None or meant is None:
        return person
    if person.role != people.YOUTH and _words(meant.name) != _words(person.name):
        _refuse(db, harbour, person, meant, now)
        return person
    invitation = invitations.redeem(db, code, person.id, now)
    if invitation is None:
        return person  # used by another at the same moment
    audit.write(db, harbour.keyring, audit.person(person.id), f"invited.{invitation.role}", None, now)
    after = people.by_id(db, harbour.keyring, person.id) or person
    _hand_over(db, harbour, person, after, now)
    return after


def code_in(event: Event) -> str | None:
    """What may be an invitation's code. Nothing else that is written is looked up as one."""
    if not isinstance(event, Written):
        return None
    command, _, rest = event.words.strip().partition(" ")
    said = rest.strip() if command == START else event.words.strip()
    return said if CODE.fullmatch(said) else None


def _refuse(db: Connection, harbour: Harbour, person: Person, meant: Invitation, now: datetime) -> None:
    """Say whose the invitation is, but not behind staff's innocent face: somebody else may hold the phone."""
    say = voice(person.language).say
    drawn = plain(f"{say(NOT_YOURS, name=meant.name)} {say(ALREADY[person.role])}")
    if person.role != people.STAFF:
        Post(db, harbour.keyring, now).reply(person, drawn)
    elif person.face == people.OPEN:
        # Beside the screen: one drawn here would give way to what the event itself shows, and a reply stays for good.
        Chat(db, harbour.keyring, person, now).ring(drawn)


def _hand_over(db: Connection, harbour: Harbour, before: Person, after: Person, now: datetime) -> None:
    """What somebody can no longer see to as what they have become rings elsewhere, and their pages go."""
    if after.role != people.COORDINATOR:
        roster.go_off(db, after.id)
    stays = after.role in AT_THE_DESK and after.unit in {"", before.unit}
    if before.role in AT_THE_DESK and not stays:
        Paging(db, harbour, now).hand_over(after.id)
    if after.role not in AT_THE_DESK:
        gone = plain(harbour.municipality.face.spoken(after.language).line)
        for page in pages.standing(db, after.id):
            Post(db, harbour.keyring, now).withdraw(after, page.id, gone)


def _words(name: str | None) -> frozenset[str]:
    """The words of a name, in whatever order and case they are written."""
    return frozenset((name or "").casefold().split())
