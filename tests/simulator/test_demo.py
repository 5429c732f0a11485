import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.simulator.behind import Paper
from bot.simulator.demo import PEOPLE
from bot.simulator.page.files import page_files
from tests.simulator.stage import Stage


class Events:
    """The page's stream, event by event."""

    def __init__(self, lines: AsyncIterator[bytes]) -> None:
        self._lines = lines

    async def next(self, kind: str) -> dict[str, object]:
        """The content of the next event of a kind, within four seconds."""
        async with asyncio.timeout(4):
            while True:
                name = (await anext(self._lines)).decode().strip()
                content = (await anext(self._lines)).decode().removeprefix("data: ")
                await anext(self._lines)
                if name == f"event: {kind}":
                    return dict(json.loads(content))


async def post(client: ClientSession, action: str, **asked: object) -> int:
    async with client.post(f"/demo/{action}", json=asked) as answer:
        return answer.status


async def test_the_page_and_its_files_come_with_strict_headers(client: ClientSession) -> None:
    for name in ("/", *(f"/demo/{file}" for file in page_files())):
        async with client.get(name) as answer:
            assert answer.status == 200
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert await answer.read() == page_files()[name.rpartition("/")[2] or "index.html"]
    for name in ("/demo/files.py", "/demo/nothing.js", "/demo/__init__.py"):
        async with client.get(name) as answer:
            assert answer.status == 404


def test_the_page_is_light_and_asks_nobody_else() -> None:
    files = page_files()
    assert sum(map(len, files.values())) < 150_000
    for name, content in files.items():
        addresses = content.replace(b"http://www.w3.org/2000/svg", b"")
        assert b"http://" not in addresses, name
        assert b"https://" not in addresses, name
        assert b"innerHTML" not in content, name


async def test_what_cannot_be_done_is_refused(client: ClientSession) -> None:
    assert await post(client, "say", phone="nobody", text="hei") == 400
    assert await post(client, "say", phone="young", text="  ") == 400
    assert await post(client, "say", phone="young", text="x" * 20_001) == 400
    assert await post(client, "say", phone="young", text="x" * 200_000) == 413
    assert await post(client, "tap", phone="young", message=1, data="a") == 409
    assert await post(client, "clock", step="1y") == 400
    async with client.post("/demo/say", data=b"[]", headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 400


async def test_words_and_taps_reach_the_program_and_everything_reaches_the_page(
    client: ClientSession, stage: Stage
) -> None:
    async with client.get("/demo/events") as stream:
        events = Events(stream.content.__aiter__())
        state = await events.next("state")
        assert state["now"] == "2027-06-14T08:00:00+00:00"
        phones = state["phones"]
        assert isinstance(phones, dict)
        assert {key: phone["name"] for key, phone in phones.items()} == PEOPLE
        assert await post(client, "say", phone="young", text="/start") == 200
        change = await events.next("change")
        assert (change["phone"], change["kind"]) == ("young", "sent")
        update = stage.telegram.world.updates.peek()
        assert update is not None
        assert update.content["text"] == "/start"
        number = stage.demo.people["young"].screen[0].id
        assert await post(client, "tap", phone="young", message=number, data="x") == 200
        assert (await events.next("change"))["kind"] == "tapped"
        assert await post(client, "clock", step="14d") == 200
        assert (await events.next("clock"))["now"] == "2027-06-28T08:00:00+00:00"


async def test_views_are_sent_when_they_change_and_ciphertext_is_shortened(client: ClientSession, stage: Stage) -> None:
    async with client.get("/demo/events") as stream:
        events = Events(stream.content.__aiter__())
        await events.next("state")
        row = ["H-1", b"\x01\x02" * 400, None, "a b" * 100, "f" * 64, stage.clock.now()]
        stage.tables = [{"table": "cases", "columns": list("abcdef"), "rows": [row] * 60}]
        part = {"title": "T", "question": "Q", "answer": "A"}
        stage.cases = [{"reference": "H-1", "level": "red", "opened_by": "Kari", "parts": [part]}]
        stage.demo._views.stir()
        views = await events.next("views")
        assert views["opened"] == stage.cases
        [table] = views["database"] if isinstance(views["database"], list) else []
        assert (table["count"], len(table["rows"])) == (60, 40)
        assert table["rows"][0] == [
            "H-1",
            {"hex": "0102 0102 0102 0102 0102", "bytes": 800},
            None,
            ("a b" * 100)[:160] + " …",
            "f" * 32 + " …",
            "2027-06-14 08:00:00+00:00",
        ]


async def test_minutes_are_sent_with_their_bytes_and_with_who_can_open_them(
    client: ClientSession, stage: Stage
) -> None:
    async with client.get("/demo/events") as stream:
        events = Events(stream.content.__aiter__())
        await events.next("state")
        keys = [{"name": "Kari", "opens": True}, {"name": "Jonas", "opens": False}]
        stage.filed = [
            {"reference": "Furu-1", "sealed": b"\x01" * 99, "keys": keys, "opened_by": "Kari", "text": "Referat"}
        ]
        stage.demo._views.stir()
        assert (await events.next("views"))["minutes"] == [
            {
                "reference": "Furu-1",
                "opened_by": "Kari",
                "text": "Referat",
                "sealed": {"hex": "0101 0101 0101 0101 0101", "bytes": 99},
                "keys": keys,
            }
        ]


async def test_pictures_and_minutes_are_handed_out_and_nothing_else(client: ClientSession, stage: Stage) -> None:
    stage.papers = {
        "meeting": Paper(b"<svg/>", "image/svg+xml"),
        "Furu-1.pdf": Paper(b"%PDF", "application/pdf", "Furu-1.pdf"),
        "Furu-1.txt": Paper("Møte".encode(), "text/plain", "Furu-1.txt"),
    }
    async with client.get("/flows/") as answer:
        assert (await answer.json())["procedures"][0] == {"name": "meeting"}
    async with client.get("/flows/meeting.svg") as answer:
        assert (await answer.read(), answer.content_type) == (b"<svg/>", "image/svg+xml")
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")
    async with client.get("/minutes/Furu-1.pdf") as answer:
        assert (await answer.read(), answer.content_type) == (b"%PDF", "application/pdf")
        assert answer.headers["Content-Disposition"] == 'inline; filename="Furu-1.pdf"'
    async with client.get("/minutes/Furu-1.txt") as answer:
        assert await answer.text() == "Møte"
    for path in ("/flows/nothing.svg", "/flows/meeting.png", "/minutes/Furu-2.pdf", "/minutes/Furu-1.docx"):
        async with client.get(path) as answer:
            assert answer.status == 404, path


async def test_a_view_that_fails_leaves_the_page_as_it_was(
    client: ClientSession, stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with client.get("/demo/events") as stream:
        events = Events(stream.content.__aiter__())
        await events.next("state")
        stage.tables = [{"table": "cases", "columns": ["a"], "rows": [[object()]]}, {"table": "later"}]
        views = stage.demo._views
        views.stir()
        shown = (await events.next("views"))["database"]
        assert isinstance(shown, list)
        assert [one["table"] for one in shown] == ["cases", "later"]
        monkeypatch.setattr(stage, "database", failing)
        await views._look()
        assert views.last["database"] == shown
        assert "a view of the demo failed: LookupError" in caplog.text
        assert "hemmelig" not in caplog.text


async def failing() -> list[dict[str, object]]:
    raise LookupError("hemmelig")


async def test_to_begin_anew_empties_the_phones_and_the_program(client: ClientSession, stage: Stage) -> None:
    await post(client, "say", phone="young", text="hei")
    stage.bot_says("duty", "varsel")
    async with client.get("/demo/events") as stream:
        events = Events(stream.content.__aiter__())
        before = await events.next("state")
        assert await post(client, "restart") == 200
        await events.next("state")
        after = await events.next("state")
    assert before["run"] != after["run"]
    assert stage.restarts == 1
    assert [person.screen for person in stage.demo.people.values()] == [[]] * len(PEOPLE)
    assert len(stage.telegram.world.updates) == 0


async def test_a_page_that_leaves_is_forgotten_and_one_too_many_is_refused(client: ClientSession, stage: Stage) -> None:
    streams = [await client.get("/demo/events") for _ in range(16)]
    async with client.get("/demo/events") as refused:
        assert refused.status == 503
    for stream in streams:
        stream.close()
    async with asyncio.timeout(3):
        while len(stage.demo._streams):
            stage.demo._streams.send("clock", {})
            await asyncio.sleep(0.02)


async def test_a_page_that_falls_behind_is_shown_everything_anew(client: ClientSession, stage: Stage) -> None:
    async with client.get("/demo/events") as stream:
        events = Events(stream.content.__aiter__())
        await events.next("state")
        for number in range(300):
            stage.demo._streams.send("clock", {"now": number})
        assert "phones" in await events.next("state")


async def test_what_the_phones_were_told_while_they_were_set_up_is_no_news(client: ClientSession, stage: Stage) -> None:
    async with client.get("/demo/events") as stream:
        events = Events(stream.content.__aiter__())
        await events.next("state")
        duty = stage.demo.people["duty"]
        await duty.says("/start")
        assert "notification" not in await events.next("change")


async def test_the_end_comes_at_once_though_pages_and_bots_wait(stage: Stage) -> None:
    app = web.Application()
    stage.telegram.mount(app)
    stage.demo.mount(app)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    async with ClientSession(base_url=server.make_url("/")) as session:
        stream = await session.get("/demo/events")
        poll = asyncio.create_task(session.get(f"/bot{stage.telegram.token}/getUpdates?timeout=50"))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(3):
            await server.close()
        assert (await (await poll).json())["result"] == []
        stream.close()
