"""What still stood in the chat of somebody who had blocked the bot, when they (or another) took it back."""

from datetime import timedelta
from pathlib import Path

import pytest

from storage import people, screens
from tests.bot.staged import says, staged, taps
from tests.bot.test_found_in_the_chat import WHOLE_TALK, filed
from tests.conversations.stage import Stage

INNOCENT = ["Huskelisten er tom."]


async def blocks(stage: Stage, *, told: bool = True) -> None:
    """The young person blocks the bot; Telegram may forget to tell it."""
    await stage.users["young"].block()
    if not told:
        stage.api.updates.pending.clear()
    await stage.collect()
    await stage.settle()


async def comes_back(stage: Stage) -> None:
    await stage.users["young"].unblock()
    await stage.collect()
    await stage.settle()


def shown(stage: Stage) -> list[str]:
    return [one.text for one in stage.users["young"].from_bot()]


@pytest.mark.parametrize("away", [timedelta(minutes=1), timedelta(hours=30), timedelta(days=3), timedelta(days=40)])
async def test_the_real_face_and_what_had_been_told_stood_there_after_blocking(tmp_path: Path, away: timedelta) -> None:
    async with staged(tmp_path, "duty") as stage:
        await filed(stage)
        await says(stage, "young", "/start")
        assert shown(stage) != INNOCENT
        await blocks(stage)
        assert stage.person("young").face == people.HIDDEN
        await stage.sleep(away)
        await comes_back(stage)
        assert set(shown(stage)) == set(INNOCENT)
        await says(stage, "young", "/start")
        assert set(shown(stage)) == set(INNOCENT)


async def test_a_talk_under_way_was_shown_to_whoever_pressed_start_after_blocking(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        await taps(stage, "young", *WHOLE_TALK[:3])
        asked = shown(stage)
        await blocks(stage)
        await stage.pass_time(timedelta(hours=30))
        await comes_back(stage)
        await says(stage, "young", "/start")
        assert shown(stage) == INNOCENT
        await taps(stage, "young", "Åpne")
        assert shown(stage) == asked  # it waited behind the face


async def test_words_were_left_in_the_chat_because_their_deletion_met_the_block(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        await taps(stage, "young", *WHOLE_TALK)
        young = stage.users["young"]
        await young.send("De skal gifte meg bort")
        await blocks(stage)
        await comes_back(stage)
        assert [one.text for one in young.visible()] == INNOCENT


async def test_a_block_that_only_a_refused_message_told_of_left_the_face_open(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        await stage.users["young"].tap("Ja", within=0)
        await stage.collect()
        await blocks(stage, told=False)
        person = stage.person("young")
        assert (person.state, person.face) == (people.BLOCKED, people.HIDDEN)


async def test_somebody_whose_return_telegram_never_told_of_found_the_old_screen(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await filed(stage)
        await says(stage, "young", "/start")
        await blocks(stage)
        young = stage.users["young"]
        young.chat.closed = None
        await says(stage, "young", "hei")
        assert [one.text for one in young.visible()] == INNOCENT
        assert stage.person("young").state == people.ACTIVE


async def test_hiding_and_then_blocking_left_the_screen_that_is_too_old_to_be_deleted(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await filed(stage)
        await says(stage, "young", "/start")
        young = stage.users["young"]
        await young.tap("✕ Skjul alt", within=0)
        await blocks(stage)
        await stage.pass_time(timedelta(days=3))
        await young.unblock()
        await says(stage, "young", "/start")  # its screen takes the place of the line before that is sent
        await stage.pass_time(timedelta(days=3))
        assert set(shown(stage)) == set(INNOCENT)


async def test_a_screen_that_telegram_would_not_delete_kept_its_words(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        stage.api.refuse(400, method="deleteMessage", description="Bad Request: message can't be deleted")
        await says(stage, "young", "/start")
        assert len(shown(stage)) == 2
        await stage.sleep(timedelta(hours=49))
        assert set(shown(stage)) == set(INNOCENT)


async def test_what_stands_with_somebody_who_is_away_was_forgotten_after_thirty_days(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        person, later = stage.person("young").id, stage.clock.now() + timedelta(days=31)
        stage.store.run(lambda db: people.set_state(db, person, people.BLOCKED))
        stage.store.run(lambda db: screens.prune(db, later))
        assert stage.store.read(lambda db: screens.visible(db, person))
        stage.store.run(lambda db: people.set_state(db, person, people.ACTIVE))
        stage.store.run(lambda db: screens.prune(db, later))
        assert stage.store.read(lambda db: screens.visible(db, person)) == []


async def test_what_a_coordinator_worked_in_stood_there_after_blocking(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await taps(stage, "second", "Oppgaver, møter og kunnskap")
        person = stage.person("second")
        (screen,) = [one for one in stage.store.read(lambda db: screens.visible(db, person.id)) if one.kind == "screen"]
        second = stage.users["second"]
        await second.block()
        await stage.collect()
        await stage.settle()
        await stage.pass_time(timedelta(days=1))
        await second.unblock()
        await stage.collect()
        await stage.settle()
        assert screen.message_id not in {one.id for one in second.from_bot()}
        assert stage.person("second").face == people.OPEN
