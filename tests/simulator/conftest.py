"""A simulated Telegram on loopback, a real aiogram bot that talks to it, and a clock that stands still."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.clock import MovableClock
from bot.simulator.person import Person
from bot.simulator.telegram import SimulatedTelegram
from tests.simulator.stage import Stage
from tests.simulator.standing import standing_clock


@pytest.fixture
def clock() -> MovableClock:
    return standing_clock()


@pytest.fixture
def telegram(clock: MovableClock) -> SimulatedTelegram:
    return SimulatedTelegram(clock.now)


@pytest.fixture
async def server(telegram: SimulatedTelegram) -> AsyncIterator[BaseTestServer]:
    app = web.Application()
    telegram.mount(app)
    async with TestServer(app, host="127.0.0.1") as server:
        yield server


@pytest.fixture
async def make_bot() -> AsyncIterator[Callable[[BaseTestServer, str], Bot]]:
    """Makes bots for a server and a token; their connections are closed at the end, without aiogram's pause."""
    sessions: list[AiohttpSession] = []

    def make(server: BaseTestServer, token: str) -> Bot:
        api = TelegramAPIServer.from_base(str(server.make_url("/")))
        sessions.append(AiohttpSession(api=api, timeout=5))
        return Bot(token, session=sessions[-1])

    yield make
    for session in sessions:
        await (await session.create_session()).close()


@pytest.fixture
def bot(telegram: SimulatedTelegram, server: BaseTestServer, make_bot: Callable[[BaseTestServer, str], Bot]) -> Bot:
    return make_bot(server, telegram.token)


@pytest.fixture
async def kari(telegram: SimulatedTelegram) -> Person:
    """Somebody who has started the bot, with nothing left for it to collect."""
    person = telegram.person("Kari")
    await person.says("/start")
    telegram.world.updates.clear()
    return person


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
async def served(stage: Stage) -> AsyncIterator[BaseTestServer]:
    app = web.Application()
    stage.telegram.mount(app)
    stage.demo.mount(app)
    async with TestServer(app, host="127.0.0.1") as server:
        yield server


@pytest.fixture
async def client(served: BaseTestServer) -> AsyncIterator[ClientSession]:
    async with ClientSession(base_url=served.make_url("/")) as session:
        yield session
