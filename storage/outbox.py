"""What is to be said to whom, as rows: written with what caused it, sent at least once, gone when it is sent.

Of a person's messages only the foremost is ever taken, so a chat keeps its order whoever sends.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from storage.bound import Bound
from storage.keyring import Keyring
from storage.prepared import Prepared
from storage.seal_errors import KeyUnknown, SealingRefusal
from storage.sealed_json import open_json, seal_json
from storage.tables import outbox


@dataclass(frozen=True, slots=True)
class Message:
    """Something to say: a kind that the sender knows, to whom, and how urgent (0 danger, 1 alerts, 2 replies, 3 rest).

    `replaces` is a key: a newer unsent message with it takes the place of the older one. `payload` is JSON, encrypted.
    """

    kind: str
    person_id: int
    priority: int
    payload: dict[str, Any] = field(repr=False)
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was taken to be sent. `attempts` counts this one; `created_at` (UTC) is when it was put."""

    id: int
    message: Message
    created_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Depth:
    """How much waits: messages, the oldest of them, and how many were set aside as unsendable."""

    waiting: int
    oldest: datetime | None
    aside: int


SOON = timedelta(minutes=1)
UNREADABLE = timedelta(seconds=5)
"""How long a message under an unknown key is left alone: a replica with another keyring may have that key."""

DANGER = 0
"""The priority that waits for nothing, not even a chat's own second."""

_other = outbox.alias("other")
_NOW: BindParameter[datetime] = bindparam("now")
_SOON: BindParameter[datetime] = bindparam("soon")
# What lies further ahead than SOON was written before the clock was set back, and is not waited for.
_FREE = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= _NOW, outbox.c.leased_until > _SOON)
_DUE = or_(outbox.c.due_at <= _NOW, outbox.c.created_at > _SOON)
# Somebody is sending to this person now, or a message that stands before this one may be sent now.
_BEHIND = exists().where(
    _other.c.person_id == outbox.c.person_id,
    ~_other.c.aside,
    or_(
        and_(_other.c.leased_until > _NOW, _other.c.leased_until <= _SOON),
        and_(
            or_(_other.c.due_at <= _NOW, _other.c.created_at > _SOON),
            or_(
                _other.c.priority < outbox.c.priority,
                and_(_other.c.priority == outbox.c.priority, _other.c.id < outbox.c.id),
            ),
        ),
    ),
)
_TAKE = (
    select(outbox)
    .where(~outbox.c.aside, _DUE, _FREE, ~_BEHIND)
    .order_by(outbox.c.priority, outbox.c.id)
    .with_for_update(skip_locked=True, of=outbox)
)
_PUT = Prepared(insert(outbox))
_REPLACE = Prepared(
    delete(outbox).where(
        outbox.c.person_id == bindparam("person"), outbox.c.replaces == bindparam("key"), ~outbox.c.aside, _FREE
    )
)
_SENT = delete(outbox).where(outbox.c.id == bindparam("message"))


def put(db: Connection, keyring: Keyring, message: Message, now: datetime) -> None:
    """Have a message sent, in the transaction that caused it. One being sent this very moment is not replaced."""
    if message.replaces is not None:
        _REPLACE.change(db, {"person": message.person_id, "key": message.replaces} | _times(now))
    token = secrets.token_hex(16)
    row = {
        "token": token,
        "person_id": message.person_id,
        "kind": message.kind,
        "priority": message.priority,
        "payload": seal_json(keyring, message.payload, bound(message.person_id, token)),
        "replaces": message.replaces,
        "created_at": now,
        "due_at": now,
        "attempts": 0,
        "aside": False,
    }
    _PUT.change(db, row)


def take(
    db: Connection, keyring: Keyring, now: datetime, limit: int, lease: timedelta, *, busy: Collection[int] = ()
) -> list[Waiting]:
    """Take up to `limit` messages, the most urgent first, one a person, to the persons in `busy` only what is danger.

    They are ours until `now + lease` (at most SOON); whoever takes over from a dead sender sends them again.
    """
    chosen = _TAKE.limit(limit)
    if busy:
        chosen = chosen.where(or_(outbox.c.person_id.not_in(busy), outbox.c.priority == DANGER))
    rows = db.execute(chosen, _times(now)).all()
    if rows:
        taken = update(outbox).where(outbox.c.id.in_([row.id for row in rows]))
        db.execute(taken.values(leased_until=now + lease, attempts=outbox.c.attempts + 1))
    opened = (_readable(db, keyring, row, now) for row in rows)
    return [waiting for waiting in opened if waiting is not None]


def renew(db: Connection, waiting_ids: Collection[int], until: datetime) -> None:
    """Keep messages that are being sent: a slow delivery is not taken over while its sender lives."""
    held = outbox.c.id.in_(waiting_ids) & outbox.c.leased_until.is_not(None)  # one just let go of stays free
    db.execute(update(outbox).where(held).values(leased_until=until))


def free(db: Connection) -> None:
    """Let go of everything that is held. Only where nobody else can be sending: a SQLite file has one server."""
    db.execute(update(outbox).where(outbox.c.leased_until.is_not(None)).values(leased_until=None))


def sent(db: Connection, waiting_id: int) -> bool:
    """Delete a message that was sent; False when somebody else has already done so."""
    return db.execute(_SENT, {"message": waiting_id}).rowcount > 0


def retry(db: Connection, waiting_id: int, at: datetime, reason: str) -> None:
    """Let go of a message that could not be sent, until `at`; when a newer one with its key waits, it is dropped.

    `reason` is a class (`TelegramRetryAfter`), never an answer's text.
    """
    mine = db.execute(select(outbox.c.person_id, outbox.c.replaces).where(outbox.c.id == waiting_id)).first()
    if mine is None:
        return
    newer = select(outbox.c.id).where(
        outbox.c.person_id == mine.person_id,
        outbox.c.replaces == mine.replaces,
        ~outbox.c.aside,
        outbox.c.id > waiting_id,
    )
    if mine.replaces is not None and db.execute(newer.limit(1)).first() is not None:
        sent(db, waiting_id)
        return
    again = update(outbox).where(outbox.c.id == waiting_id)
    db.execute(again.values(due_at=at, leased_until=None, reason=reason))


def set_aside(db: Connection, waiting_id: int, reason: str) -> None:
    """Keep a message that can never be sent, for a person to look at, and out of everybody's way."""
    aside = update(outbox).where(outbox.c.id == waiting_id)
    db.execute(aside.values(aside=True, leased_until=None, reason=reason))


def withdraw(db: Connection, person_id: int, replaces: str) -> int:
    """Delete what waits for a person under this key; say how many. What is being sent now is sent."""
    gone = delete(outbox).where(outbox.c.person_id == person_id, outbox.c.replaces == replaces, ~outbox.c.aside)
    return db.execute(gone.where(outbox.c.leased_until.is_(None))).rowcount


def depth(db: Connection) -> Depth:
    """How much waits."""
    waiting = select(func.count(), func.min(outbox.c.created_at)).where(~outbox.c.aside)
    count, oldest = db.execute(waiting).one()
    aside = db.execute(select(func.count()).select_from(outbox).where(outbox.c.aside)).scalar_one()
    return Depth(count, oldest, aside)


def oldest_page(db: Connection) -> datetime | None:
    """When the page that has waited longest was put, or None when none waits."""
    waiting = select(func.min(outbox.c.created_at)).where(outbox.c.kind == "page", ~outbox.c.aside)
    return db.execute(waiting).scalar()


def _readable(db: Connection, keyring: Keyring, row: Row[Any], now: datetime) -> Waiting | None:
    """The message, or None when it does not open: one broken row must not hold up all the others.

    One under a key that this process lacks is left to another; one that was altered opens for nobody.
    """
    try:
        return _waiting(keyring, row)
    except KeyUnknown as unknown:
        retry(db, row.id, now + UNREADABLE, type(unknown).__name__)
    except SealingRefusal as altered:
        set_aside(db, row.id, type(altered).__name__)
    return None


def _waiting(keyring: Keyring, row: Row[Any]) -> Waiting:
    payload = open_json(keyring, row.payload, bound(row.person_id, row.token))
    message = Message(row.kind, row.person_id, row.priority, payload, row.replaces)
    return Waiting(row.id, message, row.created_at, row.attempts + 1)


def _times(now: datetime) -> dict[str, Any]:
    return {"now": now, "soon": now + SOON}


def bound(person_id: int, token: str) -> Bound:
    """The place of a payload."""
    return Bound("outbox", f"{person_id}:{token}", "payload")
