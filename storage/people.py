"""Who is known. A person is found by a blind index of the Telegram id; what is personal is under the keyring."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, or_, select, update

from storage.bound import Bound
from storage.keyring import Keyring
from storage.prepared import Prepared
from storage.seal_errors import SealingRefusal
from storage.sealed_json import open_json, seal_json
from storage.tables import people
from storage.upsert import insert_or_ignore

LOG = logging.getLogger(__name__)

YOUTH, STAFF, COORDINATOR, ADMIN = "youth", "staff", "coordinator", "admin"
ACTIVE, BLOCKED = "active", "blocked"
OPEN, HIDDEN = "open", "hidden"

_BY_TELEGRAM = select(people).where(people.c.telegram == bindparam("telegram"))
_MINE = Prepared(_BY_TELEGRAM.with_for_update(key_share=True))
_BY_ID = select(people).where(people.c.id == bindparam("person"))
_MEET = insert_or_ignore(people)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has written to the bot. Only staff have a name; `state` is active or blocked, `face` open or hidden.

    `unit` is empty for a young person, and for staff who serve every unit. `agency` is the role, such as police, that
    somebody answered for when they let this person in; empty when nobody did.
    """

    id: int
    role: str
    name: str | None
    unit: str
    language: str = field(repr=False)
    chat: int = field(repr=False)
    state: str = ACTIVE
    face: str = OPEN
    agency: str = ""


def by_telegram(db: Connection, keyring: Keyring, telegram_id: int) -> Person | None:
    """The person with this Telegram id, or None."""
    row = db.execute(_BY_TELEGRAM, {"telegram": _index(keyring, telegram_id)}).first()
    return None if row is None else _person(keyring, row)


def by_id(db: Connection, keyring: Keyring, person_id: int) -> Person | None:
    """The person with this id, or None."""
    row = db.execute(_BY_ID, {"person": person_id}).first()
    return None if row is None else _person(keyring, row)


def meet(db: Connection, keyring: Keyring, telegram_id: int, language: str, now: datetime) -> Person:
    """The person with this Telegram id; a stranger becomes a young person who writes `language`.

    On PostgreSQL the person's other works wait until this one is committed, so that none acts on how things were.
    """
    index = _index(keyring, telegram_id)
    known = _MINE.first(db, {"telegram": index})
    if known is not None:
        return _person(keyring, known)
    stranger = {
        "role": YOUTH,
        "unit": "",
        "telegram": index,
        "private": _private(keyring, index, telegram_id, language),
        "state": ACTIVE,
        "face": OPEN,
        "turn": 1,
        "met_at": now,
    }
    db.execute(_MEET[db.dialect.name], stranger)  # Two first messages at once on two replicas: one person all the same.
    return _person(keyring, _MINE.first(db, {"telegram": index}))


def set_language(db: Connection, keyring: Keyring, person_id: int, language: str) -> None:
    """Write to this person in `language` (an ISO code) from now on."""
    row = db.execute(_BY_ID.with_for_update(), {"person": person_id}).one()
    private = _private(keyring, row.telegram, _person(keyring, row).chat, language)
    db.execute(update(people).where(people.c.id == person_id).values(private=private))


def set_state(db: Connection, person_id: int, state: str) -> None:
    """Note that the person blocked the bot, or is back."""
    db.execute(update(people).where(people.c.id == person_id).values(state=state))


def set_face(db: Connection, person_id: int, face: str) -> None:
    """Show the person the innocent face from now on (hidden), or the real one (open)."""
    db.execute(update(people).where(people.c.id == person_id).values(face=face))


def is_hidden(db: Connection, person_id: int) -> bool:
    """Whether the innocent face is what this person sees."""
    return bool(db.execute(select(people.c.face).where(people.c.id == person_id)).scalar() == HIDDEN)


def next_turn(db: Connection, person_id: int) -> int:
    """The number of the next screen: no button of any earlier talk carries it."""
    return int(db.execute(select(people.c.turn).where(people.c.id == person_id)).scalar_one())


def keep_turn(db: Connection, person_id: int, turn: int) -> None:
    """A talk ended at this screen: the next one begins after it."""
    behind = update(people).where(people.c.id == person_id, people.c.turn <= turn)
    db.execute(behind.values(turn=turn + 1))


def coordinators(db: Connection, keyring: Keyring, unit: str) -> list[Person]:
    """The coordinators of a unit, and those of every unit, who can be written to; by id."""
    return _staff(db, keyring, COORDINATOR, unit)


def administrators(db: Connection, keyring: Keyring, unit: str) -> list[Person]:
    """The administrators of a unit, and those of every unit, who can be written to; by id."""
    return _staff(db, keyring, ADMIN, unit)


def staff_of(db: Connection, keyring: Keyring, unit: str) -> list[Person]:
    """Everybody of a unit who was invited in whatever role, and those of every unit, who can be written to; by id."""
    return [one for role in (COORDINATOR, ADMIN, STAFF) for one in _staff(db, keyring, role, unit)]


def with_ids(db: Connection, keyring: Keyring, ids: Sequence[int]) -> list[Person]:
    """These persons, in the order asked for; unknown ids are left out."""
    found = {row.id: _person(keyring, row) for row in db.execute(select(people).where(people.c.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def names(db: Connection) -> dict[int, str]:
    """The names of all staff by id, for lists that say who has what."""
    rows = db.execute(select(people.c.id, people.c.name).where(people.c.name.is_not(None)))
    return {row.id: str(row.name) for row in rows}


def become(
    db: Connection, person_id: int, role: str, name: str, unit: str, invited_by: int | None, agency: str = ""
) -> None:
    """Give a person the role, name, unit and agency of an invitation that was just redeemed."""
    given = {"role": role, "name": name, "unit": unit, "agency": agency or None, "invited_by": invited_by}
    db.execute(update(people).where(people.c.id == person_id).values(given))


def _staff(db: Connection, keyring: Keyring, role: str, unit: str) -> list[Person]:
    chosen: Select[Any] = select(people).where(people.c.role == role, people.c.state == ACTIVE)
    chosen = chosen.where(or_(people.c.unit == unit, people.c.unit == "")).order_by(people.c.id)
    return [person for row in db.execute(chosen) if (person := _readable(keyring, row)) is not None]


def _readable(keyring: Keyring, row: Row[Any]) -> Person | None:
    """The person; None when their row does not open: what the others must be told does not wait for it."""
    try:
        return _person(keyring, row)
    except SealingRefusal as refused:
        LOG.error("row %d of people does not open: %s", row.id, type(refused).__name__)  # noqa: TRY400 - a named refusal
        return None


def _person(keyring: Keyring, row: Row[Any]) -> Person:
    private = open_json(keyring, row.private, bound(row.telegram))
    language, chat = private["language"], private["chat"]
    return Person(row.id, row.role, row.name, row.unit, language, chat, row.state, row.face, row.agency or "")


def _private(keyring: Keyring, index: bytes, telegram_id: int, language: str) -> bytes:
    # In a private chat the chat's id is the person's own id (Bot API, Chat.id and User.id).
    return seal_json(keyring, {"chat": telegram_id, "language": language}, bound(index))


def _index(keyring: Keyring, telegram_id: int) -> bytes:
    return keyring.index("telegram", str(telegram_id))


def bound(index: bytes) -> Bound:
    """The place of what is personal about the one with this blind index."""
    return Bound("people", index.hex(), "private")
