"""What only coordinators may do, as data: their commands, their buttons, and what would have changed."""

import sqlite3
from pathlib import Path

COMMANDS = (
    "/vakt", "/vakt av", "/duty", "/saker", "/cases", "/hjelp", "/help", "/admin", "/invite coordinator", "/open",
    "/keys",
    "/roster", "/backup", "/restore", "/audit", "/settings", "/start admin", "/start coordinator",
    "/start 0000-0000-0000", "AAAA-BBBB-CCCC", "/vakt@proeve_bot", "/saker@proeve_bot",
)  # fmt: skip
OUTCOMES = ("helped", "referred_child_welfare", "referred_police", "travelled_home_safe", "no_contact", "withdrawn",
            "mistaken", "other")  # fmt: skip
CALLBACKS = (
    "home", "on", "off", "cases", "case:{ref}", "take:{ref}", "contact:{ref}", "pass:{ref}", "passto:{ref}:next",
    "passto:{ref}:1", "passto:{ref}:2", "close:{ref}", "level:{ref}", "lower:{ref}:blue", "lower:{ref}:yellow",
    "because:{ref}:blue:safe_now", "because:{ref}:yellow:misunderstood",
    *(f"{verb}:{{ref}}:{outcome}" for verb in ("outcome", "verified") for outcome in OUTCOMES),
)  # fmt: skip
GUARDED = (
    "SELECT person_id, since FROM duty ORDER BY person_id",
    "SELECT reference, unit, level, state, owner_id, outcome, verified FROM cases ORDER BY reference",
    "SELECT reference, level, acknowledged_by, passed_by, passed_to, contacted_at, closed_at FROM alerts ORDER BY id",
    "SELECT id, role, name, unit FROM people WHERE role <> 'youth' ORDER BY id",
    "SELECT id, role, redeemed_by FROM invitations ORDER BY id",
    "SELECT id, name, kind, unit, retired_at FROM readers ORDER BY id",
    "SELECT action, reference FROM audit WHERE action NOT LIKE 'case.filed%' ORDER BY id",
)


def state_of(database: Path) -> list[list[tuple[object, ...]]]:
    """All that a coordinator's rights can change, as it stands in a SQLite file now."""
    reading = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return [reading.execute(query).fetchall() for query in GUARDED]
    finally:
        reading.close()
