"""A procedure made for practice, and a room full of people who work through it: written as data, known to a model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from sqlalchemy import Connection

from bot.installation import Installation
from flows.model import Level
from flows.procedures import checklist, reader
from flows.procedures.model import Procedure
from storage import people, run_log, runs
from tests.bot_api import User

NAME = "drill"
TIMED = 25
"""Every so many tasks one has a deadline."""
HEAD = """title = "Øvelse"
trigger = "Når mange skal gjøre mye på en gang."
owner = "Kommunen"
checked = 2026-11-22
review_by = 2099-01-01

[phase.before]
title = "Før"

[phase.after]
title = "Etter"

[[result]]
id = "done"
text = "Gjort"

[[result]]
id = "stopped"
text = "Ikke gjort"

[role]
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database holds of a run: (task, role) -> person, and (task, person) for each line of its log."""

    marks: dict[tuple[str, str], int]
    log: list[tuple[str, int | None]]


def tasks(count: int) -> list[str]:
    """The ids of the tasks."""
    return [f"t{number:03}" for number in range(count)]


def role(place: int) -> str:
    """The role of the one who came as this number."""
    return f"service_{place:02}"


def settings(folder: Path, services: int, count: int, *, each: bool) -> Path:
    """The settings of a municipality with the procedure in a folder of its own: each service ticks for itself, or one
    for all.
    """
    packaged = resources.files("bot").joinpath("municipality.toml").read_text(encoding="utf-8")
    path = folder / "municipality.toml"
    path.write_text(f'procedures = "own"\n{packaged}', encoding="utf-8")
    (folder / "own").mkdir()
    named = [f'{role(number)} = "Tjeneste {number}"\n' for number in range(services)]
    steps = [_task(number, identifier, count, each=each) for number, identifier in enumerate(tasks(count))]
    (folder / "own" / f"{NAME}.toml").write_text("".join([HEAD, *named, *steps]), encoding="utf-8")
    return path


def _task(number: int, identifier: str, count: int, *, each: bool) -> str:
    phase = "before" if number < count // 2 else "after"
    lines = [f"\n[task.{identifier}]", f'phase = "{phase}"', f'do = "Gjør steg {number}"', 'who = ["everyone"]']
    lines += ["each = true"] * each + ['due = "3 days"'] * (number % TIMED == 0)
    return "\n".join(lines) + "\n"


def gather(found: Installation, users: Sequence[User], reference: str) -> dict[int, int]:
    """All of them take part, each for a service of their own, and the first one leads; Telegram id -> person."""
    procedure = reader.served(found.municipality.procedures)[NAME]
    return found.store.run(lambda db: _gather(db, found, users, procedure, reference))


def _gather(
    db: Connection, found: Installation, users: Sequence[User], procedure: Procedure, reference: str
) -> dict[int, int]:
    now, unit = datetime.now(UTC), found.municipality.unit()
    ids = [people.meet(db, found.keyring, user.id, "nb", now).id for user in users]
    for place, person in enumerate(ids):
        people.become(db, person, people.STAFF, f"Prøve {place:02}", unit, None)
    run = checklist.begin(procedure, reference, unit=unit, level=Level.YELLOW, by=ids[0], role=role(0), now=now)
    for place, person in enumerate(ids[1:], 1):
        run = checklist.join(run, person, role(place), now)
    runs.start(db, procedure, run)
    return {user.id: person for user, person in zip(users, ids, strict=True)}


def kept(found: Installation, reference: str) -> Kept:
    """What the database holds of a run."""
    run = found.store.read(lambda db: runs.load(db, reference))
    assert run is not None
    marks = {(task, mark.role): mark.by for task, given in run.marks.items() for mark in given.values()}
    lines = found.store.read(lambda db: run_log.read(db, found.keyring, reference))
    return Kept(marks, [(line.task, line.person) for line in lines if line.action == "tick"])
