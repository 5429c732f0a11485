"""How one bad message, or one bad moment, stopped what had nothing to do with it."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import DeleteWebhook
from sqlalchemy import Connection, select, update

from bot import chores
from bot.face import innocent
from bot.pace import Pace
from bot.post import Post
from bot.telegram import presence
from storage import outbox, people, tables
from storage.keyring import Keyring
from tests.bot.staged import says, staged
from tests.conversations.stage import Stage
from tests.postgres import PostgresServer


def to(stage: Stage, name: str) -> None:
    """One message waits for this person."""
    person, now = stage.person(name), stage.clock.now()
    drawn = innocent(stage.local.face)
    stage.store.run(lambda db: Post(db, stage.store.keyring, now).screen(person, drawn))


async def test_one_altered_message_stopped_the_sender(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await says(stage, "young", "/start")
        to(stage, "young")
        stage.store.run(lambda db: db.execute(update(tables.outbox).values(token="0" * 32)))
        to(stage, "duty")
        for _ in range(2):
            await stage.deliver()
        rows = stage.store.read(lambda db: db.execute(select(tables.outbox)).all())
        assert [(row.person_id, row.aside, row.reason) for row in rows] == [
            (stage.person("young").id, True, "Tampered")
        ]


async def test_message_under_a_key_of_another_replica_is_left_to_it(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        now, other = stage.clock.now(), Keyring.load_or_create(tmp_path / "other.json", stage.clock.now())
        await says(stage, "young", "/start")
        person = stage.person("young").id
        stage.store.run(lambda db: outbox.put(db, other, outbox.Message("hide", person, 0, {}), now))
        await stage.deliver()
        (row,) = stage.store.read(lambda db: db.execute(select(tables.outbox)).all())
        assert (row.aside, row.leased_until, row.reason) == (False, None, "KeyUnknown")
        assert row.due_at <= now + timedelta(seconds=5)


async def test_chat_waited_five_seconds_and_showed_an_older_screen_after_the_program_was_killed(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await says(stage, "young", "/start")
        to(stage, "young")
        (held,) = await stage.sender._take()  # and then it is killed
        stage.restart()
        stage.store.run(lambda db: chores.begin(db, stage.clock.now()))
        to(stage, "young")
        (waiting,) = await stage.sender._take()
        assert waiting.id != held.id
        assert stage.store.read(outbox.depth).waiting == 1


async def test_number_of_a_message_was_used_again_and_the_new_one_ended_with_the_old(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await says(stage, "young", "/start")
        to(stage, "young")
        (slow,) = await stage.sender._take()
        stage.clock.move(stage.clock.now() + timedelta(seconds=30))  # its lease is over, and it is still being sent
        to(stage, "young")
        await stage.sender._send(slow)
        assert stage.store.read(outbox.depth).waiting == 1


async def test_one_message_that_telegram_fails_on_held_up_everybody_else(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        pace = stage.sender._pace = Pace(per_second=1000, chat_seconds=0)
        stage.api.fail(502, chat=stage.users["young"].id)
        for name in ("duty", "young"):
            to(stage, name)
            (waiting,) = await stage.sender._take()
            await stage.sender._send(waiting)
        assert pace.wait(asyncio.get_running_loop().time()) < 0.1


async def test_message_whose_sending_could_not_be_noted_went_out_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(tmp_path) as stage:
        await says(stage, "young", "/start")

        def fails(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr("storage.screens.shown", fails)
        to(stage, "young")
        (waiting,) = await stage.sender._take()
        await stage.sender._send(waiting)
        assert stage.store.read(outbox.depth).waiting == 0


async def test_webhook_that_was_not_dropped_at_once_was_never_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "PAUSE_SECONDS", 0.01)
    async with staged(tmp_path) as stage:
        tried = 0

        async def drop() -> bool:
            nonlocal tried
            tried += 1
            if tried < 3:
                raise TelegramNetworkError(method=DeleteWebhook(), message="ServerDisconnectedError")
            return True

        monkeypatch.setattr(type(stage.bot), "delete_webhook", lambda _: drop())
        await asyncio.wait_for(presence.drop_webhook(stage.bot, asyncio.Event()), 5)
        assert tried == 3


async def test_tap_beside_the_quick_exit_began_a_new_talk_in_the_hidden_chat(
    tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL two updates of one person run side by side when Telegram pushes them."""
    with postgres.database() as url:
        async with staged(tmp_path, "duty", url=url) as stage:
            await says(stage, "young", "/start")
            young, keyring = stage.users["young"], stage.store.keyring
            await young.tap("✕ Skjul alt", within=0)
            await young.tap("Ja", within=0)
            hide, tap = stage.api.updates.pending
            stage.api.updates.pending.clear()
            holding, go_on = asyncio.Event(), asyncio.Event()
            loop, set_face = asyncio.get_running_loop(), people.set_face

            def slow(db: Connection, person: int, face: str) -> None:
                set_face(db, person, face)
                loop.call_soon_threadsafe(holding.set)
                asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(5)

            monkeypatch.setattr(people, "set_face", slow)
            hiding = asyncio.create_task(stage.work(hide))
            await asyncio.wait_for(holding.wait(), 5)
            tapping = asyncio.create_task(stage.work(tap))
            await asyncio.sleep(0.3)
            go_on.set()
            await asyncio.wait_for(asyncio.gather(hiding, tapping), 10)
            person = stage.store.read(lambda db: people.by_telegram(db, keyring, young.id))
            assert person is not None
            sessions = select(tables.sessions).where(tables.sessions.c.person_id == person.id)
            assert stage.store.read(lambda db: db.execute(sessions).all()) == []
            await stage.settle()
            assert [one.text for one in young.from_bot()] == ["Huskelisten er tom."]
