"""`havn roster`: who is on duty now, and who is next."""

from __future__ import annotations

import argparse

from sqlalchemy import Connection

from bot.installation import opened
from storage import people, roster
from storage.keyring import Keyring


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments: none."""
    command.set_defaults(does=run)


def run(_: argparse.Namespace) -> None:
    """Print a line a unit and person: first in line first, then those who are called when nobody answers."""
    with opened() as havn:
        for unit in havn.municipality.units:
            for line in havn.store.read(lambda db, unit=unit.id: _lines(db, havn.keyring, unit)):  # type: ignore[misc]
                print(f"{unit.id}: {line}")


def _lines(db: Connection, keyring: Keyring, unit: str) -> list[str]:
    on_duty = [one.name for one in roster.on_duty(db, keyring, unit)]
    off = [one.name for one in people.coordinators(db, keyring, unit) if one.name not in on_duty]
    said = [f"{'now ' if place == 0 else 'next'}  {name}" for place, name in enumerate(on_duty)]
    said = said or ["nobody is on duty; an alert goes to everyone at once."]
    return [*said, *(f"off   {name}" for name in off)]
