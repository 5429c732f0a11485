"""Every page sent for an alert, so that all who were woken see who has the case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from storage.tables import alerts, pages

_NEWEST = func.max(pages.c.id)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to a person. `message_id` is Telegram's, None until it is sent; `warning`: told that nobody is on duty."""

    id: int
    reference: str
    person_id: int
    paged_at: datetime
    warning: bool
    message_id: int | None


def open_page(db: Connection, reference: str, person_id: int, now: datetime, *, warning: bool = False) -> int:
    """Note that a person is being paged for the case's live alert; give the page's id. Raises NoResultFound without."""
    alert = db.execute(_live(reference)).scalar_one()
    row = {"alert_id": alert, "person_id": person_id, "paged_at": now, "warning": warning, "gone": False}
    return int(db.execute(insert(pages).values(row).returning(pages.c.id)).scalar_one())


def sent(db: Connection, page_id: int, message_id: int, now: datetime) -> None:
    """Note which message a page became."""
    db.execute(update(pages).where(pages.c.id == page_id).values(message_id=message_id, sent_at=now))


def gone(db: Connection, page_id: int) -> None:
    """The page's message was deleted from the chat; that the person was paged stays."""
    db.execute(update(pages).where(pages.c.id == page_id).values(gone=True))


def by_id(db: Connection, page_id: int) -> Page | None:
    """The page, or None."""
    row = db.execute(_chosen().where(pages.c.id == page_id)).first()
    return None if row is None else _page(row)


def of(db: Connection, reference: str, person_id: int) -> list[Page]:
    """A person's pages for the case's live alert that still stand in their chat, oldest first."""
    standing = pages.c.alert_id.in_(_live(reference)) & (pages.c.person_id == person_id) & ~pages.c.gone
    return [_page(row) for row in db.execute(_chosen().where(standing).order_by(pages.c.id))]


def standing(db: Connection, person_id: int) -> list[Page]:
    """All the pages, of open cases and closed ones, that still stand in a person's chat."""
    return [_page(row) for row in db.execute(_chosen().where(pages.c.person_id == person_id, ~pages.c.gone))]


def latest(db: Connection, reference: str) -> list[Page]:
    """The newest page of each person who was paged for the case's newest alert, live or closed."""
    newest_alert = select(func.max(alerts.c.id)).where(alerts.c.reference == reference).scalar_subquery()
    newest = select(_NEWEST).where(pages.c.alert_id == newest_alert).group_by(pages.c.person_id)
    return [_page(row) for row in db.execute(_chosen().where(pages.c.id.in_(newest)).order_by(pages.c.id))]


def reached(db: Connection, reference: str, since: datetime) -> list[int]:
    """The persons paged for the case's live alert since then, in the order they were first paged."""
    asked = pages.c.alert_id.in_(_live(reference)) & (pages.c.paged_at >= since) & ~pages.c.warning
    first = select(pages.c.person_id).where(asked).group_by(pages.c.person_id).order_by(func.min(pages.c.id))
    return list(db.execute(first).scalars())


def _live(reference: str) -> Select[int]:
    return select(alerts.c.id).where(alerts.c.reference == reference, alerts.c.closed_at.is_(None))


def _chosen() -> Select[Any]:
    return select(pages, alerts.c.reference).join_from(pages, alerts)


def _page(row: Row[Any]) -> Page:
    return Page(row.id, row.reference, row.person_id, row.paged_at, row.warning, row.message_id)
