"""`havn keyring`: the service's own keys. Rotation adds a key; old ones go when nothing is under them any more."""

from __future__ import annotations

import argparse

from bot.clock import SystemClock
from bot.installation import opened
from storage import audit, reseal
from storage.alone import require_alone


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = command.add_subparsers(metavar="ACTION", required=True)
    actions.add_parser("show", help="the ids of the keys and their ages").set_defaults(does=show)
    actions.add_parser("rotate", help="make a new key and put everything under it").set_defaults(does=rotate)


def show(_: argparse.Namespace) -> None:
    """List the keys, never their content."""
    with opened() as havn:
        for key, created in havn.keyring.created.items():
            active = "active" if key == havn.keyring.active_id else "old"
            print(f"{key}  {active:<6}  {created:%Y-%m-%d}")


def rotate(_: argparse.Namespace) -> None:
    """Make a new key, seal all anew, and remove the old ones. Raises StoreBusy while the service runs."""
    now = SystemClock().now()
    with opened(serving=True) as havn:
        havn.store.read(require_alone)
        renewed = havn.keyring.rotate(now)
        count = havn.store.run(lambda db: reseal.everything(db, renewed))
        havn.store.run(lambda db: audit.write(db, renewed, "cli", "keyring.rotated", None, now))
        for key in [key for key in renewed.created if key != renewed.active_id]:
            renewed = renewed.retire(key)
    print(f"{count} ciphertexts are under the new key {renewed.active_id}; the old keys are destroyed.")
