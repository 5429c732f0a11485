"""`havn open`: one case, read with a private key; who opened which case is written in the audit log first."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot import opened as opening
from bot.clock import SystemClock
from bot.installation import opened
from bot.passphrase import known_passphrase
from storage import keyfile


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("reference", metavar="REF", help="the case, as the alert names it")
    command.add_argument("--key", required=True, type=Path, metavar="FILE", help="your private key")
    command.add_argument("--json", action="store_true", help="as JSON, for another program")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """Print the declaration."""
    now = SystemClock().now()
    with opened() as havn:
        opening.known(havn, given.reference)
        key = keyfile.unlock(given.key, known_passphrase(str(given.key)))
        case = opening.open_case(havn, given.reference, key, now)
    print(json.dumps(opening.as_json(case), ensure_ascii=False, indent=2) if given.json else opening.as_text(case))
