"""`havn backup`: an encrypted copy of everything, reported good only after it was restored for a test."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.clock import SystemClock
from bot.installation import opened
from bot.passphrase import new_passphrase
from storage import audit, backup


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("file", type=Path, metavar="FILE", help="where the backup goes; it must not exist")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """Write it, restore it into a temporary database, compare, and only then say that it is good."""
    now = SystemClock().now()
    with opened() as havn:
        havn.store.run(lambda db: audit.write(db, havn.keyring, "cli", "backup", None, now))
        report = backup.dump(havn.store, given.file, new_passphrase())
    print(f"{given.file}: {report.rows} rows in {report.tables} tables, restored for a test and whole.")
