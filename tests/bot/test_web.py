"""The web door: a pushed update is answered 200 only when it is committed; health, readiness and figures."""

import io
import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection

from bot.readiness import Readiness
from bot.web import health, webhook
from storage import jobs
from storage.engine import Store
from storage.errors import StoreFull, StoreUnreachable
from tests.conversations.stage import Stage

SECRET = "so-that-nobody-else-can"
GIVEN = {webhook.SECRET_HEADER: SECRET}
Client = TestClient[web.Request, web.Application]


class Door:
    """What lies behind the webhook."""

    def __init__(self) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self.answer: Mapping[str, Any] | None = None
        self.trouble: Exception | None = None
        self.faults: list[str] = []

    async def take(self, update: Mapping[str, Any]) -> Mapping[str, Any] | None:
        if self.trouble is not None:
            raise self.trouble
        self.taken.append(update)
        return self.answer

    async def ask(self) -> list[str]:
        return self.faults


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
async def client(door: Door) -> AsyncIterator[Client]:
    application = web.Application(client_max_size=webhook.LARGEST)
    application.add_routes([*webhook.routes(SECRET, door.take), *health.routes(door.ask)])
    async with TestClient(TestServer(application, host="127.0.0.1")) as made:
        yield made


async def test_an_update_with_the_secret_is_taken(client: Client, door: Door) -> None:
    async with client.post(webhook.PATH, json={"update_id": 1}, headers=GIVEN) as answer:
        assert (answer.status, await answer.text()) == (200, "")
    assert door.taken == [{"update_id": 1}]


async def test_the_reply_may_carry_a_call(client: Client, door: Door) -> None:
    door.answer = {"method": "answerCallbackQuery", "callback_query_id": "7"}
    async with client.post(webhook.PATH, json={"update_id": 1}, headers=GIVEN) as answer:
        assert (answer.content_type, await answer.json()) == ("application/json", door.answer)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], SECRET.upper(), "æøå"])
async def test_without_the_secret_nothing_is_read(client: Client, door: Door, secret: str | None) -> None:
    given = {} if secret is None else {webhook.SECRET_HEADER: secret}
    async with client.post(webhook.PATH, json={"update_id": 1}, headers=given) as answer:
        assert answer.status == 403
    assert door.taken == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[1, 2]", "application/json"),
        (b'"words"', "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        (b'{"update_id": 1}', "application/json; charset=no-such-charset"),
        (b"[" * 100_000, "application/json"),
        (b'{"a":' * 100_000, "application/json"),
        (b"NaN", "application/json"),
    ],
)
async def test_what_cannot_be_read_is_not_asked_for_again(client: Client, door: Door, body: bytes, kind: str) -> None:
    async with client.post(webhook.PATH, data=body, headers={**GIVEN, "Content-Type": kind}) as answer:
        assert answer.status == 200
    assert door.taken == []


@pytest.mark.parametrize("told", [True, False], ids=["told", "untold"])
async def test_what_is_too_large_is_not_read(client: Client, door: Door, told: bool) -> None:  # noqa: FBT001
    large = json.dumps({"update_id": 1, "text": "x" * (webhook.LARGEST + 1)}).encode()

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(large), 65536):
            yield large[at : at + 65536]

    async with client.post(webhook.PATH, data=io.BytesIO(large) if told else pieces(), headers=GIVEN) as answer:
        assert answer.status == 200
    assert door.taken == []


@pytest.mark.parametrize("trouble", [StoreFull(), StoreUnreachable(why="it is away")])
async def test_what_the_database_refused_comes_again(client: Client, door: Door, trouble: Exception) -> None:
    door.trouble = trouble
    async with client.post(webhook.PATH, json={"update_id": 1}, headers=GIVEN) as answer:
        assert (answer.status, await answer.text()) == (503, "")
    door.trouble = None
    async with client.post(webhook.PATH, json={"update_id": 1}, headers=GIVEN) as answer:
        assert answer.status == 200
    assert door.taken == [{"update_id": 1}]


async def test_the_webhook_only_takes_posts(client: Client) -> None:
    async with client.get(webhook.PATH, headers=GIVEN) as answer:
        assert answer.status == 405


async def test_alive_and_figures(client: Client) -> None:
    async with client.get("/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"alive": True})
    async with client.get("/metrics") as answer:
        assert answer.status == 200
        assert "havn_outbox_waiting" in await answer.text()


async def test_ready_or_what_is_wrong(client: Client, door: Door) -> None:
    async with client.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ready": True, "faults": []})
    door.faults = ["Due work is 31 s late."]
    async with client.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (503, {"ready": False, "faults": door.faults})


async def test_ready_means_that_nothing_due_waits(stage: Stage) -> None:
    readiness = Readiness(stage.store, stage.harbour, stage.clock)
    await stage.settle()
    assert await readiness.faults() == []
    since = stage.clock.now()
    stage.store.run(lambda db: jobs.put(db, "fade", since, "4711"))
    stage.clock.move(since + timedelta(seconds=30))
    assert await readiness.faults() == []
    stage.clock.move(since + timedelta(seconds=31))
    assert await readiness.faults() == ["Due work is 31 s late."]


async def test_a_database_that_is_away_is_told_in_its_own_line(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(store: Store, work: Callable[[Connection], object]) -> object:
        raise StoreUnreachable(why="it is away")

    monkeypatch.setattr(Store, "read", away)
    found = await Readiness(stage.store, stage.harbour, stage.clock).faults()
    assert found == [str(StoreUnreachable(why="it is away"))]
