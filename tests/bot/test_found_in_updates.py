"""Updates and screens that ended in silence because Telegram said something that Havn did not know."""

import copy
import logging
from pathlib import Path
from typing import Any

import pytest

from storage import outbox
from tests.bot.staged import says, staged, taps
from tests.bot.test_found_in_the_chat import WHOLE_TALK
from tests.conversations.scene import Scene
from tests.conversations.stage import Stage

NEWER = {"forward_origin": {"type": "something_new", "date": 1}}


async def newer(stage: Stage, kind: str = "message", changes: dict[str, object] | None = None) -> None:
    """The last update of this kind comes with a part that no aiogram of today can read."""
    raw: dict[str, Any] = copy.deepcopy(stage.api.updates.pending.pop().update)
    raw[kind] |= NEWER | (changes or {})
    await stage.feed.take(raw)
    await stage.settle()


async def test_words_with_a_part_that_aiogram_does_not_know_were_neither_answered_nor_deleted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        await taps(stage, "young", *WHOLE_TALK)
        young = stage.users["young"]
        before = young.from_bot()[-1].text
        await young.send("Hjelp meg")
        await newer(stage)
        assert [one.by_bot for one in young.visible()] == [True]
        assert young.from_bot()[-1].text != before
        assert "Hjelp" not in caplog.text
        session = Scene(stage).session("young")
        assert session is not None
        assert "Hjelp meg" in {answer.words for answer in session.answers.values()}


async def test_a_photo_with_a_part_that_aiogram_does_not_know_stood_in_the_chat(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        await stage.users["young"].send_photo()
        await newer(stage)
        assert [one.by_bot for one in stage.users["young"].visible()] == [True]


async def test_an_edited_message_with_a_part_that_aiogram_does_not_know_stood_in_the_chat(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        young = stage.users["young"]
        await says(stage, "young", "/start")
        words = await young.send("hei")
        stage.api.updates.pending.clear()
        await young.edit(words, "hei igjen")
        await newer(stage, "edited_message")
        assert [one.by_bot for one in young.visible()] == [True]


@pytest.mark.parametrize(
    "changes",
    [
        {"chat": {"id": -1, "type": "group", "title": "x"}},
        {"from": {"id": 5, "is_bot": True, "first_name": "x"}},
        {"from": {"id": "5", "is_bot": False}},
        {"from": {"id": 2**70, "is_bot": False, "first_name": "x"}},
        {"message_id": None},
    ],
)
async def test_what_tells_too_little_is_still_dropped(tmp_path: Path, changes: dict[str, object]) -> None:
    async with staged(tmp_path, "duty") as stage:
        await stage.users["young"].send("hei")
        before = len(stage.api.calls)
        await newer(stage, changes=changes)
        assert len(stage.api.calls) == before
        assert stage.store.read(outbox.depth).waiting == 0


async def test_a_screen_was_set_aside_when_its_edit_was_refused_in_unknown_words(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        young = stage.users["young"]
        first = young.from_bot()[-1]
        stage.api.refuse(400, method="editMessageText", chat=young.id)
        await taps(stage, "young", "Ja")
        assert young.sees("språk")
        assert first.id not in {one.id for one in young.visible()}
        assert stage.store.read(outbox.depth).aside == 0


async def test_an_answer_to_a_coordinator_was_set_aside_when_its_edit_was_refused_in_unknown_words(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path, "duty") as stage:
        duty = stage.users["duty"]
        first = duty.from_bot()[-1]
        stage.api.refuse(400, method="editMessageText", chat=duty.id)
        await taps(stage, "duty", "Åpne saker")
        shown = duty.from_bot()[-1]
        assert shown.text != first.text
        assert first.id not in {one.id for one in duty.visible()}
        assert stage.store.read(outbox.depth).aside == 0


async def test_hiding_stopped_at_a_message_whose_edit_was_refused_in_unknown_words(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        young = stage.users["young"]
        stage.api.refuse(
            400, method="deleteMessage", chat=young.id, description="Bad Request: message can't be deleted"
        )
        stage.api.refuse(400, method="editMessageText", chat=young.id)
        await taps(stage, "young", "✕ Skjul alt")
        assert young.from_bot()[-1].text == "Huskelisten er tom."
        assert stage.store.read(outbox.depth).aside == 0
