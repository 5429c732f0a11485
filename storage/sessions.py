"""Drafts: one running talk a person, under the keyring, gone when it is filed, hidden or 72 hours old."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select

from flows.session import Session, freeze, thaw
from storage.bound import Bound
from storage.keyring import Keyring
from storage.people import keep_turn
from storage.prepared import Prepared
from storage.sealed_json import open_json, seal_json
from storage.tables import people, sessions
from storage.upsert import insert_or_update

LIFE = timedelta(hours=72)

_HOLD = select(people.c.id).where(people.c.id == bindparam("person")).with_for_update(key_share=True)
_LOAD = Prepared(select(sessions.c.draft).where(sessions.c.person_id == bindparam("person")))
_SAVE = Prepared(insert_or_update(sessions, ["person_id"], ["version", "turn", "draft", "expires_at"]))
_TURN = select(sessions.c.turn).where(sessions.c.person_id == bindparam("person"))
_FORGET = delete(sessions).where(sessions.c.person_id == bindparam("person"))


def load(db: Connection, keyring: Keyring, person_id: int) -> Session | None:
    """The person's running talk, or None. On PostgreSQL the person's other works wait until this one is committed."""
    if db.dialect.name == "postgresql":
        db.execute(_HOLD, {"person": person_id})
    found = _LOAD.first(db, {"person": person_id})
    return None if found is None else thaw(open_json(keyring, found.draft, bound(person_id)))


def save(
    db: Connection, keyring: Keyring, person_id: int, session: Session, now: datetime, life: timedelta = LIFE
) -> None:
    """Keep the talk for `life` from now, never longer than LIFE.

    Raises IntegrityError when its flow version was not pinned.
    """
    kept = {
        "person_id": person_id,
        "version": session.version,
        "turn": session.turn,
        "draft": seal_json(keyring, freeze(session), bound(person_id)),
        "expires_at": now + min(life, LIFE),
    }
    _SAVE.change(db, kept)


def forget(db: Connection, person_id: int, last_turn: int = 0) -> bool:
    """Delete the talk, overwriting it on disk; say whether there was one. Later talks draw their screens after it."""
    drawn = db.execute(_TURN, {"person": person_id}).scalar()
    keep_turn(db, person_id, max(drawn or 0, last_turn))
    return db.execute(_FORGET, {"person": person_id}).rowcount > 0


def expire(db: Connection, now: datetime) -> int:
    """Delete the talks whose time is over; say how many."""
    over = select(sessions.c.person_id).where(sessions.c.expires_at <= now).with_for_update(skip_locked=True)
    return sum(forget(db, person_id) for person_id in db.execute(over).scalars().all())


def bound(person_id: int) -> Bound:
    """The place of a draft."""
    return Bound("sessions", str(person_id), "draft")
