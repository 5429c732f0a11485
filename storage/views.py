"""What each chat of staff shows, so that a screen can be drawn anew when somebody else changed what it shows."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.tables import views
from storage.upsert import insert_or_update

_SHOW = insert_or_update(views, ["person_id"], ["reference", "showing", "expects", "stale"])
_OF = select(views.c.showing, views.c.expects).where(views.c.person_id == bindparam("person"))
_LEAVE = delete(views).where(views.c.person_id == bindparam("person"))
# Marked chats too: one that is being drawn just now is marked anew when that is done, since it may have read too early.
_STALE = update(views).where(views.c.reference == bindparam("run"), views.c.person_id != bindparam("but"))
_WAITING = select(views.c.person_id, views.c.showing).where(views.c.stale.is_(True)).order_by(views.c.person_id)


@dataclass(frozen=True, slots=True)
class View:
    """What a chat shows (`showing`, as the button that leads there), and what a text written there answers."""

    showing: str
    expects: str = ""


def show(db: Connection, person_id: int, showing: str, expects: str = "") -> None:
    """Note what the chat shows from now on. A run belongs to it when `showing` begins `verb:REFERENCE`.

    The run must have been loaded with `lock=True` in the same transaction, or the chat have come from `take_stale` in
    it: else a change made at the same moment on another replica is neither on the screen nor marks it.
    """
    row = {"person_id": person_id, "reference": _run_of(showing), "showing": showing, "expects": expects}
    db.execute(_SHOW[db.dialect.name], row | {"stale": False})


def of(db: Connection, person_id: int) -> View | None:
    """What the chat shows, or None when it shows nothing that could change."""
    row = db.execute(_OF, {"person": person_id}).first()
    return None if row is None else View(row.showing, row.expects)


def leave(db: Connection, person_id: int) -> bool:
    """Note that the chat shows nothing of this any more; say whether it did."""
    return db.execute(_LEAVE, {"person": person_id}).rowcount > 0


def stale(db: Connection, reference: str, but: int) -> int:
    """Mark every chat that shows something of the run, except that of the one who changed it; say how many."""
    return db.execute(_STALE, {"run": reference, "but": but, "stale": True}).rowcount


def take_stale(db: Connection, limit: int) -> list[tuple[int, str]]:
    """Up to `limit` chats that must be drawn anew, with what they show; their marks are cleared.

    Draw them in the same transaction: whoever changes a run waits for it, so take few at a time.
    """
    rows = db.execute(_WAITING.limit(limit).with_for_update(skip_locked=True)).all()
    if rows:
        taken = views.c.person_id.in_([row.person_id for row in rows])
        db.execute(update(views).where(taken).values(stale=False))
    return [(row.person_id, row.showing) for row in rows]


def _run_of(showing: str) -> str:
    return showing.split(":", 2)[1] if ":" in showing else ""
