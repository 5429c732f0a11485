"""How Havn is reached and left: the webhook, the pages, the signals, and two replicas on one PostgreSQL."""

import asyncio
import io
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.bot_api import BotApi
from tests.bot_api.process import NOT_STARTED, free_port
from tests.chaos.warm import Nursery, WarmHavn
from tests.contract.engines import BOTH
from tests.contract.town import CONFIRM, RED, Town, say

PUBLIC = "https://havn.example"


@pytest.fixture
async def pushed(nursery: Nursery, tmp_path: Path) -> AsyncIterator[Town]:
    """Havn behind a public address, to which Telegram pushes."""
    port = free_port()
    async with BotApi(webhook_to=f"http://127.0.0.1:{port}") as api:
        env: dict[str, str | None] = {"HAVN_WEB_URL": PUBLIC, "HAVN_PORT": str(port)}
        havn = WarmHavn(nursery, api, data=tmp_path / "data", env=env)
        havn.port, havn.url = port, f"http://127.0.0.1:{port}"
        async with havn:
            await api.wait_for(lambda: api.webhook, 5, "no webhook is set")
            yield Town(api, havn)
            assert api.violations == []


async def test_a_declaration_through_the_webhook(pushed: Town) -> None:
    kari = await pushed.coordinator()
    youth = pushed.api.user()
    await say(youth, (*RED, CONFIRM))
    reference = await pushed.receipt(youth)
    assert await pushed.page(kari) == reference
    assert pushed.api.calls.of("getUpdates") == []
    assert pushed.api.webhook
    assert str(pushed.api.webhook.url).startswith(PUBLIC)
    assert len(pushed.api.webhook.secret) >= 32


async def test_a_push_without_the_secret_is_refused_unread(pushed: Town) -> None:
    assert pushed.api.webhook
    path = pushed.api.webhook.url.path
    youth = pushed.api.user()
    update = {
        "update_id": 1,
        "message": {"message_id": 1, "date": 0, "chat": youth.chat.about, "from": youth.person, "text": "/start"},
    }
    header = "X-Telegram-Bot-Api-Secret-Token"
    async with aiohttp.ClientSession() as web:
        for headers in ({}, {header: "wrong"}, {header: ""}, {header: "å".encode().decode("latin-1")}):
            async with web.post(pushed.havn.url + path, json=update, headers=headers) as answer:
                assert answer.status == 403
        secret = {header: pushed.api.webhook.secret}
        for body in (
            b"",
            b"{",
            b"[]",
            b'"text"',
            b"\xff\xfe",
            b"{}",
            b'{"update_id": "x"}',
            io.BytesIO(b"0" * 2_000_000),
        ):
            async with web.post(pushed.havn.url + path, data=body, headers=secret) as answer:
                assert answer.status == 200
    await pushed.settle()
    assert youth.from_bot() == []
    assert await pushed.broken() == 0


@BOTH
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_finishes_what_is_under_way(town: Town, name: signal.Signals) -> None:
    kari = await town.coordinator()
    town.api.slow(0.4, method=["sendMessage"])
    youth = town.api.user()
    await say(youth, RED[:2])
    await town.api.wait_for(lambda: [call for call in town.api.calls if "🔴 RØD" in call.text])

    def send() -> None:
        if town.havn.running:
            signal.pidfd_send_signal(_handle(town), name)

    asyncio.get_running_loop().call_later(0, send)
    await town.api.wait_for(lambda: not town.havn.running, 12, "the program does not end")
    town.api.heal()
    [page] = [call for call in town.api.calls if "🔴 RØD" in call.text]
    assert page.delivered
    await town.havn.kill9()
    await town.havn.start()
    await town.settle()
    assert len([call for call in town.api.calls if "🔴 RØD" in call.text]) == 1, "what was sent was also written down"
    assert await town.page(kari)


def _handle(town: Town) -> int:
    import os  # noqa: PLC0415 - only here

    return os.pidfd_open(town.havn.pid)


async def test_it_is_not_ready_when_the_database_is_gone(
    nursery: Nursery, api: BotApi, tmp_path: Path, postgres: object, postgres_url: str
) -> None:
    from tests.postgres import PostgresServer  # noqa: PLC0415 - for its type

    assert isinstance(postgres, PostgresServer)
    async with WarmHavn(nursery, api, data=tmp_path / "data", env={"HAVN_DATABASE_URL": postgres_url}) as havn:
        await api.idle()
        assert await havn.status("/readyz") == 200
        name = postgres_url.partition("@/")[2].partition("?")[0]
        postgres._admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        postgres.disconnect_all(postgres_url)
        for _ in range(50):
            if await havn.status("/readyz") == 503:
                break
            await asyncio.sleep(0.1)
        assert await havn.status("/healthz") == 200
        assert await havn.status("/readyz") == 503
        youth = api.user()
        await say(youth, ["/start"])
        await asyncio.sleep(0.5)
        postgres._admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        await youth.wait_for_text("Er du trygg", 15)
        assert havn.running


async def test_two_replicas_share_the_work_and_send_once(nursery: Nursery, postgres_url: str, tmp_path: Path) -> None:
    port = free_port()
    async with BotApi(webhook_to=f"http://127.0.0.1:{port}") as api:
        ring = tmp_path / "keyring.json"
        env: dict[str, str | None] = {
            "HAVN_WEB_URL": PUBLIC,
            "HAVN_DATABASE_URL": postgres_url,
            "HAVN_KEYRING": str(ring),
        }
        one = WarmHavn(nursery, api, data=tmp_path / "one", env=env | {"HAVN_PORT": str(port)})
        one.port, one.url = port, f"http://127.0.0.1:{port}"
        two = WarmHavn(nursery, api, data=tmp_path / "two", env=env)
        async with one, two:
            await api.wait_for(lambda: api.webhook, 5, "no webhook is set")
            town = Town(api, one)
            kari = await town.coordinator()
            young = [api.user() for _ in range(6)]
            for youth in young:
                await say(youth, (*RED, CONFIRM))
            given = [await town.receipt(youth, 20) for youth in young]
            assert len(set(given)) == len(young)
            for reference in given:
                await town.page(kari, reference, 12)
            await town.settle()
            assert [len(town.pages(kari, reference)) for reference in given] == [1] * len(given)
            assert api.violations == []
        assert one.pid if one.running else NOT_STARTED == -1
