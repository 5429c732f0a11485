"""`havn audit verify`: is the audit log whole and in order?"""

from __future__ import annotations

import argparse

from bot.installation import opened
from storage import audit


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = command.add_subparsers(metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help="check the hash chain from its first row to its last")
    verify.set_defaults(does=run)


def run(_: argparse.Namespace) -> int:
    """Say whether any row was edited, dropped or moved; 1 when one was."""
    with opened() as havn:
        verdict = havn.store.read(lambda db: audit.verify(db, havn.keyring))
    if verdict.ok:
        print(f"{verdict.rows} rows, the chain is whole. Its head is {verdict.head or 'empty'}.")
        return 0
    print(f"The audit log was altered: the chain breaks at row {verdict.first_bad} of {verdict.rows}.")
    return 1
