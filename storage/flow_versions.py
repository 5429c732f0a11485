"""Every version of a flow or a procedure that somebody may still be in the middle of, by its content hash."""

from datetime import datetime

from sqlalchemy import Connection, select

from flows.model import Flow
from flows.procedures.model import Procedure
from storage.tables import flow_versions
from storage.upsert import insert_or_ignore

_PIN = insert_or_ignore(flow_versions)


def pin(db: Connection, flow: Flow | Procedure, now: datetime) -> None:
    """Keep this version readable for as long as the database lives. Sessions and runs are only saved in pinned ones."""
    pinned = {"version": flow.version, "flow": flow.name, "source": flow.source, "pinned_at": now}
    db.execute(_PIN[db.dialect.name], pinned)


def source(db: Connection, version: str) -> str | None:
    """The TOML source with this content hash, or None."""
    return db.execute(select(flow_versions.c.source).where(flow_versions.c.version == version)).scalar()


def name(db: Connection, version: str) -> str | None:
    """The name of the flow or procedure with this content hash, or None."""
    return db.execute(select(flow_versions.c.flow).where(flow_versions.c.version == version)).scalar()
