"""One arrival, one unit of work: once however often it comes, whole or not at all, and never silence."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.metrics import UPDATES
from bot.talk import Talk
from storage import outbox, people, tables
from storage.engine import Store
from storage.errors import StoreFull
from tests.bot_api import User
from tests.bot_api.kinds import all_update_kinds
from tests.conversations.stage import Stage

SECRET = "kanarifugl-tsjirp"


@pytest.fixture
async def young(stage: Stage) -> User:
    await stage.come_in("young", people.YOUTH)
    return stage.users["young"]


def count(outcome: str) -> float:
    return float(UPDATES.labels(outcome)._value.get())


def rows(stage: Stage, table: str) -> int:
    chosen = select(func.count()).select_from(tables.metadata.tables[table])
    return stage.store.read(lambda db: db.execute(chosen).scalar_one())


async def all_done(stage: Stage) -> None:
    await stage.collect()
    await stage.deliver()


def break_talks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Every talk fails with words in its exception, until what is given back is called."""

    def fails(self: Talk, event: object) -> None:
        people.set_face(self.db, self.person.id, people.OPEN)
        raise ValueError(SECRET)

    monkeypatch.setattr(Talk, "take", fails)
    return monkeypatch.undo


async def test_a_fault_of_ours_is_told_with_the_emergency_number_and_keeps_nothing(
    stage: Stage, young: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await young.send("/start")
    await all_done(stage)
    mend = break_talks(monkeypatch)
    broken = count("broken")
    await young.send(SECRET)
    await all_done(stage)
    assert "112" in young.from_bot()[-1].text
    assert "vår feil" in young.from_bot()[-1].text
    assert count("broken") == broken + 1
    assert "ValueError at " in caplog.text
    assert SECRET not in caplog.text
    mend()
    await young.tap("‹ Tilbake", within=0)
    await all_done(stage)
    assert "Er du trygg nå?" in young.from_bot()[-1].text


async def test_a_fault_of_ours_shows_nothing_behind_the_innocent_face(
    stage: Stage, young: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    await young.send("/start")
    await young.send("stopp")
    await all_done(stage)
    break_talks(monkeypatch)
    await young.send("hei")
    await all_done(stage)
    seen = {one.text for one in young.from_bot()}
    assert seen == {stage.local.face.text}


async def test_a_fault_of_ours_is_told_to_a_coordinator_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage.come_in("duty", people.COORDINATOR)

    def fails(*_: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr("bot.desk.Desk.take", fails)
    await stage.users["duty"].send("/vakt")
    await all_done(stage)
    assert stage.users["duty"].sees("vår feil")


async def test_what_failed_is_not_tried_again_when_it_comes_twice(
    stage: Stage, young: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend = break_talks(monkeypatch)
    await young.send("hei")
    await all_done(stage)
    mend()
    calls = len(stage.api.calls)
    stage.api.updates.repeat(int(str(stage.api.updates.every[-1]["update_id"])))
    await all_done(stage)
    assert len(stage.api.calls) == calls


async def test_an_apology_that_comes_twice_is_told_once(
    stage: Stage, young: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_talks(monkeypatch)
    await young.send("hei")
    await stage.collect()
    stage.api.updates.repeat(int(str(stage.api.updates.every[-1]["update_id"])))
    before = rows(stage, "outbox")
    await stage.collect()
    assert rows(stage, "outbox") == before


async def test_a_full_disk_keeps_nothing_and_the_update_is_asked_for_again(
    stage: Stage, young: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(store: Store, work: Callable[[Connection], object]) -> object:
        raise StoreFull

    await young.send("hei")
    pending = stage.api.updates.pending[0]
    postponed = count("postponed")
    with monkeypatch.context() as disk:
        disk.setattr(Store, "submit", full)
        with pytest.raises(StoreFull):
            await stage.feed.take(pending.update)
    assert count("postponed") == postponed + 1
    assert (rows(stage, "people"), rows(stage, "updates"), stage.store.read(outbox.depth).waiting) == (0, 0, 0)
    await all_done(stage)
    assert young.sees("Er du trygg nå?")


async def test_an_unreadable_update_is_counted_and_dropped(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    unreadable = count("unreadable")
    broken: Mapping[str, Any] = {"update_id": 1, "message": {"message_id": "x", "text": SECRET}}
    assert await stage.feed.take(broken) is None
    assert count("unreadable") == unreadable + 1
    assert SECRET not in caplog.text
    assert rows(stage, "updates") == 0


async def test_half_a_character_is_no_fault(stage: Stage, young: User) -> None:
    broken = count("broken")
    for number, words in enumerate(["/start", "hei \ud83d der", "\udc9b\ud83d", "💛 hel"], 1):
        post = stage.api.world.add(young.chat, {"text": words}, sender=young.person)
        await stage.feed.take({"update_id": number, "message": post.message})
        await stage.deliver()
    tap = {"id": "1", "from": young.person, "chat_instance": "1", "data": "change:\ud800"}
    await stage.feed.take({"update_id": 9, "callback_query": tap})
    await stage.deliver()
    assert count("broken") == broken
    assert [one.text.endswith("Er du trygg nå?") for one in young.visible()] == [True]


async def test_every_kind_of_update_is_taken_without_an_error(stage: Stage, young: User) -> None:
    broken, unreadable = count("broken"), count("unreadable")
    kinds = list(all_update_kinds(young.chat.about, young.person))
    for number, (_, update) in enumerate(kinds, 1):
        await stage.feed.take({"update_id": number, **update})
        await stage.deliver()
    assert len(kinds) > 20
    assert (count("broken"), count("unreadable")) == (broken, unreadable)


async def test_another_bot_and_an_anonymous_post_are_nobody(stage: Stage, young: User) -> None:
    young.person["is_bot"] = True
    number = await young.send("hei")
    await young.edit(number, "hei igjen")
    await all_done(stage)
    assert rows(stage, "people") == 0
    assert young.from_bot() == []


async def test_groups_are_left_with_a_word_and_nothing_in_them_is_read(stage: Stage, young: User) -> None:
    group = stage.api.group()
    await group.add_bot(young)
    await group.send(young, f"/start {SECRET}")
    await all_done(stage)
    assert [call.chat for call in stage.api.calls.of("leaveChat")] == [group.id, group.id]
    assert any("privat samtale" in one.text for one in group.from_bot())
    assert rows(stage, "people") == 0


async def test_a_group_that_does_not_let_go_is_no_error(
    stage: Stage, young: User, caplog: pytest.LogCaptureFixture
) -> None:
    broken = count("broken")
    group = stage.api.group()
    stage.api.refuse(403, description="Forbidden: bot was kicked from the supergroup chat")
    await group.send(young, "hei")
    await all_done(stage)
    assert count("broken") == broken


async def test_being_thrown_out_of_a_group_is_nothing_to_answer(stage: Stage, young: User) -> None:
    group = stage.api.group()
    change = {"chat": group.chat.about, "from": young.person, "date": 1}
    was = {"old_chat_member": {"status": "member", "user": stage.api.world.bot}}
    now = {"new_chat_member": {"status": "left", "user": stage.api.world.bot}}
    stage.api.push({"my_chat_member": change | was | now})
    await all_done(stage)
    assert stage.api.calls == []
