"""`havn demo`: the demo, whatever the environment says."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from bot import imports
from bot.settings import Settings


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments: none."""
    command.set_defaults(does=run)


def run(_: argparse.Namespace) -> None:
    """Show the page until stopped. The data goes when the demo ends, unless HAVN_DATA says where to keep it."""
    with imports.that_stay():
        from bot import logs
        from bot.demo import Stage

    environ = {name: os.environ[name] for name in ("HAVN_HOST", "HAVN_PORT", "HAVN_LOG") if name in os.environ}
    settings = Settings.read(environ)
    keep = os.environ.get("HAVN_DATA")
    logs.begin(settings.log)

    async def show() -> None:
        await Stage(settings, Path(keep) if keep else None).serve()

    asyncio.run(show())
