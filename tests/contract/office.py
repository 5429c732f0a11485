"""The command `havn` as an operator types it: what it prints, what it ends with, and what it costs."""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bot_api.process import PASSPHRASE, PROJECT, command_of
from tests.chaos.warm import Nursery


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended. `cpu` is the seconds of processor time it took, whatever else the machine did."""

    status: int
    out: str
    err: str
    cpu: float


class Office:
    """A folder with one installation; nothing of the tester's own environment named HAVN_ reaches it.

    With a nursery the command is forked from a process that has imported it, which saves most of a second each time.
    """

    def __init__(self, folder: Path, nursery: Nursery | None = None) -> None:
        self.folder, self.data, self._nursery = folder, folder / "data", nursery
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HAVN_")}
        self.environment = {
            **kept,
            "HAVN_DATA": str(self.data),
            "HAVN_PASSPHRASE": PASSPHRASE,
            "PYTHONPATH": str(PROJECT),
        }

    def run(self, *arguments: str, env: Mapping[str, str | None] | None = None, within: float = 30) -> Done:
        """`havn …`; a variable of None is taken away. subprocess.TimeoutExpired after `within` seconds."""
        given = {name: value for name, value in (self.environment | dict(env or {})).items() if value is not None}
        if self._nursery:
            done = self._nursery.call(arguments, given, within)
            return Done(done.returncode, done.stdout, done.stderr, 0)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [*command_of(), *arguments], cwd=self.folder, capture_output=True, text=True, timeout=within, check=False,
            stdin=subprocess.DEVNULL, env=given,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Done(done.returncode, done.stdout, done.stderr, cpu)

    def good(self, *arguments: str, env: Mapping[str, str | None] | None = None) -> str:
        """What a command prints that must end with 0."""
        done = self.run(*arguments, env=env)
        assert done.status == 0, done
        return done.out

    def wrong(self, *arguments: str, env: Mapping[str, str | None] | None = None) -> str:
        """What a command says that must end with 2: one line on standard error, no traceback."""
        done = self.run(*arguments, env=env)
        assert (done.status, done.out) == (2, ""), done
        assert done.err.startswith("havn"), done.err
        assert done.err.count("\n") == 1, done.err
        return done.err


def imported_by(*arguments: str, folder: Path) -> set[str]:
    """The packages that a command imports."""
    office = Office(folder)
    script = "import sys; from bot import cli; sys.exit(cli.main())"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", script, *arguments], cwd=folder, env=office.environment,
        capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
