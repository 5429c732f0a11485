"""The rows of a case: its sealed parts, code words, signs of life to expect, and the alert that it raised."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
)

from storage.columns import Id, LevelNumber, UtcDateTime
from storage.schema import metadata

cases = Table(
    "cases",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("unit", String(64), nullable=False),
    Column("level", LevelNumber, nullable=False),
    Column("state", String(16), nullable=False),
    Column("final", Boolean, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("talk", UtcDateTime, nullable=False),
    Column("owner_id", ForeignKey("people.id")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("follow_up_at", UtcDateTime),
    Column("outcome", String(32)),
    Column("verified", Boolean, nullable=False),
    Index(None, "person_id", "talk"),
    Index(None, "unit", "state"),
)

case_parts = Table(
    "case_parts",
    metadata,
    Column("reference", ForeignKey("cases.reference"), primary_key=True),
    Column("part", String(16), primary_key=True),
    Column("content", LargeBinary),
    Column("held", LargeBinary),
    CheckConstraint("(content IS NULL) <> (held IS NULL)", name="sealed_or_held"),
)

case_keys = Table(
    "case_keys",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("part", String(16), primary_key=True),
    Column("reader_id", ForeignKey("readers.id"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    ForeignKeyConstraint(["reference", "part"], ["case_parts.reference", "case_parts.part"]),
)

words = Table(
    "words",
    metadata,
    Column("reference", ForeignKey("cases.reference"), primary_key=True),
    Column("meaning", String(16), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("word", LargeBinary, nullable=False),
    Index(None, "person_id", "word"),
)

checks = Table(
    "checks",
    metadata,
    Column("reference", ForeignKey("cases.reference"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("due", UtcDateTime, nullable=False),
    Column("look_at", UtcDateTime, index=True),
    Column("stage", SmallInteger),
    Column("met_at", UtcDateTime),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reference", ForeignKey("cases.reference"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("level", LevelNumber, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("acted_at", UtcDateTime, nullable=False),
    Column("next_action_at", UtcDateTime, index=True),
    Column("rung", Integer, nullable=False),
    Column("repeats", Integer, nullable=False),
    Column("acknowledged_by", ForeignKey("people.id")),
    Column("acknowledged_at", UtcDateTime),
    Column("passed_by", ForeignKey("people.id")),
    Column("passed_to", ForeignKey("people.id")),
    Column("contact_by", UtcDateTime),
    Column("contacted_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("leased_until", UtcDateTime),
)
# One live alert a case: whatever else happens raises its level.
Index(
    "uq_alerts_live",
    alerts.c.reference,
    unique=True,
    sqlite_where=alerts.c.closed_at.is_(None),
    postgresql_where=alerts.c.closed_at.is_(None),
)

pages = Table(
    "pages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("alert_id", ForeignKey("alerts.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("paged_at", UtcDateTime, nullable=False),
    Column("warning", Boolean, nullable=False),
    Column("message_id", BigInteger),
    Column("sent_at", UtcDateTime),
    Column("gone", Boolean, nullable=False),
    Index(None, "alert_id", "person_id"),
)
