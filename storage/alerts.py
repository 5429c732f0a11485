"""Alerts as rows: flows.alert decides, this keeps. A case has one live alert; what else happens raises its level."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from flows.alert import SKEW, Alert, Cause
from storage.tables import alerts, cases

_FIELDS = tuple(field.name for field in fields(Alert))
_COLUMNS = tuple(alerts.c[name] for name in _FIELDS)
_LIVE = alerts.c.closed_at.is_(None)
_CAUSES = frozenset(Cause)


def live(db: Connection, reference: str) -> Alert | None:
    """The alert of this case that is not closed, or None. It is ours to change until the transaction ends."""
    row = db.execute(select(*_COLUMNS).where(alerts.c.reference == reference, _LIVE).with_for_update()).first()
    return None if row is None else _alert(row)


def save(db: Connection, alert: Alert) -> None:
    """Keep the alert as it is now, in place of the case's live one if there is one, and let go of its lease.

    Raises IntegrityError when the case does not exist, or two alerts are raised for it in the same moment.
    """
    row = {name: getattr(alert, name) for name in _FIELDS} | {"leased_until": None}
    kept = update(alerts).where(alerts.c.reference == alert.reference, _LIVE).values(row)
    if not db.execute(kept).rowcount:
        db.execute(insert(alerts).values(row))


def due(db: Connection, now: datetime, limit: int, lease: timedelta) -> list[Alert]:
    """Take the alerts that something must be done about now, the most urgent first; ours until `now + lease`.

    An alert last acted on in the future is due too: the clock was set back, and `flows.alert.escalate` mends it.
    """
    free = or_(alerts.c.leased_until.is_(None), alerts.c.leased_until <= now, alerts.c.leased_until > now + 2 * lease)
    back = alerts.c.acted_at > now + SKEW
    ripe = or_(alerts.c.next_action_at <= now, back & alerts.c.next_action_at.is_not(None))
    chosen = select(alerts.c.id, *_COLUMNS).where(_LIVE, free, ripe)
    chosen = chosen.order_by(alerts.c.level.desc(), alerts.c.next_action_at).limit(limit)
    rows = db.execute(chosen.with_for_update(skip_locked=True)).all()
    if rows:
        taken = update(alerts).where(alerts.c.id.in_([row.id for row in rows]))
        db.execute(taken.values(leased_until=now + lease))
    return [_alert(row) for row in rows]


def open_in(db: Connection, unit: str | None) -> list[Alert]:
    """The live alerts of a unit, the most urgent and oldest first; of all units for None, and for staff of every unit,
    whose own is empty.
    """
    chosen = select(*_COLUMNS).join_from(alerts, cases).where(_LIVE)
    if unit:
        chosen = chosen.where(cases.c.unit == unit)
    return [_alert(row) for row in db.execute(chosen.order_by(alerts.c.level.desc(), alerts.c.raised_at))]


def overdue(db: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many live alerts something should have been done about by now, and since when the first."""
    late = select(func.count(), func.min(alerts.c.next_action_at)).where(_LIVE, alerts.c.next_action_at <= now)
    row = db.execute(late).one()
    return row[0], row[1]


def silent(db: Connection) -> list[str]:
    """The references of live alerts that wait for nothing although nobody was contacted; there must never be one."""
    found = select(alerts.c.reference).where(_LIVE, alerts.c.next_action_at.is_(None), alerts.c.contacted_at.is_(None))
    return list(db.execute(found).scalars())


def ringing_in(db: Connection) -> list[str]:
    """The units that have alerts which ring until somebody acts."""
    rings = _LIVE & alerts.c.next_action_at.is_not(None)
    return list(db.execute(select(cases.c.unit).join_from(alerts, cases).where(rings).distinct()).scalars())


def _alert(row: Row[Any]) -> Alert:
    """A cause that only a newer version knows must ring all the same, and must not keep others from ringing."""
    values = {name: getattr(row, name) for name in _FIELDS}
    return Alert(**(values | {"kind": Cause(row.kind) if row.kind in _CAUSES else Cause.FILED}))
