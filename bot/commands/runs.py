"""`havn runs`: the meetings and procedures under way, never what is written in them."""

from __future__ import annotations

import argparse
from datetime import datetime

from sqlalchemy import Connection

from bot import versions
from bot.clock import SystemClock
from bot.harbour import Harbour, procedures_of
from bot.installation import opened
from flows.procedures import checklist
from flows.procedures.run import Run
from storage import people, readers, runs


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments: none."""
    command.set_defaults(does=run)


def run(_: argparse.Namespace) -> None:
    """Print a line for each: name, level, state, how far, what is late, who leads, and whose key is missing."""
    now = SystemClock().now()
    with opened() as havn:
        harbour = Harbour(havn.keyring, havn.municipality, {}, procedures_of(havn.municipality))
        lines = havn.store.read(lambda db: [_line(db, harbour, found, now) for found in runs.in_unit(db)])
    print("\n".join(lines) if lines else "Nothing is under way.")


def _line(db: Connection, harbour: Harbour, found: Run, now: datetime) -> str:
    procedure, here = versions.of_run(db, harbour, found)
    far = checklist.progress(procedure, here, now, harbour.municipality.calendar)
    names = people.names(db)
    present = [names.get(one.person, "") for one in here.present]
    able = {name for name, _ in readers.of_people(db, present)}
    without = [name for name in present if name not in able] if procedure.meeting else []
    said = [
        f"{here.reference:<12} {here.level.key:<7} {here.state.value:<8} {procedure.title}",
        f"{far.done} of {far.total} steps, {far.overdue} overdue",
        f"led by {names.get(here.chair) or 'nobody: invite a coordinator'}",
        *([f"no key: {', '.join(without)}"] if without else []),
    ]
    return ", ".join(said)
