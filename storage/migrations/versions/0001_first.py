"""The first tables.

Revises nothing; the revision is frozen, so it names its types itself and imports nothing of ours.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite counts rows by itself only in a column declared INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "flow_versions",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_flow_versions")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_jobs_kind_key")),
    )
    op.create_index(op.f("ix_jobs_due"), "jobs", ["due"], unique=False)
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("telegram", sa.LargeBinary(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("face", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("invited_by", ID, nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("telegram", name=op.f("uq_people_telegram")),
    )
    op.create_index(op.f("ix_people_role_unit"), "people", ["role", "unit"], unique=False)
    op.create_table(
        "readers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readers")),
    )
    op.create_table(
        "statistics",
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("cell", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", "what", "cell", name=op.f("pk_statistics")),
    )
    op.create_table(
        "updates",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates")),
    )
    op.create_index(op.f("ix_updates_seen_at"), "updates", ["seen_at"], unique=False)
    op.create_table(
        "cases",
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("talk", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_cases_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cases_person_id")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_person_id_talk"), "cases", ["person_id", "talk"], unique=False)
    op.create_index(op.f("ix_cases_unit_state"), "cases", ["unit", "state"], unique=False)
    op.create_table(
        "duty",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_duty_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_duty")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("invited_by", ID, nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("redeemed_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["people.id"], name=op.f("fk_invitations_invited_by")),
        sa.ForeignKeyConstraint(["redeemed_by"], ["people.id"], name=op.f("fk_invitations_redeemed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code", name=op.f("uq_invitations_code")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_aside_priority_id"), "outbox", ["aside", "priority", "id"], unique=False)
    op.create_index(op.f("ix_outbox_person_id_priority_id"), "outbox", ["person_id", "priority", "id"], unique=False)
    op.create_table(
        "screens",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_screens_person_id")),
        sa.PrimaryKeyConstraint("person_id", "message_id", name=op.f("pk_screens")),
    )
    op.create_index(op.f("ix_screens_shown_at"), "screens", ["shown_at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id")),
        sa.ForeignKeyConstraint(["version"], ["flow_versions.version"], name=op.f("fk_sessions_version")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("acknowledged_by", ID, nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_by", ID, nullable=True),
        sa.Column("passed_to", ID, nullable=True),
        sa.Column("contact_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["people.id"], name=op.f("fk_alerts_acknowledged_by")),
        sa.ForeignKeyConstraint(["passed_by"], ["people.id"], name=op.f("fk_alerts_passed_by")),
        sa.ForeignKeyConstraint(["passed_to"], ["people.id"], name=op.f("fk_alerts_passed_to")),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name=op.f("fk_alerts_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_next_action_at"), "alerts", ["next_action_at"], unique=False)
    op.create_index(op.f("ix_alerts_reference"), "alerts", ["reference"], unique=False)
    op.create_index(
        "uq_alerts_live",
        "alerts",
        ["reference"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "case_parts",
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("held", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(content IS NULL) <> (held IS NULL)", name=op.f("ck_case_parts_sealed_or_held")),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name=op.f("fk_case_parts_reference")),
        sa.PrimaryKeyConstraint("reference", "part", name=op.f("pk_case_parts")),
    )
    op.create_table(
        "checks",
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage", sa.SmallInteger(), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name=op.f("fk_checks_reference")),
        sa.PrimaryKeyConstraint("reference", "name", name=op.f("pk_checks")),
    )
    op.create_index(op.f("ix_checks_look_at"), "checks", ["look_at"], unique=False)
    op.create_table(
        "words",
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("meaning", sa.String(length=16), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_words_person_id")),
        sa.ForeignKeyConstraint(["reference"], ["cases.reference"], name=op.f("fk_words_reference")),
        sa.PrimaryKeyConstraint("reference", "meaning", name=op.f("pk_words")),
    )
    op.create_index(op.f("ix_words_person_id_word"), "words", ["person_id", "word"], unique=False)
    op.create_table(
        "case_keys",
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("reader_id", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_case_keys_reader_id")),
        sa.ForeignKeyConstraint(
            ["reference", "part"], ["case_parts.reference", "case_parts.part"], name=op.f("fk_case_keys_reference_part")
        ),
        sa.PrimaryKeyConstraint("reference", "part", "reader_id", name=op.f("pk_case_keys")),
    )
    op.create_table(
        "pages",
        sa.Column("id", ID, nullable=False),
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("paged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warning", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_pages_alert_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pages_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
    )
    op.create_index(op.f("ix_pages_alert_id_person_id"), "pages", ["alert_id", "person_id"], unique=False)
