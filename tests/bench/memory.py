"""What 100,000 open sessions cost in memory: rows, not objects, so next to nothing. Beside it, sessions kept in memory.

Each figure is the resident memory of a process of its own that has answered 3,000 taps. Goal: at most 150 MB above the
same program with few sessions.
"""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import tracemalloc
from functools import partial
from pathlib import Path

import transitions
from aiogram import Bot
from sqlalchemy import Connection, insert

from bot.clock import SystemClock
from bot.harbour import Harbour
from bot.installation import Installation
from bot.installation import opened as installation
from bot.telegram.feed import Feed
from bot.telegram.handlers import dispatcher
from bot.turn import Turns
from flows import reader
from flows.inputs import Back
from flows.session import Session, freeze
from storage import flow_versions, people, sessions, tables
from storage.sealed_json import seal_json
from tests.bench.engine import walk
from tests.bench.scene import NOW, Figure, peer, resident, tap

FEW, MANY = 300, 100_000
TAPS = 3_000
DIALOGS = 2_000
MODELS = 300
BATCH = 5_000
MEGABYTE = 1_000_000


def run() -> list[Figure]:
    """Measure each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="havn-bench-") as folder:
        few, many = (
            _measured("ours", str(_filled(Path(folder) / str(count), count)), str(count)) for count in (FEW, MANY)
        )
    found: list[Figure] = [
        ("memory above idle, 100,000 open sessions, MB", (many - few) / MEGABYTE, f"idle {few / MEGABYTE:.0f} MB"),
        ("bytes a session above idle", (many - few) / (MANY - FEW), "sealed rows on disk, and SQLite's bounded cache"),
        ("peer: transitions, add_model, bytes a session", _models(), "the same flow's states; its usual way"),
    ]
    if peer("taps_dialog", "aiogram_dialog") is not None:
        each = (_measured("dialog", str(FEW + DIALOGS)) - _measured("dialog", str(FEW))) / DIALOGS
        beside = f"in memory, two screens, one answer; {each * MANY / MEGABYTE:,.0f} MB for 100,000"
        found.append(("peer: aiogram-dialog, bytes a session", each, beside))
    return found


def _measured(*arguments: str) -> float:
    command = [sys.executable, "-m", "tests.bench.memory", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return float(json.loads(done.stdout))


def _filled(folder: Path, count: int) -> Path:
    """An installation with so many people in the middle of a talk, written in a few transactions."""
    with installation({"HAVN_DATA": str(folder)}, serving=True) as havn:
        flow = reader.packaged()["declaration"]
        halfway = _halfway()
        havn.store.run(lambda db: flow_versions.pin(db, flow, NOW))
        for first in range(1, count + 1, BATCH):
            ids = range(first, min(first + BATCH, count + 1))
            havn.store.run(partial(_fill, havn=havn, halfway=halfway, ids=ids))
    return folder


def _halfway() -> Session:
    taken = walk(reader.packaged()["declaration"])
    return taken[len(taken) // 2][0]


def _fill(db: Connection, havn: Installation, halfway: Session, ids: range) -> None:
    frozen = freeze(halfway)
    known, drafts = [], []
    for person in ids:
        index = people._index(havn.keyring, person)
        private = people._private(havn.keyring, index, person, "nb")
        draft = seal_json(havn.keyring, frozen, sessions.bound(person))
        who = {"id": person, "role": people.YOUTH, "unit": "", "telegram": index, "private": private, "met_at": NOW}
        known.append(who | {"state": people.ACTIVE, "face": people.OPEN, "turn": 1})
        kept = {"person_id": person, "version": halfway.version, "turn": halfway.turn, "draft": draft}
        drafts.append(kept | {"expires_at": NOW + sessions.LIFE})
    db.execute(insert(tables.people), known)
    db.execute(insert(tables.sessions), drafts)


async def _ours(folder: str, count: int) -> float:
    """The memory of the program after people here and there have gone one step back."""
    bot, chance = Bot("1:not-used"), random.Random(1)
    given = Back(_halfway().turn)
    with installation({"HAVN_DATA": folder}, serving=True) as havn:
        harbour = Harbour(havn.keyring, havn.municipality, reader.packaged())
        feed = Feed(bot, dispatcher(Turns(havn.store, harbour, SystemClock(), lambda: None)))
        for number in range(TAPS):
            await feed.take(tap(number + 1, chance.randrange(count) + 1, f"b:{given.turn}"))
        used = resident()
    await bot.session.close()
    return used


async def _dialog(count: int) -> float:
    module = peer("taps_dialog", "aiogram_dialog")
    if module is None:
        return 0.0
    dialogs = module.Dialogs()
    await dialogs.begin(count)
    for chat in range(1, count + 1):
        await dialogs.take(dialogs.tap(chat))
    dialogs.telegram.keyboards.clear()
    return resident()


def _models() -> float:
    flow = reader.packaged()["declaration"]
    steps = list(flow.steps)
    machine = transitions.Machine(model=None, states=steps, initial=steps[0])
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept: list[_Model] = []
    for _ in range(MODELS):
        model = _Model()
        machine.add_model(model)
        kept.append(model)
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return used / len(kept)


class _Model:
    """An object that has a state, as the library's documentation shows it."""


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    print(json.dumps(asyncio.run(_ours(rest[0], int(rest[1])) if kind == "ours" else _dialog(int(rest[0])))))
