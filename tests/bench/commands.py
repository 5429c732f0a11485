"""How soon each command of `havn` has answered, started anew on an installation with a filed declaration.

Goal: two seconds for every command but `run` and `demo`. Beside it: what Python itself and one import of aiogram take.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot import buttons
from bot.arrivals import Arrival, Tapped
from bot.clock import SystemClock
from bot.harbour import Harbour
from bot.installation import opened as installation
from bot.turn import Turns
from flows import reader
from storage import cases
from tests.bench.alerts import confirming
from tests.bench.scene import Figure, in_talk
from tests.bot_api.process import PROJECT, command_of

ROUNDS = 3
Environ = dict[str, str]
Taken = tuple[float, float]
"""Seconds on the clock, and seconds that a processor was busy with it."""
PASSPHRASE = "en passfrase for målingene"


def run() -> list[Figure]:
    """Each command three times, in turns; the median of each, and the slowest of them by name."""
    with tempfile.TemporaryDirectory(prefix="havn-bench-") as folder:
        environ = _clean_environment() | {"HAVN_DATA": str(Path(folder) / "data"), "HAVN_PASSPHRASE": PASSPHRASE}
        key = Path(folder) / "kari.key"
        _done([*command_of(), "keys", "new", "--name", "Kari", "--out", str(key)], environ)
        reference = _filed(environ)
        found: dict[str, list[Taken]] = {}
        for number in range(ROUNDS):
            for arguments, more in _calls(reference, key, Path(folder), number).items():
                seconds = _done([*command_of(), *arguments], environ | more)
                found.setdefault(" ".join(word for word in arguments[:2] if word.isalpha()), []).append(seconds)
        for name, code in (("aiogram", "import aiogram"), ("python", "pass")):
            found[f"-c {name}"] = [_done([sys.executable, "-c", code], environ)]
    taken = {name: sorted(each)[len(each) // 2] for name, each in found.items()}
    ours = sorted(((*each, name) for name, each in taken.items() if not name.startswith("-c")), reverse=True)
    every = ", ".join(f"{name} {seconds:.2f} ({busy:.2f})" for seconds, busy, name in ours)
    return [
        ("slowest command of havn, s", ours[0][0], f"in brackets busy: {every}"),
        (
            "half of the commands answer within, s",
            statistics.median(seconds for seconds, _, _ in ours),
            f"{len(ours)} commands",
        ),
        (
            "peer: python -c 'import aiogram', s",
            taken["-c aiogram"][0],
            "what a command that imports it would begin with",
        ),
        ("floor: python -c pass, s", taken["-c python"][0], "the interpreter alone"),
    ]


def _calls(reference: str, key: Path, folder: Path, number: int) -> dict[Sequence[str], Environ]:
    """The commands, each with what it needs besides the environment of all."""
    backup = str(folder / f"backup-{number}")
    return {
        ("invite", "staff", "--name", f"Prøve {number}"): {},
        ("keys", "new", "--name", f"Prøve {number}", "--out", str(folder / f"prove-{number}.key")): {},
        ("cases",): {},
        ("open", reference, "--key", str(key)): {},
        ("check",): {},
        ("flows",): {},
        ("roster",): {},
        ("audit", "verify"): {},
        ("backup", backup): {},
        ("restore", backup): {"HAVN_DATA": str(folder / f"restored-{number}")},
        ("keyring", "show"): {},
        ("doctor",): {},
    }


def _filed(environ: Environ) -> str:
    """One declaration, filed as a young person does it; its reference."""
    session, given = confirming()
    with installation(environ, serving=True) as havn:
        flow = reader.packaged()["declaration"]
        in_talk(havn, flow, 1, session=session)
        turns = Turns(
            havn.store, Harbour(havn.keyring, havn.municipality, {"declaration": flow}), SystemClock(), _nothing
        )
        arrival = Arrival(1, 1, "nb", Tapped(buttons.read(buttons.talk(given)), 1))

        def work(db: Connection) -> str:
            turns.work(db, arrival, datetime.now(UTC))
            return cases.listing(db)[0].reference

        return havn.store.run(work)


def _nothing() -> None:
    """Nobody sends."""


def _clean_environment() -> Environ:
    return {name: value for name, value in os.environ.items() if not name.startswith("HAVN_")}


def _done(command: Sequence[str], environ: Environ) -> Taken:
    """What a command takes. RuntimeError when it fails (1 is an answer: a check that found something)."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    taken, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 1:
        raise RuntimeError(f"{' '.join(command[-4:])}: {done.stderr.strip()[-300:]}")
    return taken, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
