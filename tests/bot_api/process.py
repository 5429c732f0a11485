"""The real program as a process of its own: started, asked, killed and started again, as an operator would.

It knows the program by its contract alone: the command, the environment, the exit status and `/healthz`.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import aiohttp

from tests.bot_api.server import BotApi

PROJECT = Path(__file__).resolve().parents[2]
PASSPHRASE = "en passfrase for prøvene"
START_SECONDS = 20.0
STOP_SECONDS = 10.0
NOT_STARTED = -1


def command_of(module: str = "bot.cli") -> list[str]:
    """The command `havn` of this virtual environment, or the module that it runs when the command is not installed."""
    installed = Path(sys.executable).with_name("havn")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", module]


class HavnProcess:
    """`havn run` against `api`, with its data in `data`: `async with HavnProcess(api, data=tmp_path) as havn: …`.

    `env` is added to a clean environment (a value of None takes a variable away); `command` replaces `havn` itself.
    Standard output and error go to `log`; the process is never left running.
    """

    def __init__(self, api: BotApi, *, data: Path, env: Mapping[str, str | None] | None = None,
                 command: Sequence[str] | None = None) -> None:  # fmt: skip
        """Starts nothing; see `start`."""
        self.api, self.data, self.log = api, data, data / "process.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = self._environment(env or {})
        self._command = list(command or command_of())
        self._process: subprocess.Popen[bytes] | None = None
        self._frozen = False

    async def __aenter__(self) -> Self:
        """Starts the program and waits until it is alive."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Ends it, politely if it lets itself be ended so."""
        if not self._frozen:
            with suppress(TimeoutError):
                await self.terminate()
        await self.kill9()

    @property
    def running(self) -> bool:
        """Whether the process exists."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process is not None, "not started"
        return self._process.pid

    async def start(self, within: float = START_SECONDS) -> None:
        """Starts `havn run`; AssertionError with the end of its log when it ends or is not alive in time."""
        assert not self.running, "already running"
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        process = self._process = self._spawn()
        end = time.monotonic() + within
        while await self.status("/healthz") != 200:
            code = process.poll()
            if code is not None or time.monotonic() > end:
                await self.kill9()
                message = (
                    f"the program {'is not alive' if code is None else f'ended with status {code}'}: {self.tail()}"
                )
                raise AssertionError(message)
            await asyncio.sleep(0.02)

    async def kill9(self) -> None:
        """Ends the process and its children at once, as a power cut would."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.to_thread(process.wait, STOP_SECONDS)

    async def terminate(self, within: float = STOP_SECONDS) -> int:
        """SIGTERM; answers the exit status, or `NOT_STARTED`. TimeoutError when it does not end in time."""
        if self._process is None:
            return NOT_STARTED
        self._process.terminate()  # does nothing to a process that has ended
        try:
            return await asyncio.to_thread(self._process.wait, within)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"still running {within:g} s after SIGTERM: {self.tail()}") from None

    async def restart(self, *, kill: bool = False) -> None:
        """Ends it, with SIGKILL if told so, and starts it again on the same data and port."""
        await (self.kill9() if kill else self.terminate())
        await self.start()

    async def freeze(self) -> None:
        """Stops the process in its tracks (SIGSTOP): alive for the system, silent for everyone."""
        os.killpg(self.pid, signal.SIGSTOP)
        standing = Path(f"/proc/{self.pid}/stat")
        for _ in range(200):  # The signal is delivered when the system comes to it; where there is no /proc, at once.
            if await asyncio.to_thread(_stands, standing):
                break
            await asyncio.sleep(0.01)
        self._frozen = True

    async def thaw(self) -> None:
        """Lets a frozen process go on."""
        os.killpg(self.pid, signal.SIGCONT)
        self._frozen = False

    async def cli(self, *arguments: str, within: float = 20.0, text: str = "", env: Mapping[str, str] | None = None,
                  ) -> subprocess.CompletedProcess[str]:  # fmt: skip
        """`havn …` on the same data, whether or not the service runs; subprocess.TimeoutExpired after `within` s."""
        return await asyncio.to_thread(
            subprocess.run, [*self._command, *arguments], cwd=PROJECT, env=self.environment | dict(env or {}),
            input=text, capture_output=True, text=True, timeout=within, check=False,
        )  # fmt: skip

    async def status(self, path: str) -> int | None:
        """The HTTP status of a page of the program, or None when nobody answers within a second."""
        try:
            async with _browser(1.0) as web, web.get(f"{self.url}{path}") as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            return None

    async def page(self, path: str) -> str:
        """The body of a page, such as /metrics."""
        async with _browser(5.0) as web, web.get(f"{self.url}{path}") as answer:
            return await answer.text()

    def output(self) -> str:
        """Everything that the program wrote so far, over all its starts."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def tail(self, characters: int = 3000) -> str:
        """The end of `output`, for a failure's text."""
        return f"its output ends\n{self.output()[-characters:]}"

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*self._command, "run"], cwd=PROJECT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def _environment(self, changes: Mapping[str, str | None]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HAVN_")}
        given: dict[str, str | None] = {
            **kept,
            "HAVN_BOT_TOKEN": self.api.token, "HAVN_TELEGRAM_URL": self.api.url, "HAVN_DATA": str(self.data),
            "HAVN_HOST": "127.0.0.1", "HAVN_PORT": str(self.port), "HAVN_PASSPHRASE": PASSPHRASE,
            "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(PROJECT), **changes,
        }  # fmt: skip
        return {name: value for name, value in given.items() if value is not None}


def _browser(seconds: float) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds))


def free_port() -> int:
    """A port of the loopback interface that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stands(stat: Path) -> bool:
    """Whether the process is stopped: its state stands behind its name in parentheses (proc(5)); without /proc, yes."""
    if not stat.exists():
        return True
    return stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0] in {"T", "t"}
