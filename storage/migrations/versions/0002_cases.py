"""Cases, what is sealed in them, and the alerts that they raise."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    text,
)

revision = "0002"
down_revision = "0001"

# A revision is frozen: it names its types itself. SQLite counts rows by itself only in a column declared INTEGER.
ID = BigInteger().with_variant(Integer(), "sqlite")
AT = DateTime(timezone=True)


def upgrade() -> None:
    _cases()
    _watch()
    _alerts()
    _pages()


def _cases() -> None:
    """Cases and what is sealed in them."""
    op.create_table(
        "cases",
        Column("reference", String(16), primary_key=True),
        Column("unit", String(64), nullable=False),
        Column("level", SmallInteger, nullable=False),
        Column("state", String(16), nullable=False),
        Column("final", Boolean, nullable=False),
        Column("person_id", ID, ForeignKey("people.id")),
        Column("talk", AT, nullable=False),
        Column("owner_id", ID, ForeignKey("people.id")),
        Column("created_at", AT, nullable=False),
        Column("changed_at", AT, nullable=False),
        Column("follow_up_at", AT),
        Column("outcome", String(32)),
        Column("verified", Boolean, nullable=False),
    )
    op.create_index("ix_cases_person_id_talk", "cases", ["person_id", "talk"])
    op.create_index("ix_cases_unit_state", "cases", ["unit", "state"])
    op.create_table(
        "case_parts",
        Column("reference", String(16), ForeignKey("cases.reference"), primary_key=True),
        Column("part", String(16), primary_key=True),
        Column("content", LargeBinary),
        Column("held", LargeBinary),
        CheckConstraint("(content IS NULL) <> (held IS NULL)", name="sealed_or_held"),
    )
    op.create_table(
        "case_keys",
        Column("reference", String(16), primary_key=True),
        Column("part", String(16), primary_key=True),
        Column("reader_id", String(64), ForeignKey("readers.id"), primary_key=True),
        Column("wrapped", LargeBinary, nullable=False),
        ForeignKeyConstraint(["reference", "part"], ["case_parts.reference", "case_parts.part"]),
    )


def _watch() -> None:
    """Code words and signs of life."""
    op.create_table(
        "words",
        Column("reference", String(16), ForeignKey("cases.reference"), primary_key=True),
        Column("meaning", String(16), primary_key=True),
        Column("person_id", ID, ForeignKey("people.id"), nullable=False),
        Column("word", LargeBinary, nullable=False),
    )
    op.create_index("ix_words_person_id_word", "words", ["person_id", "word"])
    op.create_table(
        "checks",
        Column("reference", String(16), ForeignKey("cases.reference"), primary_key=True),
        Column("name", String(64), primary_key=True),
        Column("due", AT, nullable=False),
        Column("look_at", AT, index=True),
        Column("stage", SmallInteger),
        Column("met_at", AT),
    )


def _alerts() -> None:
    """Alerts."""
    op.create_table(
        "alerts",
        Column("id", ID, primary_key=True),
        Column("reference", String(16), ForeignKey("cases.reference"), nullable=False, index=True),
        Column("kind", String(16), nullable=False),
        Column("level", SmallInteger, nullable=False),
        Column("raised_at", AT, nullable=False),
        Column("since", AT, nullable=False),
        Column("acted_at", AT, nullable=False),
        Column("next_action_at", AT, index=True),
        Column("rung", Integer, nullable=False),
        Column("repeats", Integer, nullable=False),
        Column("acknowledged_by", ID, ForeignKey("people.id")),
        Column("acknowledged_at", AT),
        Column("passed_by", ID, ForeignKey("people.id")),
        Column("passed_to", ID, ForeignKey("people.id")),
        Column("contact_by", AT),
        Column("contacted_at", AT),
        Column("closed_at", AT),
        Column("leased_until", AT),
    )
    op.create_index(
        "uq_alerts_live",
        "alerts",
        ["reference"],
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    )


def _pages() -> None:
    """Who was woken."""
    op.create_table(
        "pages",
        Column("id", ID, primary_key=True),
        Column("alert_id", ID, ForeignKey("alerts.id"), nullable=False),
        Column("person_id", ID, ForeignKey("people.id"), nullable=False),
        Column("paged_at", AT, nullable=False),
        Column("warning", Boolean, nullable=False),
        Column("message_id", BigInteger),
        Column("sent_at", AT),
        Column("gone", Boolean, nullable=False),
    )
    op.create_index("ix_pages_alert_id_person_id", "pages", ["alert_id", "person_id"])
