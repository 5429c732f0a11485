"""`havn doctor`: what is wrong with this installation, a line each, with the mend."""

from __future__ import annotations

import argparse
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot import chores, municipality, proof
from bot.clock import SystemClock
from bot.faults import expected
from bot.harbour import Harbour
from bot.installation import Installation, opened
from bot.settings import Settings
from storage import alerts, audit, people, readers, roster

LEAST_FREE = 500 * 1024 * 1024
"""Bytes that should be free where the database lies."""
OLDEST_KEY_DAYS = 365


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments: none."""
    command.set_defaults(does=run)


def run(_: argparse.Namespace) -> int:
    """Print what is wrong; 0 when nothing is, 1 when something is. A fault that keeps it from looking is told too."""
    now = SystemClock().now()
    found: list[str] = []
    try:
        found += _of_content(now)
        with opened() as havn:
            found += [*_of_settings(havn), *havn.store.read(lambda db: list(_of_database(db, havn, now)))]
    except Exception as trouble:
        line = expected(trouble)
        if line is None:
            raise
        found.append(line)
    for line in found:
        print(f"✗ {line}")
    print("Nothing is wrong." if not found else f"{len(found)} things are wrong.")
    return 1 if found else 0


def _of_content(now: datetime) -> Iterator[str]:
    """The content, the translations and the telephone numbers."""
    local = municipality.load(Settings.read(os.environ).config)
    today = now.astimezone(local.zone).date()
    yield from map(str, proof.everything(local, today).faults)
    for line in local.helplines.to_check(today):
        yield f"The number of {line.name} was checked {line.checked}. Call it, and set its date in HAVN_CONFIG."


def _of_settings(havn: Installation) -> Iterator[str]:
    settings = havn.settings
    if settings.demo:
        yield "HAVN_BOT_TOKEN is empty, so havn run shows the demo. Set it to the token that BotFather gave."
    if settings.config is None:
        yield "HAVN_CONFIG is not set, so this is a made-up municipality. Copy bot/municipality.toml, make it yours."
    if settings.data.exists() and stat.S_IMODE(settings.data.stat().st_mode) & 0o077:
        yield f"Others may look into {settings.data}. Mend it with: chmod 700 {settings.data}"
    free = shutil.disk_usage(settings.data).free if settings.data.exists() else LEAST_FREE
    if free < LEAST_FREE:
        yield f"Only {free // 1024**2} MiB are free where the data lies. Free some space."


def _of_database(db: Connection, havn: Installation, now: datetime) -> Iterator[str]:
    harbour = Harbour(havn.keyring, havn.municipality, {})
    figures = chores.figures(db, harbour, now)
    active = [one for one in readers.registered(db) if one.retired_at is None]
    if not [one for one in active if one.kind == readers.COORDINATOR]:
        yield "No coordinator has a key, so nobody can open a case. Run: havn keys new --name NAME --out FILE"
    if not [one for one in active if one.kind == readers.RECOVERY]:
        yield "There is no recovery key. Make one and lock it away: havn keys new --recovery --name NAME --out FILE"
    if figures.held:
        yield f"{figures.held} units have declarations under the service's own key. Register a coordinator's key."
    for unit in havn.municipality.units:
        yield from _of_unit(db, havn, unit.id, {one.name for one in active})
    if figures.set_aside:
        yield f"{figures.set_aside} messages can never be delivered. The log says why."
    if figures.overdue_seconds > 30:  # noqa: PLR2004 - the same patience as /readyz has
        yield f"Due work is {figures.overdue_seconds:.0f} s late: is havn run running?"
    if alerts.silent(db):
        yield "An alert waits for nothing. It rings again within a minute while havn run runs."
    if roster.unheard(db, havn.keyring):
        yield "An alert reaches nobody in its unit. Telephone a coordinator, or invite one: havn invite coordinator"
    verdict = audit.verify(db, havn.keyring)
    if not verdict.ok:
        yield f"The audit log was altered at row {verdict.first_bad}. Compare it with a backup."
    age = (now - havn.keyring.created[havn.keyring.active_id]).days
    if age > OLDEST_KEY_DAYS:
        yield f"The service's key is {age} days old. Stop the service and run: havn keyring rotate"


def _of_unit(db: Connection, havn: Installation, unit: str, keys: set[str]) -> Iterator[str]:
    coordinators = people.coordinators(db, havn.keyring, unit)
    if not coordinators:
        yield f"Unit {unit} has no coordinator. Run: havn invite coordinator --name NAME --unit {unit}"
    if not people.administrators(db, havn.keyring, unit):
        yield f"Unit {unit} has no administrator to warn. Run: havn invite admin --name NAME --unit {unit}"
    for one in coordinators:
        if one.name not in keys:
            yield f"{one.name} has no key and can open no case. Run: havn keys new --name '{one.name}' --out FILE"
