"""People, talks, and what is sent and counted."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None

# A revision is frozen: it names its types itself. SQLite counts rows by itself only in a column declared INTEGER.
ID = BigInteger().with_variant(Integer(), "sqlite")
AT = DateTime(timezone=True)


def upgrade() -> None:
    _who()
    _talks()
    _work()
    _records()


def _who() -> None:
    """People, how they were invited, and who reads."""
    op.create_table(
        "people",
        Column("id", ID, primary_key=True),
        Column("role", String(16), nullable=False),
        Column("name", String(200)),
        Column("unit", String(64), nullable=False),
        Column("telegram", LargeBinary, nullable=False, unique=True),
        Column("private", LargeBinary, nullable=False),
        Column("state", String(16), nullable=False),
        Column("face", String(16), nullable=False),
        Column("turn", Integer, nullable=False),
        Column("invited_by", ID),
        Column("met_at", AT, nullable=False),
    )
    op.create_index("ix_people_role_unit", "people", ["role", "unit"])
    op.create_table(
        "invitations",
        Column("id", ID, primary_key=True),
        Column("code", LargeBinary, nullable=False, unique=True),
        Column("role", String(16), nullable=False),
        Column("name", String(200), nullable=False),
        Column("unit", String(64), nullable=False),
        Column("invited_by", ID, ForeignKey("people.id")),
        Column("invited_at", AT, nullable=False),
        Column("expires_at", AT, nullable=False),
        Column("redeemed_at", AT),
        Column("redeemed_by", ID, ForeignKey("people.id")),
    )
    op.create_table(
        "readers",
        Column("id", String(64), primary_key=True),
        Column("name", String(200), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("unit", String(64), nullable=False),
        Column("public_key", LargeBinary, nullable=False),
        Column("fingerprint", String(64), nullable=False),
        Column("registered_at", AT, nullable=False),
        Column("retired_at", AT),
    )


def _talks() -> None:
    """Talks, their flows, and what stands in a chat."""
    op.create_table(
        "flow_versions",
        Column("version", String(64), primary_key=True),
        Column("flow", String(64), nullable=False),
        Column("source", Text, nullable=False),
        Column("pinned_at", AT, nullable=False),
    )
    op.create_table(
        "sessions",
        Column("person_id", ID, ForeignKey("people.id"), primary_key=True, autoincrement=False),
        Column("version", String(64), ForeignKey("flow_versions.version"), nullable=False),
        Column("turn", Integer, nullable=False),
        Column("draft", LargeBinary, nullable=False),
        Column("expires_at", AT, nullable=False, index=True),
    )
    op.create_table(
        "screens",
        Column("person_id", ID, ForeignKey("people.id"), primary_key=True, autoincrement=False),
        Column("message_id", BigInteger, primary_key=True, autoincrement=False),
        Column("kind", String(16), nullable=False),
        Column("shown_at", AT, nullable=False, index=True),
    )
    op.create_table(
        "updates",
        Column("id", ID, primary_key=True, autoincrement=False),
        Column("seen_at", AT, nullable=False, index=True),
    )


def _work() -> None:
    """What is to be sent, what falls due, and who is on duty."""
    op.create_table(
        "duty",
        Column("person_id", ID, ForeignKey("people.id"), primary_key=True, autoincrement=False),
        Column("since", AT, nullable=False),
    )
    op.create_table(
        "outbox",
        Column("id", ID, primary_key=True),
        Column("token", String(32), nullable=False),
        Column("person_id", ID, ForeignKey("people.id"), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("priority", SmallInteger, nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("replaces", String(64)),
        Column("created_at", AT, nullable=False),
        Column("due_at", AT, nullable=False),
        Column("leased_until", AT),
        Column("attempts", Integer, nullable=False),
        Column("aside", Boolean, nullable=False),
        Column("reason", String(64)),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_aside_priority_id", "outbox", ["aside", "priority", "id"])
    op.create_index("ix_outbox_person_id_priority_id", "outbox", ["person_id", "priority", "id"])
    op.create_table(
        "jobs",
        Column("id", ID, primary_key=True),
        Column("kind", String(32), nullable=False),
        Column("key", String(128), nullable=False),
        Column("due", AT, nullable=False, index=True),
        Column("payload", Text, nullable=False),
        Column("leased_until", AT),
        UniqueConstraint("kind", "key"),
    )


def _records() -> None:
    """The audit log, what the service notes about itself, and counts."""
    op.create_table(
        "audit",
        Column("id", ID, primary_key=True, autoincrement=False),
        Column("at", String(32), nullable=False),
        Column("actor", String(64), nullable=False),
        Column("action", String(64), nullable=False),
        Column("reference", String(64)),
        Column("mac", LargeBinary, nullable=False),
    )
    op.create_table(
        "meta",
        Column("key", String(32), primary_key=True),
        Column("value", LargeBinary, nullable=False),
    )
    op.create_table(
        "statistics",
        Column("period", String(16), primary_key=True),
        Column("what", String(64), primary_key=True),
        Column("cell", String(64), primary_key=True),
        Column("count", Integer, nullable=False),
    )
