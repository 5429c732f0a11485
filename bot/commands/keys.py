"""`havn keys new`: a key pair; the private half goes to a file under a passphrase, the public half is registered."""

from __future__ import annotations

import argparse
from pathlib import Path

from sqlalchemy import Connection

from bot.clock import SystemClock
from bot.installation import opened
from bot.passphrase import new_passphrase
from storage import audit, filing, keyfile, readers


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = command.add_subparsers(metavar="ACTION", required=True)
    new = actions.add_parser("new", help="make a key pair")
    new.add_argument("--name", required=True, help="whose it is, by the name of the invitation")
    new.add_argument("--out", required=True, type=Path, metavar="FILE", help="where the private half goes")
    kinds = new.add_mutually_exclusive_group()
    kinds.add_argument("--recovery", action="store_true", help="the offline recovery key: it opens every unit's cases")
    kinds.add_argument(
        "--participant", action="store_true", help="for somebody who takes part in meetings: it opens minutes, no case"
    )
    new.add_argument("--unit", help="the unit of the municipality; by default its first")
    new.set_defaults(does=run)
    listing = actions.add_parser("list", help="list the registered keys with their fingerprints")
    listing.set_defaults(does=show)


def run(given: argparse.Namespace) -> None:
    """Make the pair, register the public half, and seal to it what has waited for a first reader."""
    now = SystemClock().now()
    kind: keyfile.Kind = "recovery" if given.recovery else "participant" if given.participant else "coordinator"
    with opened() as havn:
        unit = havn.municipality.unit(given.unit)
        secret = new_passphrase()
        new = keyfile.create(given.out, name=given.name, kind=kind, passphrase=secret, now=now)

        def register(db: Connection) -> int:
            readers.register(db, given.name, kind, unit, new, now)
            audit.write(db, havn.keyring, audit.CLI, f"key.{kind}", None, now)
            return filing.seal_held(db, havn.keyring)

        try:
            held = havn.store.run(register)
        except BaseException:
            given.out.unlink(missing_ok=True)  # a private key that nobody seals to would only mislead
            raise
    print(
        f"{given.out}: the private key of {given.name}. Keep it apart from this machine, and the passphrase with you."
    )
    print(f"Fingerprint: {new.fingerprint}")
    if held:
        print(f"{held} declarations had waited for a reader and are sealed now.")


def show(_: argparse.Namespace) -> None:
    """List the public keys that cases and minutes are sealed to."""
    with opened() as havn:
        for one in havn.store.read(readers.registered):
            print(f"{one.fingerprint}  {one.kind:<11}  {one.unit:<12}  {one.name}")
