"""Who may be what: whoever is not invited is a young person, and an invitation is good once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.arrivals import Event, Written
from bot.harbour import Harbour
from storage import audit, invitations, people
from storage.people import Person

START = "/start"
CODE = re.compile(r"[0-9A-Za-z]{4}(?:[- ]?[0-9A-Za-z]{4}){2}")
PHONES = {"nb": "nb", "no": "nb", "nn": "nn", "en": "en"}
"""Languages of telephones -> languages of catalogues, where the two are named differently."""


def spoken(phone_language: str, offered: Sequence[str]) -> str:
    """The language to begin in: the telephone's own when it is offered, otherwise the first one offered."""
    short = phone_language.split("-", maxsplit=1)[0]
    language = PHONES.get(short, short)
    return language if language in offered else offered[0]


def redeem(db: Connection, harbour: Harbour, person: Person, event: Event, now: datetime) -> Person:
    """The person after an invitation in `/start CODE` or a code written alone; unchanged when there is none."""
    code = code_in(event)
    if code is None:
        return person
    invitation = invitations.redeem(db, code, person.id, now)
    if invitation is None:
        return person
    audit.write(db, harbour.keyring, audit.person(person.id), f"invited.{invitation.role}", None, now)
    return people.by_id(db, harbour.keyring, person.id) or person


def code_in(event: Event) -> str | None:
    """What may be an invitation's code. Nothing else that is written is looked up as one."""
    if not isinstance(event, Written):
        return None
    command, _, rest = event.words.strip().partition(" ")
    said = rest.strip() if command == START else event.words.strip()
    return said if CODE.fullmatch(said) else None
