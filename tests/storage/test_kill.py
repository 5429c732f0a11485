"""kill -9 in the middle of writing: what was confirmed is there, and nothing is half there."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import audit
from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from tests.conversations.stores import migrate
from tests.postgres import PostgresServer

KILLS = 20
PROGRAM = """
import sys
from collections import deque
from pathlib import Path
from storage import audit, outbox, updates
from storage.engine import Store
from storage.keyring import Keyring
from storage.outbox import Message
from tests.storage.scene import NOW, youth

url, ring, first = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
keyring = Keyring.load(ring)
store = Store.open(url, keyring=keyring, exclusive=True)
person = store.run(lambda db: youth(db, keyring)).id

def step(number):
    def work(db):
        updates.first_time(db, number, NOW)
        outbox.put(db, keyring, Message("reply", person, 2, {"n": number}), NOW)
        audit.write(db, keyring, "cli", f"step.{number}", None, NOW)
    return work

under_way = deque()
for number in range(first, first + 100_000):
    under_way.append((number, store.submit(step(number))))
    while len(under_way) > 40:
        done, future = under_way.popleft()
        future.result()
        print(done, flush=True)
"""


def killed(url: str, ring: Path, first: int, after: float) -> set[int]:
    """Let the program write for a while, kill it, and give what it confirmed."""
    command = [sys.executable, "-c", PROGRAM, url, str(ring), str(first)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    ) as running:
        assert running.stdout is not None
        begun = running.stdout.readline()
        time.sleep(after)
        running.send_signal(signal.SIGKILL)
        rest = running.stdout.read()
    whole = (begun + rest).rpartition(b"\n")[0]
    return {int(line) for line in whole.split(b"\n") if line}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_nothing_confirmed_is_lost(engine: str, keyring: Keyring, sqlite_path: Path, postgres: PostgresServer) -> None:
    chance = random.Random(engine)
    with postgres.database(migrate) as other:
        url = sqlite_address(sqlite_path) if engine == "sqlite" else other
        with Store.open(url, keyring=keyring, exclusive=True) as store:
            store.migrate()
        confirmed: set[int] = set()
        for kill in range(KILLS // 2):
            confirmed |= killed(url, keyring.path, kill * 100_000, chance.uniform(0, 0.08))
        with Store.open(url, keyring=keyring, exclusive=True) as store:
            numbers = text("SELECT id FROM updates")
            there = set(store.read(lambda db: db.execute(numbers).scalars().all()))
            waiting = store.read(lambda db: db.execute(text("SELECT count(*) FROM outbox")).scalar_one())
            verdict = store.read(lambda db: audit.verify(db, keyring))
    assert len(confirmed) > 100
    assert confirmed - there == set()
    assert waiting == verdict.rows == len(there)
    assert verdict.ok
