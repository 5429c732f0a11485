"""Havn started often: a process that has imported the program once forks it each time, which saves seconds a start.

What runs in the fork is `havn run` itself; only the imports were made before. `python -m tests.chaos.warm` is the
process that forks: it reads an order a line (JSON: environment, arguments, log) and answers with the child's number.
"""

import asyncio
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self, cast

from tests.bot_api import BotApi
from tests.bot_api.process import PROJECT, HavnProcess

UNKNOWN = -1  # the status of a process that somebody else reaps
STATUS = "FORKED_STATUS"  # names a file that gets the exit status
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


class Nursery:
    """Starts processes in which the program is imported already: `with Nursery() as nursery: …`."""

    def __enter__(self) -> Self:
        """Imports the program."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HAVN_", "COV_"))}
        self._forker = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.warm"], cwd=PROJECT, env={**kept, "PYTHONPATH": str(PROJECT)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert self._read() == "ready"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Lets the forker end; what it started is ended by those who asked for it."""
        self._forker.communicate(timeout=10)

    def start(
        self, arguments: Sequence[str], environment: Mapping[str, str], out: Path, errors: Path | None = None
    ) -> "Forked":
        """A new process that runs `havn` with these arguments in this environment, writing to `out` and `errors`."""
        assert self._forker.stdin
        outputs = [str(out), str(errors or out)]
        order = {"arguments": list(arguments), "environment": dict(environment), "outputs": outputs}
        self._forker.stdin.write(json.dumps(order) + "\n")
        self._forker.stdin.flush()
        return Forked(int(self._read()))

    def call(self, arguments: Sequence[str], environment: Mapping[str, str], within: float) -> CompletedProcess[str]:
        """What `havn` with these arguments prints and ends with. subprocess.TimeoutExpired after `within` seconds."""
        with TemporaryDirectory() as folder:
            out, errors, status = (Path(folder) / name for name in ("out", "errors", "status"))
            started = self.start(arguments, {**environment, STATUS: str(status)}, out, errors)
            try:
                started.wait(within)
            except subprocess.TimeoutExpired:
                os.killpg(started.pid, signal.SIGKILL)
                raise
            code = int(status.read_text(encoding="ascii"))
            return CompletedProcess(arguments, code, out.read_text("utf-8"), errors.read_text("utf-8"))

    def _read(self) -> str:
        assert self._forker.stdout
        return self._forker.stdout.readline().strip()


class Forked:
    """A process that is no child of ours, with as much of `subprocess.Popen` as `HavnProcess` uses."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._alive = os.pidfd_open(pid)

    def __del__(self) -> None:
        """Lets go of the process's handle."""
        os.close(self._alive)

    def poll(self) -> int | None:
        """None while it runs."""
        return UNKNOWN if self._ended(0) else None

    def wait(self, timeout: float) -> int:
        """Waits until it has ended. subprocess.TimeoutExpired when it has not in time."""
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired("havn", timeout)
        return UNKNOWN

    def terminate(self) -> None:
        """SIGTERM."""
        if not self._ended(0):
            signal.pidfd_send_signal(self._alive, signal.SIGTERM)

    def _ended(self, within: float) -> bool:
        return bool(select.select([self._alive], [], [], within)[0])


class WarmHavn(HavnProcess):
    """`havn run`, forked from a nursery."""

    def __init__(
        self, nursery: Nursery, api: BotApi, *, data: Path, env: Mapping[str, str | None] | None = None
    ) -> None:
        super().__init__(api, data=data, env=env)
        self._nursery = nursery

    def begin(self) -> None:
        """Starts `havn run` and does not wait until it is alive."""
        assert not self.running, "already running"
        self._process = self._spawn()

    async def cli(self, *arguments: str, within: float = 20.0, text: str = "", env: Mapping[str, str] | None = None,
                  ) -> CompletedProcess[str]:  # fmt: skip
        """`havn …` forked too: the same command, without the second that its imports take. Nothing can be typed."""
        assert not text, "a forked command has no standard input"
        with TemporaryDirectory() as folder:
            out, errors = Path(folder) / "out", Path(folder) / "errors"
            status = str(Path(folder) / "status")
            environment = {**self.environment, **(env or {}), STATUS: status}
            await asyncio.to_thread(self._nursery.start(arguments, environment, out, errors).wait, within)
            code = int(await asyncio.to_thread(Path(status).read_text, encoding="ascii"))
            return subprocess.CompletedProcess(arguments, code, out.read_text("utf-8"), errors.read_text("utf-8"))

    def _spawn(self) -> "subprocess.Popen[bytes]":
        return cast("subprocess.Popen[bytes]", self._nursery.start(["run"], self.environment, self.log))


def serve() -> None:
    """Forks a child for each order, until standard input ends."""
    from bot import cli  # noqa: PLC0415 - only here, not where the tests import this module

    for module in ("bot.app", "bot.cli", *(f"bot.commands.{name}" for name in cli.COMMANDS)):
        with suppress(ModuleNotFoundError):
            import_module(module)

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks for the children's statuses: the system reaps them
    _say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        if os.fork() == 0:
            _become(order)


def _become(order: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    os.setsid()
    _say(str(os.getpid()))  # from now on it can be killed with its children
    for descriptor, path in enumerate((os.devnull, *order["outputs"])):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND if descriptor else os.O_RDONLY, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(order["environment"])
    status_file = os.environ.pop(STATUS, None)
    status = _run(order["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    if status_file:
        Path(status_file).write_text(str(status), encoding="ascii")
    os._exit(status)


def _run(arguments: list[str]) -> int:
    """What the shell would see of `havn`."""
    from bot import cli  # noqa: PLC0415 - imported already
    from tests.chaos import later  # noqa: PLC0415 - the same

    later.move_clock()
    try:
        return cli.main(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        return 1


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    serve()
