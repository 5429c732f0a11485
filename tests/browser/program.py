"""The real `havn demo` in a process of its own, as a visitor of the page meets it."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aiohttp import ClientSession, ClientTimeout

from tests.bot_api.process import command_of, free_port

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0


@contextmanager
def demo(log: Path) -> Iterator[str]:
    """Starts the demo on a free port and yields its address when it is there; ends it politely.

    Raises AssertionError with what it wrote to `log` when it does not come up or go down in time.
    """
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HAVN_")}
    environ |= {"HAVN_HOST": "127.0.0.1", "HAVN_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command_of(), "demo"], env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _await_word(process, log, f"the demo is at http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0, log.read_text("utf-8")
    finally:
        process.kill()
        process.wait(STOP_SECONDS)


async def begin_anew(base: str) -> None:
    """Empties the demo, as the page's button does."""
    timeout = ClientTimeout(total=START_SECONDS)
    async with ClientSession(timeout=timeout) as web, web.post(f"{base}/demo/restart", json={}) as answer:
        assert answer.status == 200


def _await_word(process: subprocess.Popen[bytes], log: Path, word: str) -> None:
    end = time.monotonic() + START_SECONDS
    while word not in log.read_text("utf-8"):
        assert process.poll() is None, f"it ended: {log.read_text('utf-8')}"
        assert time.monotonic() < end, f"it is not there: {log.read_text('utf-8')}"
        time.sleep(0.05)
