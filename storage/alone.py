"""Whether anybody else works on the database: what must not happen beside a running service asks first."""

from sqlalchemy import Connection, text

from storage.errors import StoreBusy

# A SQLite file has a lock for this (storage.file_lock). Servers of PostgreSQL may be many, and keep their connections.
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND application_name = current_setting('application_name')"
)


def require_alone(db: Connection) -> None:
    """Raise StoreBusy while another process of ours is connected to this PostgreSQL database."""
    if db.dialect.name == "postgresql" and db.execute(_OTHERS).scalar_one():
        raise StoreBusy(where=db.engine.url.database)
