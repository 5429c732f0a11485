"""`havn dismiss`: somebody no longer works here, or lost the phone. What they had goes to the next in line."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.chat import Chat
from bot.cli import Stop
from bot.clock import SystemClock
from bot.duty_screens import plain
from bot.harbour import Harbour, procedures_of
from bot.installation import opened
from bot.office import departing
from bot.paging import Paging
from bot.post import Post
from storage import audit, pages, people, readers, roster, sessions
from storage.people import Person


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
    accounts = [number for number, known in people.names(db).items() if known == name]
    persons = roster.opened(db, harbour.keyring, accounts)
    for number in accounts:
        roster.go_off(db, number)
        left += departing.from_everything(db, harbour, number, now)
        people.become(db, number, people.YOUTH, "", "", None)
    for number in accounts:  # when none of these can be woken any more, in place of another of them either
        Paging(db, harbour, now).hand_over(number, audit.CLI)
        if number in persons:
            _swept(db, harbour, persons[number], now)
    keys = [one.id for one in readers.registered(db) if one.name == name and one.retired_at is None]
    for key in keys:
        readers.retire(db, key, now)
    if accounts or keys:
        audit.write(db, harbour.keyring, audit.CLI, "dismissed", None, now)
    return len(accounts), len(keys), left


def _swept(db: Connection, harbour: Harbour, person: Person, now: datetime) -> None:
    """Whoever has the phone now finds nothing on it, no page and no draft either, and a page on its way never comes."""
    line = harbour.municipality.face.spoken(person.language).line
    sessions.forget(db, person.id)
    chat = Chat(db, harbour.keyring, replace(person, role=people.YOUTH), now)
    chat.cover()
    chat.hide(line)
    for page in pages.standing(db, person.id):
        Post(db, harbour.keyring, now).withdraw(person, page.id, plain(line))
