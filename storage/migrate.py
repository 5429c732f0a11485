"""Which version a database has, and how it gets to this program's."""

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table, text

from storage.errors import StoreNewer, StoreOlder
from storage.migrations import REVISIONS

HEAD = REVISIONS[-1]
_MIGRATION_LOCK = 0x4841564E  # "HAVN": replicas that start together migrate one after another
_VERSION = table("alembic_version", column("version_num"))


def revision(db: Connection) -> str | None:
    """Give the database's revision, or None for one that is empty. Raises StoreNewer for one that we do not know."""
    if not inspect(db).has_table(_VERSION.name):
        return None
    found = db.execute(select(_VERSION.c.version_num)).scalar()
    if found is not None and found not in REVISIONS:
        raise StoreNewer(found=found)
    return found


def require_current(db: Connection) -> None:
    """Raise StoreOlder or StoreNewer unless the database has exactly this version's tables."""
    if revision(db) != HEAD:
        raise StoreOlder


def upgrade(db: Connection, to: str = HEAD) -> bool:
    """Bring the database to a version in the running transaction; say whether anything changed. Raises StoreNewer."""
    if db.dialect.name == "postgresql":
        db.execute(text("SET LOCAL statement_timeout = 0"))
        db.execute(text("SET LOCAL lock_timeout = 0"))
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    if revision(db) == to:
        return False
    from alembic import command  # noqa: PLC0415 - half a second that a command on a current database is spared
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = db
    command.upgrade(config, to)
    return True
