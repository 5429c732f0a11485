"""`havn cases`: reference, level, state and age. Never content."""

from __future__ import annotations

import argparse

from bot.clock import SystemClock
from bot.duty_screens import age
from bot.i18n import voice
from bot.installation import opened
from storage import cases


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("--all", action="store_true", help="the closed ones too")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """Print a line a case, the most urgent first."""
    now = SystemClock().now()
    with opened() as havn:
        found = havn.store.read(lambda db: cases.listing(db, include_closed=given.all))
    for case in found:
        old = age(now - case.created_at, voice("nb"))
        print(f"{case.reference:<10} {case.level.key:<8} {case.state:<14} {old}")
    if not found:
        print("No open cases." if not given.all else "No cases.")
