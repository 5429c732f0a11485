"""`havn restore`: a backup into an empty installation."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bot.passphrase import known_passphrase
from bot.settings import Settings
from storage import backup


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("file", type=Path, metavar="FILE", help="what havn backup wrote")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """Restore database and keyring; refuses to write over either."""
    settings = Settings.read(os.environ)
    secret = known_passphrase(str(given.file))
    report = backup.restore(given.file, settings.database_url, settings.keyring, secret)
    print(f"{report.rows} rows in {report.tables} tables are restored, and the keyring at {settings.keyring}.")
