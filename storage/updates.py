"""Every update that acted, so that one delivered twice acts once."""

from datetime import datetime

from sqlalchemy import Connection, delete

from storage.prepared import Prepared
from storage.tables import updates
from storage.upsert import insert_or_ignore

_SEE = Prepared(insert_or_ignore(updates))


def first_time(db: Connection, update_id: int, now: datetime) -> bool:
    """Note an update in the transaction that it causes; False when it was noted before."""
    return _SEE.change(db, {"id": update_id, "seen_at": now}) > 0


def prune(db: Connection, older_than: datetime) -> int:
    """Forget updates seen before `older_than`; say how many. Telegram keeps an update for 24 hours (Bot API)."""
    return db.execute(delete(updates).where(updates.c.seen_at < older_than)).rowcount
