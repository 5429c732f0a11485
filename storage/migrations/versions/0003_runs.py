"""Procedures under way: runs, what is said, decided and filed in them, and what each chat shows."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
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

revision = "0003"
down_revision = "0002"

# A revision is frozen: it names its types itself. SQLite counts rows by itself only in a column declared INTEGER.
ID = BigInteger().with_variant(Integer(), "sqlite")
AT = DateTime(timezone=True)

# In the order in which they can be dropped.
FILED = ("views", "run_minutes_keys", "run_minutes", "blocked", "run_invitations", "run_consents", "run_shares")
TABLES = (*FILED, "run_information", "run_measures", "run_log", "run_marks", "run_members", "runs")
AGENCIES = ("people", "invitations")


def upgrade() -> None:
    for table in AGENCIES:
        op.add_column(table, Column("agency", String(32)))
    _runs()
    _steps()
    _measures()
    _information()
    _consents()
    _invitations()
    _minutes()
    _views()


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
    for table in AGENCIES:
        op.drop_column(table, "agency")


def _runs() -> None:
    """Runs and who takes part in them."""
    op.create_table(
        "runs",
        Column("reference", String(32), primary_key=True),
        Column("procedure", String(64), nullable=False),
        Column("version", String(64), ForeignKey("flow_versions.version"), nullable=False),
        Column("unit", String(64), nullable=False),
        Column("level", SmallInteger, nullable=False),
        Column("case_reference", String(16), ForeignKey("cases.reference"), index=True),
        Column("called_by", ID, ForeignKey("people.id"), nullable=False),
        Column("chair", ID, ForeignKey("people.id"), nullable=False),
        Column("secretary", ID, ForeignKey("people.id")),
        Column("started_at", AT, nullable=False),
        Column("changed_at", AT, nullable=False),
        Column("meeting_at", AT),
        Column("state", String(16), nullable=False),
        Column("paused_until", AT),
        Column("closed_at", AT),
        Column("stop", String(64), nullable=False),
        Column("result", String(64), nullable=False),
    )
    op.create_index("ix_runs_unit_state", "runs", ["unit", "state"])
    op.create_index("ix_runs_called_by_procedure_started_at", "runs", ["called_by", "procedure", "started_at"])
    op.create_table(
        "run_members",
        Column("reference", String(32), ForeignKey("runs.reference"), primary_key=True),
        Column("person_id", ID, ForeignKey("people.id"), primary_key=True, autoincrement=False, index=True),
        Column("place", SmallInteger, nullable=False),
        Column("role", String(64), nullable=False),
        Column("joined_at", AT, nullable=False),
        Column("basis", String(64), nullable=False),
        Column("anonymous", Boolean, nullable=False),
        Column("left_at", AT),
    )


def _steps() -> None:
    """What is ticked, and what happened."""
    op.create_table(
        "run_marks",
        Column("reference", String(32), ForeignKey("runs.reference"), primary_key=True),
        Column("task", String(64), primary_key=True),
        Column("role", String(64), primary_key=True),
        Column("person_id", ID, ForeignKey("people.id"), nullable=False),
        Column("at", AT, nullable=False),
        Column("choice", String(64), nullable=False),
    )
    op.create_table(
        "run_log",
        Column("id", ID, primary_key=True),
        Column("reference", String(32), ForeignKey("runs.reference"), nullable=False, index=True),
        Column("at", AT, nullable=False),
        Column("action", String(64), nullable=False),
        Column("person_id", ID, ForeignKey("people.id")),
        Column("task", String(64), nullable=False),
        Column("words", LargeBinary),
        sqlite_autoincrement=True,
    )


def _measures() -> None:
    """What was decided."""
    op.create_table(
        "run_measures",
        Column("reference", String(32), ForeignKey("runs.reference"), primary_key=True),
        Column("number", SmallInteger, primary_key=True, autoincrement=False),
        Column("kind", String(64), nullable=False),
        Column("responsible", ID, ForeignKey("people.id"), nullable=False),
        Column("due_at", AT, nullable=False),
        Column("decided_at", AT, nullable=False),
        Column("decided_by", ID, ForeignKey("people.id"), nullable=False),
        Column("state", String(16), nullable=False),
        Column("settled_at", AT),
        Column("settled_by", ID, ForeignKey("people.id")),
        Column("disagreed", Boolean, nullable=False),
        Column("urgent", Boolean, nullable=False),
        Column("words", LargeBinary),
    )
    op.create_index("ix_run_measures_responsible_state", "run_measures", ["responsible", "state"])


def _information() -> None:
    """What was told, and to whom it was passed."""
    op.create_table(
        "run_information",
        Column("reference", String(32), ForeignKey("runs.reference"), primary_key=True),
        Column("number", SmallInteger, primary_key=True, autoincrement=False),
        Column("author_id", ID, ForeignKey("people.id"), nullable=False),
        Column("track", String(16), nullable=False),
        Column("at", AT, nullable=False),
        Column("words", LargeBinary),
    )
    op.create_table(
        "run_shares",
        Column("id", ID, primary_key=True),
        Column("reference", String(32), nullable=False),
        Column("number", SmallInteger, nullable=False),
        Column("to_track", String(16), nullable=False),
        Column("basis", String(64), nullable=False),
        Column("shared_by", ID, ForeignKey("people.id"), nullable=False),
        Column("shared_at", AT, nullable=False),
        Column("taken_back_by", ID, ForeignKey("people.id")),
        Column("taken_back_at", AT),
        ForeignKeyConstraint(["reference", "number"], ["run_information.reference", "run_information.number"]),
    )
    op.create_index(
        "uq_run_shares_live",
        "run_shares",
        ["reference", "number", "to_track", "basis"],
        unique=True,
        sqlite_where=text("taken_back_at IS NULL"),
        postgresql_where=text("taken_back_at IS NULL"),
    )


def _consents() -> None:
    """Who agreed that somebody may be told, and who must not come near."""
    op.create_table(
        "run_consents",
        Column("reference", String(32), ForeignKey("runs.reference"), primary_key=True),
        Column("number", SmallInteger, primary_key=True, autoincrement=False),
        Column("recipient", String(64), nullable=False),
        Column("how", String(32), nullable=False),
        Column("given_at", AT, nullable=False),
        Column("noted_by", ID, ForeignKey("people.id"), nullable=False),
        Column("revoked_at", AT),
        Column("revoked_by", ID, ForeignKey("people.id")),
    )
    op.create_table(
        "blocked",
        Column("reference", String(32), primary_key=True),
        Column("word", LargeBinary, primary_key=True),
        Column("blocked_at", AT, nullable=False),
    )


def _invitations() -> None:
    """Who was asked to come."""
    op.create_table(
        "run_invitations",
        Column("id", ID, primary_key=True),
        Column("code", LargeBinary, nullable=False, unique=True),
        Column("reference", String(32), ForeignKey("runs.reference"), nullable=False, index=True),
        Column("role", String(64), nullable=False),
        Column("name", LargeBinary),
        Column("invited_by", ID, ForeignKey("people.id"), nullable=False),
        Column("invited_at", AT, nullable=False),
        Column("expires_at", AT, nullable=False),
        Column("redeemed_by", ID, ForeignKey("people.id")),
        Column("redeemed_at", AT),
        Column("admitted_at", AT),
        Column("refused_at", AT),
        Column("withdrawn_at", AT),
    )


def _minutes() -> None:
    """Minutes, sealed."""
    op.create_table(
        "run_minutes",
        Column("reference", String(32), ForeignKey("runs.reference"), primary_key=True),
        Column("number", SmallInteger, primary_key=True, autoincrement=False),
        Column("filed_at", AT, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )
    op.create_table(
        "run_minutes_keys",
        Column("reference", String(32), primary_key=True),
        Column("number", SmallInteger, primary_key=True, autoincrement=False),
        Column("reader_id", String(64), ForeignKey("readers.id"), primary_key=True),
        Column("wrapped", LargeBinary, nullable=False),
        ForeignKeyConstraint(["reference", "number"], ["run_minutes.reference", "run_minutes.number"]),
    )


def _views() -> None:
    """What each chat shows."""
    op.create_table(
        "views",
        Column("person_id", ID, ForeignKey("people.id"), primary_key=True, autoincrement=False),
        Column("reference", String(32), nullable=False, index=True),
        Column("showing", String(64), nullable=False),
        Column("expects", String(64), nullable=False),
        Column("stale", Boolean, nullable=False),
    )
    op.create_index(
        "ix_views_stale",
        "views",
        ["person_id"],
        sqlite_where=text("stale IS 1"),
        postgresql_where=text("stale IS true"),
    )
