"""One installation of Havn: its settings, its keys and its database, opened together and closed together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bot import municipality
from bot.clock import SystemClock
from bot.municipality import Municipality
from bot.settings import Settings
from storage import migrate
from storage.engine import Store
from storage.keyring import Keyring
from storage.keyring_file import Keys


@dataclass(frozen=True, slots=True)
class Installation:
    """What every command works on."""

    settings: Settings
    municipality: Municipality
    keyring: Keyring
    store: Store


@contextmanager
def opened(environ: Mapping[str, str] | None = None, *, serving: bool = False) -> Iterator[Installation]:
    """Open the installation that the environment names, its database migrated; close it in the end.

    `serving` keeps a second server out. Raises the named faults of settings, keyring and store, each one line.
    """
    settings = Settings.read(os.environ if environ is None else environ)
    local = municipality.load(settings.config)
    keyring = _keyring(settings)
    with Store.open(settings.database_url, keyring=keyring, exclusive=serving) as store:
        store.migrate()
        yield Installation(settings, local, keyring, store)


def _keyring(settings: Settings) -> Keyring:
    """The keyring; a new one only for a database that holds nothing yet, since it could not read an old one."""
    if settings.keyring.exists() or not _has_content(settings):
        return Keyring.load_or_create(settings.keyring, SystemClock().now())
    return Keyring.load(settings.keyring)


def _has_content(settings: Settings) -> bool:
    file = settings.sqlite_file
    if file is not None and (not file.exists() or file.stat().st_size == 0):
        return False
    nobody = Keyring(settings.keyring, Keys.fresh(SystemClock().now()))  # reads a revision number, opens nothing
    with Store.open(settings.database_url, keyring=nobody, exclusive=False) as store:
        return store.read(migrate.revision) is not None
