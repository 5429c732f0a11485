"""Logs without persons: references, classes and places, never a message's text, an update or an error's own words."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

Kind = Literal["text", "json"]
QUIET = ("aiogram", "aiohttp.access", "alembic", "asyncio", "fontTools", "sqlalchemy")


def begin(kind: Kind) -> None:
    """Log to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if kind == "json" else _Text())
    handler.addFilter(_hushed)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _hushed(record: logging.LogRecord) -> bool:
    """Of what failed by itself asyncio tells what it was given and in which words: only class and places are kept."""
    if record.name == "asyncio" and record.exc_info:
        record.msg, record.args = "something that ran by itself failed", ()
    return True


def place(trouble: BaseException) -> str:
    """Where an exception was raised, as module and line: all that a log may say of it besides its class."""
    trace = trouble.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "nowhere" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"


class _Silent(logging.Formatter):
    """Writes of an exception its class and where it came from. Its text may quote what somebody wrote."""

    def formatException(  # noqa: N802 - logging's own name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The class and the places, innermost last."""
        kind, _, trace = ei
        places = []
        while trace is not None:
            places.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
            trace = trace.tb_next
        return f"{'' if kind is None else kind.__name__} at {' > '.join(places)}"


class _Text(_Silent):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")


class _Json(_Silent):
    def format(self, record: logging.LogRecord) -> str:
        """One JSON object a line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info:
            line["trouble"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
