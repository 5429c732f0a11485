"""The only place that constructs: an installation becomes a running program, and ends in order."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import LinkPreviewOptions
from aiogram.utils.token import TokenValidationError
from aiohttp import web

from bot import chores
from bot.cli import Stop
from bot.clock import Clock
from bot.harbour import Harbour, procedures_of
from bot.installation import Installation
from bot.office import reminders
from bot.readiness import Readiness
from bot.scheduler import Scheduler
from bot.sender import Sender
from bot.telegram import presence
from bot.telegram.courier import TelegramCourier
from bot.telegram.feed import Feed
from bot.telegram.handlers import dispatcher
from bot.telegram.polling import Polling
from bot.telegram.session import Session
from bot.turn import Turns
from bot.web import health, webhook
from flows import cards, reader

LOG = logging.getLogger(__name__)

ENDING_SECONDS = 10
"""What is under way when the program is asked to stop may take so long to finish."""


class App:
    """Havn, running: one bot, one database, one web server."""

    def __init__(self, havn: Installation, clock: Clock, *, token: str, telegram_url: str) -> None:
        self.havn = havn
        procedures = procedures_of(havn.municipality)
        self.harbour = Harbour(havn.keyring, havn.municipality, reader.packaged(), procedures, cards.packaged())
        self.bot = _bot(token, telegram_url)
        self._clock = clock
        courier = TelegramCourier(self.bot, havn.store, self.harbour, clock.now)
        self.sender = Sender(havn.store, self.harbour, courier, clock)
        self.scheduler = Scheduler(havn.store, self.harbour, clock, self.sender.wake)
        self.turns = Turns(havn.store, self.harbour, clock, self.sender.wake)
        self.feed = Feed(self.bot, dispatcher(self.turns))
        self.polling = Polling(self.bot, self.feed)
        self.stopping = asyncio.Event()

    async def run(self) -> None:
        """Serve until `stopping` is set or a signal comes; then finish what is under way. Raises Stop and OSError."""
        listen_to_signals(self.stopping.set)
        application = web.Application(client_max_size=webhook.LARGEST)
        application.add_routes(self.routes())
        server = await listen(application, self.havn.settings.host, self.havn.settings.port)
        try:
            await self.work()
        finally:
            await server.cleanup()

    def routes(self) -> list[web.RouteDef]:
        """Health, readiness, figures and the webhook."""
        readiness = Readiness(self.havn.store, self.harbour, self._clock)
        return [*health.routes(readiness.faults), *webhook.routes(self._secret, self._pushed)]

    async def work(self) -> None:
        """Everything but the web server, until `stopping` is set."""
        await asyncio.wrap_future(self.havn.store.submit(lambda db: chores.begin(db, self._clock.now())))
        await asyncio.wrap_future(
            self.havn.store.submit(lambda db: reminders.plan_all(db, self.harbour, self._clock.now()))
        )
        try:
            await self._serve()
        finally:
            await self.bot.session.close()

    async def _serve(self) -> None:
        tasks = [asyncio.create_task(work) for work in (self.sender.run(), self.scheduler.run(), self._door())]
        waiting = asyncio.ensure_future(self.stopping.wait())
        await asyncio.wait([*tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
        for part in (self.polling, self.scheduler, self.sender):
            part.stop()
        waiting.cancel()
        _, late = await asyncio.wait(tasks, timeout=ENDING_SECONDS)
        for task in late:
            task.cancel()
        for task in tasks:
            if task.done() and not task.cancelled():
                task.result()

    async def _door(self) -> None:
        """Telegram's updates: pushed to us when there is a public address, otherwise asked for."""
        settings = self.havn.settings
        await presence.present(self.bot, self.havn, self.stopping)
        if settings.web_url:
            await presence.set_webhook(self.bot, settings.web_url + webhook.PATH, self._secret, self.stopping)
            await self.stopping.wait()
        else:
            await presence.drop_webhook(self.bot, self.stopping)
            await self.polling.run()

    async def _pushed(self, raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
        answer = await self.feed.take(raw)
        if answer is None:
            return None
        return {"method": answer.__api_method__, **answer.model_dump(exclude_none=True, mode="json")}

    @property
    def _secret(self) -> str:
        """What Telegram sends along with each update, so that nobody else can."""
        return self.havn.keyring.index("webhook", "secret").hex()


def listen_to_signals(stop: Callable[[], None]) -> None:
    """End in order on SIGTERM and SIGINT."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(name, stop)


async def listen(application: web.Application, host: str, port: int) -> web.AppRunner:
    """Serve an application over HTTP. Raises OSError when the port is in use."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    LOG.info("listening on http://%s:%d", host, port)
    return runner


def _bot(token: str, telegram_url: str) -> Bot:
    # As options: with `link_preview_is_disabled` the library also sends a parameter that the Bot API has dropped.
    unseen = LinkPreviewOptions(is_disabled=True)
    defaults = DefaultBotProperties(parse_mode="HTML", link_preview=unseen, protect_content=True)
    session = Session(api=TelegramAPIServer.from_base(telegram_url), limit=50)
    try:
        return Bot(token, session=session, default=defaults)
    except TokenValidationError:
        raise Stop("HAVN_BOT_TOKEN is no bot token. Copy the whole line from BotFather.") from None
