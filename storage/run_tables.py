"""The rows of a procedure under way: who takes part, what was ticked, and what was said and decided in it.

In clear stand references, names of procedures, units, levels, states, times, roles, coded choices and numbers. Every
`words`, and every `name`, is a ciphertext of the keyring that is NULL once it was forgotten; minutes are sealed.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
)

from storage.columns import Id, LevelNumber, UtcDateTime
from storage.schema import metadata

runs = Table(
    "runs",
    metadata,
    Column("reference", String(32), primary_key=True),
    Column("procedure", String(64), nullable=False),
    Column("version", ForeignKey("flow_versions.version"), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("level", LevelNumber, nullable=False),
    Column("case_reference", ForeignKey("cases.reference"), index=True),
    Column("called_by", ForeignKey("people.id"), nullable=False),
    Column("chair", ForeignKey("people.id"), nullable=False),
    Column("secretary", ForeignKey("people.id")),
    Column("started_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("meeting_at", UtcDateTime),
    Column("state", String(16), nullable=False),
    Column("paused_until", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("stop", String(64), nullable=False),
    Column("result", String(64), nullable=False),
    Index(None, "unit", "state"),
    Index(None, "called_by", "procedure", "started_at"),
)

# `place` is the order in which people joined: several join in the same moment.
run_members = Table(
    "run_members",
    metadata,
    Column("reference", ForeignKey("runs.reference"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False, index=True),
    Column("place", SmallInteger, nullable=False),
    Column("role", String(64), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("basis", String(64), nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("left_at", UtcDateTime),
)

run_marks = Table(
    "run_marks",
    metadata,
    Column("reference", ForeignKey("runs.reference"), primary_key=True),
    Column("task", String(64), primary_key=True),
    Column("role", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("choice", String(64), nullable=False),
)

run_log = Table(
    "run_log",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reference", ForeignKey("runs.reference"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(64), nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("task", String(64), nullable=False),
    Column("words", LargeBinary),
    sqlite_autoincrement=True,  # words are bound to the number: it is never given to another line
)

run_measures = Table(
    "run_measures",
    metadata,
    Column("reference", ForeignKey("runs.reference"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", String(64), nullable=False),
    Column("responsible", ForeignKey("people.id"), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("decided_by", ForeignKey("people.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_by", ForeignKey("people.id")),
    Column("disagreed", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("words", LargeBinary),
    Index(None, "responsible", "state"),
)

run_information = Table(
    "run_information",
    metadata,
    Column("reference", ForeignKey("runs.reference"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("track", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("words", LargeBinary),
)

run_shares = Table(
    "run_shares",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reference", String(32), nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("to_track", String(16), nullable=False),
    Column("basis", String(64), nullable=False),
    Column("shared_by", ForeignKey("people.id"), nullable=False),
    Column("shared_at", UtcDateTime, nullable=False),
    Column("taken_back_by", ForeignKey("people.id")),
    Column("taken_back_at", UtcDateTime),
    ForeignKeyConstraint(["reference", "number"], ["run_information.reference", "run_information.number"]),
)
# The same piece is shared to a track on the same basis once at a time; what was taken back stays as a trace.
Index(
    "uq_run_shares_live",
    run_shares.c.reference,
    run_shares.c.number,
    run_shares.c.to_track,
    run_shares.c.basis,
    unique=True,
    sqlite_where=run_shares.c.taken_back_at.is_(None),
    postgresql_where=run_shares.c.taken_back_at.is_(None),
)

run_consents = Table(
    "run_consents",
    metadata,
    Column("reference", ForeignKey("runs.reference"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("recipient", String(64), nullable=False),
    Column("how", String(32), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("noted_by", ForeignKey("people.id"), nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("revoked_by", ForeignKey("people.id")),
)

run_invitations = Table(
    "run_invitations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", LargeBinary, nullable=False, unique=True),
    Column("reference", ForeignKey("runs.reference"), nullable=False, index=True),
    Column("role", String(64), nullable=False),
    Column("name", LargeBinary),
    Column("invited_by", ForeignKey("people.id"), nullable=False),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("redeemed_by", ForeignKey("people.id")),
    Column("redeemed_at", UtcDateTime),
    Column("admitted_at", UtcDateTime),
    Column("refused_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
)

# `reference` is a case's or a run's.
blocked = Table(
    "blocked",
    metadata,
    Column("reference", String(32), primary_key=True),
    Column("word", LargeBinary, primary_key=True),
    Column("blocked_at", UtcDateTime, nullable=False),
)

run_minutes = Table(
    "run_minutes",
    metadata,
    Column("reference", ForeignKey("runs.reference"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("filed_at", UtcDateTime, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

run_minutes_keys = Table(
    "run_minutes_keys",
    metadata,
    Column("reference", String(32), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("reader_id", ForeignKey("readers.id"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    ForeignKeyConstraint(["reference", "number"], ["run_minutes.reference", "run_minutes.number"]),
)

views = Table(
    "views",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("reference", String(32), nullable=False),
    Column("showing", String(64), nullable=False),
    Column("expects", String(64), nullable=False),
    Column("stale", Boolean, nullable=False),
    Index(None, "reference"),
)
Index(
    "ix_views_stale",
    views.c.person_id,
    sqlite_where=views.c.stale.is_(True),
    postgresql_where=views.c.stale.is_(True),
)
