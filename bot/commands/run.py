"""`havn run`: serves Telegram; without a token, the demo."""

from __future__ import annotations

import argparse
import asyncio
import os

from bot import imports
from bot.clock import SystemClock
from bot.settings import Settings


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments: none, the environment says it all."""
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """Serve until stopped."""
    settings = Settings.read(os.environ)
    if settings.demo:
        from bot.commands import demo

        demo.run(given)
        return
    from bot.telegram.late_models import built_when_used

    with imports.that_stay(), built_when_used():
        from bot import logs
        from bot.app import App
        from bot.installation import opened

    logs.begin(settings.log)

    async def serve() -> None:
        with opened(serving=True) as havn:
            await App(havn, SystemClock(), token=settings.bot_token, telegram_url=settings.telegram_url).run()

    asyncio.run(serve())
