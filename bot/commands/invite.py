"""`havn invite`: a single-use code for somebody who is to be more than a young person."""

from __future__ import annotations

import argparse

from sqlalchemy import Connection

from bot.cli import Stop
from bot.clock import SystemClock
from bot.installation import opened
from flows.procedures.model import CHAIR, EVERYONE, SECRETARY
from flows.procedures.model import ROLES as ROLES_IN_MEETINGS
from storage import audit, invitations, meta

ROLES = ("coordinator", "staff", "admin")
AGENCIES = frozenset(ROLES_IN_MEETINGS) - {EVERYONE, CHAIR, SECRETARY, "coordinator"}


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("role", choices=ROLES, metavar="ROLE", help="coordinator, staff or admin")
    command.add_argument("--name", required=True, help="who it is for; the same name ties a key to the person")
    command.add_argument("--unit", help="the unit of the municipality; by default its first")
    command.add_argument("--agency", choices=sorted(AGENCIES), help="the service that they speak for in meetings")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """Print the code, and the link that carries it when the bot's name is known."""
    now = SystemClock().now()
    if not given.name.strip():
        raise Stop("An invitation needs a name: havn invite coordinator --name NAME")
    with opened() as havn:
        unit = havn.municipality.unit(given.unit)

        def invite(db: Connection) -> str:
            made = invitations.invite(db, given.role, given.name.strip(), unit, now, agency=given.agency or "")
            audit.write(db, havn.keyring, audit.CLI, f"invite.{given.role}", None, now)
            return made

        code = havn.store.run(invite)
        bot = havn.store.read(lambda db: meta.read(db, meta.BOT_NAME))
    print(code if bot is None else f"{code}  https://t.me/{bot}?start={code}")
