"""The program on a clock that the tests move: `python -m tests.chaos.later run` is `havn run`, only later.

`CLOCK_AHEAD` names a file with the number of seconds (negative: the clock was set back) that are added to the machine's
time. It is read at each look at the clock, so that the time changes under the running program.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import cli, clock

VARIABLE = "CLOCK_AHEAD"


def ahead() -> timedelta:
    """How far the file says that the clock is ahead; nothing when there is no file."""
    try:
        return timedelta(seconds=float(Path(os.environ[VARIABLE]).read_text(encoding="ascii")))
    except (KeyError, OSError, ValueError):
        return timedelta()


def move_clock() -> None:
    """From now on the program's clock is the one that the file moves."""

    def now(_: clock.SystemClock) -> datetime:
        return datetime.now(UTC) + ahead()

    clock.SystemClock.now = now  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    move_clock()
    sys.exit(cli.main())
