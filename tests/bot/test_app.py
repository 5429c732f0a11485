"""The whole program on loopback: it begins, serves, and ends in order."""

import asyncio
import errno
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot.app import App, listen
from bot.cli import Stop
from bot.clock import SystemClock
from bot.installation import Installation, opened
from storage import meta
from tests.bot_api import BotApi
from tests.bot_api.process import free_port

ASKED = "Er du trygg akkurat nå?"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def api(port: int) -> AsyncIterator[BotApi]:
    async with BotApi(webhook_to=f"http://127.0.0.1:{port}") as server:
        yield server


@pytest.fixture
def environ(tmp_path: Path, api: BotApi, port: int) -> dict[str, str]:
    """An installation of this test's own, on the Bot API of the tests."""
    return {
        "HAVN_DATA": str(tmp_path / "data"), "HAVN_PORT": str(port), "HAVN_BOT_TOKEN": api.token,
        "HAVN_TELEGRAM_URL": api.url,
    }  # fmt: skip


@pytest.fixture
def havn(environ: dict[str, str]) -> Iterator[Installation]:
    with opened(environ, serving=True) as installation:
        yield installation


def app_of(havn: Installation) -> App:
    settings = havn.settings
    return App(havn, SystemClock(), token=settings.bot_token, telegram_url=settings.telegram_url)


async def ended(running: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(8):
        await running


async def alive(port: int) -> None:
    async with asyncio.timeout(8), aiohttp.ClientSession() as web:
        while True:
            try:
                async with web.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert answer.status == 200
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)


async def test_it_polls_answers_and_ends_on_sigterm(havn: Installation, api: BotApi, port: int) -> None:
    running = asyncio.create_task(app_of(havn).run())
    await alive(port)
    user = api.user()
    await user.send("/start")
    await user.wait_for_text(ASKED, 8)
    os.kill(os.getpid(), signal.SIGTERM)
    await ended(running)
    assert api.violations == []
    assert api.updates.pending == []
    assert havn.store.read(lambda db: meta.read(db, meta.BOT_NAME)) == "proeve_bot"


async def test_with_a_public_address_it_is_pushed_to_and_answers_in_the_reply(
    environ: dict[str, str], api: BotApi, port: int
) -> None:
    with opened({**environ, "HAVN_WEB_URL": "https://havn.example"}, serving=True) as havn:
        app = app_of(havn)
        running = asyncio.create_task(app.run())
        await alive(port)
        await api.wait_for(lambda: api.webhook, 8)
        user = api.user()
        await user.send("/start")
        await user.wait_for_text(ASKED, 8)
        tap = await user.tap("Ja")
        await user.wait_for(lambda: tap.answers, 8)
        app.stopping.set()
        await ended(running)
    assert api.calls.of("getUpdates") == []
    assert any(call.in_webhook_reply for call in api.calls.of("answerCallbackQuery"))
    assert api.violations == []


async def test_the_neutral_face_is_set_when_it_changed_and_not_at_every_start(havn: Installation, api: BotApi) -> None:
    face = havn.municipality.face
    same = replace(face, stop_words=face.stop_words | {"vekk"})
    other = replace(face, name="Notatblokk")
    for shown, expected in ((face, 3), (face, 3), (same, 3), (other, 6)):
        app = app_of(replace(havn, municipality=replace(havn.municipality, face=shown)))
        running = asyncio.create_task(app.work())
        await api.wait_for(lambda: api.calls.of("getUpdates"), 8)
        app.stopping.set()
        await ended(running)
        api.calls[:] = [call for call in api.calls if call.method != "getUpdates"]
        assert len(api.calls.of("setMyName")) == expected
    assert {call.params.get("language_code") for call in api.calls.of("setMyDescription")} == {None, "nn", "en"}


async def test_a_face_that_telegram_does_not_take_is_no_reason_not_to_serve(havn: Installation, api: BotApi) -> None:
    api.refuse(429, retry_after=3600, method="setMyName")
    app = app_of(havn)
    running = asyncio.create_task(app.work())
    user = api.user()
    await user.send("/start")
    await user.wait_for_text(ASKED, 8)
    app.stopping.set()
    await ended(running)


async def test_a_telegram_that_is_away_at_the_start_is_waited_for(
    havn: Installation, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.presence.PAUSE_SECONDS", 0.02)
    api.fail(502, times=3, html=True)
    app = app_of(havn)
    running = asyncio.create_task(app.work())
    user = api.user()
    await user.send("/start")
    await user.wait_for_text(ASKED, 8)
    app.stopping.set()
    await ended(running)


async def test_it_can_be_stopped_while_telegram_is_away(havn: Installation, api: BotApi) -> None:
    api.disconnect()
    app = app_of(havn)
    running = asyncio.create_task(app.work())
    await api.wait_for(lambda: len(api.calls) > 0, 8)
    app.stopping.set()
    await ended(running)


async def test_a_token_that_telegram_does_not_know_ends_it_with_one_line(havn: Installation, api: BotApi) -> None:
    app = App(havn, SystemClock(), token="42:nobody-knows-me", telegram_url=api.url)
    with pytest.raises(Stop, match="does not know this HAVN_BOT_TOKEN"):
        async with asyncio.timeout(8):
            await app.work()


def test_a_token_that_is_none_is_told(havn: Installation) -> None:
    with pytest.raises(Stop, match="no bot token"):
        App(havn, SystemClock(), token="nonsense", telegram_url="http://127.0.0.1:1")


async def test_a_port_in_use_is_told_before_anything_is_asked_of_telegram(
    havn: Installation, api: BotApi, port: int
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(OSError, match="address already in use") as refused:
            await app_of(havn).run()
    assert refused.value.errno == errno.EADDRINUSE
    assert api.calls == []


async def test_a_part_that_breaks_ends_the_others_and_is_told(
    havn: Installation, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(havn)

    async def breaks() -> None:
        await asyncio.sleep(0.1)
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(app.scheduler, "run", breaks)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        async with asyncio.timeout(8):
            await app.work()


async def test_listening_gives_back_what_it_took_when_it_cannot(port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(OSError, match="address already in use"):
            await listen(aiohttp.web.Application(), "127.0.0.1", port)
