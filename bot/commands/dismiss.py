"""`havn dismiss`: somebody no longer works here, or lost the phone. What they had goes to the next in line."""

from __future__ import annotations

import argparse
from datetime import datetime

from sqlalchemy import Connection

from bot.chat import Chat
from bot.cli import Stop
from bot.clock import SystemClock
from bot.harbour import Harbour, procedures_of
from bot.installation import opened
from bot.office import departing
from bot.paging import Paging
from flows import alert as alert_life
from flows import case as case_life
from storage import alerts, audit, cases, people, readers, roster


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("name", metavar="NAME", help="the name of the invitation and of the key")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """Take away role, duty, cases and meetings, empty the chat, and seal nothing more to the key.

    What was sealed to the key stays readable with it.
    """
    now = SystemClock().now()
    with opened() as havn:
        harbour = Harbour(havn.keyring, havn.municipality, {}, procedures_of(havn.municipality))
        persons, keys, left = havn.store.run(lambda db: _dismiss(db, harbour, given.name, now))
    if not persons and not keys:
        raise Stop(f"There is nobody called {given.name}. havn roster and havn keys list tell who there is.")
    for reference in left:
        print(f"{reference} has nobody left, and no coordinator to take it over. Invite one: havn invite coordinator")
    print(f"{given.name}: {persons} accounts are strangers now, {keys} keys are retired.")


def _dismiss(db: Connection, harbour: Harbour, name: str, now: datetime) -> tuple[int, int, list[str]]:
    left: list[str] = []
    persons = [number for number, known in people.names(db).items() if known == name]
    for number in persons:
        roster.go_off(db, number)
        _hand_over(db, harbour, number, now)
        _swept(db, harbour, number, now)
        left += departing.from_everything(db, harbour, number, now)
        people.become(db, number, people.YOUTH, "", "", None)
    keys = [one.id for one in readers.registered(db) if one.name == name and one.retired_at is None]
    for key in keys:
        readers.retire(db, key, now)
    if persons or keys:
        audit.write(db, harbour.keyring, audit.CLI, "dismissed", None, now)
    return len(persons), len(keys), left


def _swept(db: Connection, harbour: Harbour, person: int, now: datetime) -> None:
    """Whoever has the phone now finds nothing on it."""
    known = people.by_id(db, harbour.keyring, person)
    if known is not None:
        Chat(db, harbour.keyring, known, now).hide(harbour.municipality.face.spoken(known.language).line)


def _hand_over(db: Connection, harbour: Harbour, person: int, now: datetime) -> None:
    """Every case of this person is passed on, and must be acknowledged by somebody else."""
    for alert in alerts.open_in(db, None):
        if alert.acknowledged_by != person:
            continue
        after, effects = alert_life.pass_on(alert, harbour.municipality.ladders, now, person)
        cases.save_life(db, case_life.pass_on(cases.life(db, alert.reference), person), now)
        alerts.save(db, after)
        audit.write(db, harbour.keyring, audit.CLI, "case.passed", alert.reference, now)
        Paging(db, harbour, now).carry_out(after, effects)
