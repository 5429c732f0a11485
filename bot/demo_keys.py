"""The keys of the demo: made like any others, registered, and all unlocked, for its people are invented."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.installation import Installation
from bot.simulator.demo import PEOPLE
from storage import filing, keyfile, readers
from storage.keyfile import Kind, NewKey, UnlockedKey
from storage.passphrase import Cost

if TYPE_CHECKING:
    from sqlalchemy import Connection

PASSPHRASE = "a passphrase for the demo alone"  # noqa: S105 - the demo's keys guard invented people
QUICK = Cost(8192, 1, 1)
READERS: dict[str, Kind] = {
    PEOPLE["duty"]: "coordinator",
    PEOPLE["second"]: "coordinator",
    "Reserve": "recovery",
    PEOPLE["welfare"]: "participant",
    PEOPLE["police"]: "participant",
    PEOPLE["staff"]: "participant",
}
"""Who has a key: coordinators for cases and minutes, the safe's recovery key, and those who may come to a meeting."""


def made(havn: Installation, folder: Path, now: datetime) -> dict[str, UnlockedKey]:
    """Every key by its owner's name; those that are not there yet are made in the folder and registered."""
    return {name: _made(havn, folder / f"{name}.key", name, kind, now) for name, kind in READERS.items()}


def _made(havn: Installation, path: Path, name: str, kind: Kind, now: datetime) -> UnlockedKey:
    if not path.exists():
        new = keyfile.create(path, name=name, kind=kind, passphrase=PASSPHRASE, now=now, cost=QUICK)
        havn.store.run(lambda db: _register(db, havn, name, kind, new, now))
    return keyfile.unlock(path, PASSPHRASE)


def _register(db: Connection, havn: Installation, name: str, kind: Kind, new: NewKey, now: datetime) -> None:
    readers.register(db, name, kind, havn.municipality.unit(), new, now)
    filing.seal_held(db, havn.keyring)
