"""What stands in a young person's chat, so that all of it can be taken away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.people import BLOCKED
from storage.prepared import Prepared
from storage.tables import people, screens
from storage.upsert import insert_or_ignore, insert_or_update

_SHOW = Prepared(insert_or_update(screens, ["person_id", "message_id"], ["kind"]))
_FIND = Prepared(insert_or_ignore(screens))
_TAPPED = (
    update(screens)
    .where(
        screens.c.person_id == bindparam("person"),
        screens.c.message_id == bindparam("message"),
        screens.c.kind == "ring",
    )
    .values(kind="screen")
)


@dataclass(frozen=True, slots=True)
class Visible:
    """A message in the chat, by Telegram's number, and when it came there (UTC)."""

    message_id: int
    kind: str
    shown_at: datetime


def shown(db: Connection, person_id: int, message_id: int, kind: str, now: datetime) -> None:
    """Note a message that stands in the chat: a screen, a notice, or something the person said."""
    row = {"person_id": person_id, "message_id": message_id, "kind": kind, "shown_at": now}
    _SHOW.change(db, row)


def found(db: Connection, person_id: int, message_id: int, now: datetime) -> None:
    """Note a screen that turned out to stand in the chat: Telegram took it, and its answer was lost on the way.

    What rang becomes the screen when somebody taps in it.
    """
    row = {"person_id": person_id, "message_id": message_id, "kind": "screen", "shown_at": now}
    _FIND.change(db, row)
    db.execute(_TAPPED, {"person": person_id, "message": message_id})


def visible(db: Connection, person_id: int) -> list[Visible]:
    """What stands in the chat, oldest first."""
    chosen = select(screens).where(screens.c.person_id == person_id).order_by(screens.c.message_id)
    return [Visible(row.message_id, row.kind, row.shown_at) for row in db.execute(chosen)]


def gone(db: Connection, person_id: int, message_id: int) -> bool:
    """Note that a message is no longer in the chat; say whether it was known."""
    taken = delete(screens).where(screens.c.person_id == person_id, screens.c.message_id == message_id)
    return db.execute(taken).rowcount > 0


def prune(db: Connection, older_than: datetime) -> int:
    """Forget messages from before `older_than`, which Telegram deletes for nobody after 48 hours; say how many.

    What stands with somebody who blocked the bot could not be made innocent: it must be known when they are back.
    """
    away = select(people.c.id).where(people.c.state == BLOCKED)
    old = delete(screens).where(screens.c.shown_at < older_than, screens.c.person_id.not_in(away))
    return db.execute(old).rowcount
