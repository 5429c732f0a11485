"""The rows. In clear stand only levels, units, references, states, times, counters and the names of staff.

Whatever else is about a person is a ciphertext of the keyring (`private`, `draft`, `payload`, `held`, a run's `words`
and `name`), a blind index (`telegram`, `word`) or sealed to readers (`content`, `wrapped`). Code outside this package
reads through queries.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.case_tables import alerts, case_keys, case_parts, cases, checks, pages, words
from storage.columns import Id, UtcDateTime
from storage.run_tables import (
    blocked,
    run_consents,
    run_information,
    run_invitations,
    run_log,
    run_marks,
    run_measures,
    run_members,
    run_minutes,
    run_minutes_keys,
    run_shares,
    runs,
    views,
)
from storage.schema import metadata

__all__ = [
    "alerts",
    "audit",
    "blocked",
    "case_keys",
    "case_parts",
    "cases",
    "checks",
    "duty",
    "flow_versions",
    "invitations",
    "jobs",
    "meta",
    "metadata",
    "outbox",
    "pages",
    "people",
    "readers",
    "run_consents",
    "run_information",
    "run_invitations",
    "run_log",
    "run_marks",
    "run_measures",
    "run_members",
    "run_minutes",
    "run_minutes_keys",
    "run_shares",
    "runs",
    "screens",
    "sessions",
    "statistics",
    "updates",
    "views",
    "words",
]

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("name", String(200)),
    Column("unit", String(64), nullable=False),
    Column("agency", String(32)),
    Column("telegram", LargeBinary, nullable=False, unique=True),
    Column("private", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("face", String(16), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("invited_by", Id),  # a person's id, but no key: whoever invites may have come later
    Column("met_at", UtcDateTime, nullable=False),
    Index(None, "role", "unit"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", LargeBinary, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("agency", String(32)),
    Column("invited_by", ForeignKey("people.id")),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("redeemed_at", UtcDateTime),
    Column("redeemed_by", ForeignKey("people.id")),
)

readers = Table(
    "readers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
)

flow_versions = Table(
    "flow_versions",
    metadata,
    Column("version", String(64), primary_key=True),
    Column("flow", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("pinned_at", UtcDateTime, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("version", ForeignKey("flow_versions.version"), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("draft", LargeBinary, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

duty = Table(
    "duty",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("since", UtcDateTime, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token", String(32), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("replaces", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("aside", Boolean, nullable=False),
    Column("reason", String(64)),
    Index(None, "aside", "priority", "id"),
    Index(None, "person_id", "priority", "id"),
    sqlite_autoincrement=True,  # a number is never used again: whoever still sends the old one must not end the new
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("key", String(128), nullable=False),
    Column("due", UtcDateTime, nullable=False, index=True),
    Column("payload", Text, nullable=False),
    Column("leased_until", UtcDateTime),
    UniqueConstraint("kind", "key"),
)

updates = Table(
    "updates",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
)

screens = Table(
    "screens",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("shown_at", UtcDateTime, nullable=False, index=True),
)

# The time is text, so that the very bytes that the chain covers come back from both engines.
audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("reference", String(64)),
    Column("mac", LargeBinary, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

statistics = Table(
    "statistics",
    metadata,
    Column("period", String(16), primary_key=True),
    Column("what", String(64), primary_key=True),
    Column("cell", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
)
