"""A few lines that the service notes about itself; nothing about a person."""

from sqlalchemy import Connection, select

from storage.tables import meta
from storage.upsert import insert_or_update

BOT_NAME = "bot_name"

_KEEP = insert_or_update(meta, ["key"], ["value"])


def read(db: Connection, key: str) -> str | None:
    """What was noted under this key, or None."""
    value = db.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
    return None if value is None else value.decode()


def keep(db: Connection, key: str, value: str) -> None:
    """Note a value under this key, in place of an older one."""
    db.execute(_KEEP[db.dialect.name], {"key": key, "value": value.encode()})
