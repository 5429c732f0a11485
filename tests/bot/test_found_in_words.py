"""Where a danger word that was said was not heard."""

from pathlib import Path

import pytest

from flows.model import Level
from storage import checks
from tests.bot.staged import says, staged
from tests.bot.test_found_in_the_chat import filed
from tests.conversations.scene import Scene
from tests.conversations.stage import Stage


async def edits(stage: Stage, name: str, words: str) -> None:
    """Somebody writes something, and changes it into these words."""
    user = stage.users[name]
    await user.edit(await user.send("hei"), words)
    await stage.collect()
    await stage.settle()


@pytest.mark.parametrize(
    "around", ["{}.", "«{}»", "{}!!", "{} \U0001f622", "{}\u2764\ufe0f", "\u200f{}", "{}\u200b", "… {} …"]
)
async def test_danger_word_was_not_heard_beside_a_full_stop_an_emoji_or_an_invisible_mark(
    tmp_path: Path, around: str
) -> None:
    async with staged(tmp_path, "duty") as stage:
        reference = await filed(stage)
        assert Scene(stage).case().level is not Level.RED
        await says(stage, "young", around.format("Appelsinhage"))
        assert Scene(stage).case().level is Level.RED
        assert stage.users["duty"].sees(f"RØD · {reference}")


async def test_danger_word_was_not_heard_when_an_earlier_message_was_changed_into_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        reference = await filed(stage)
        await edits(stage, "young", "Appelsinhage")
        assert Scene(stage).case().level is Level.RED
        assert stage.users["duty"].sees(f"RØD · {reference}")
        assert not stage.users["young"].sees("ppelsinhage")


async def test_danger_word_that_was_edited_in_is_heard_behind_the_innocent_face(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await filed(stage)
        await says(stage, "young", "stopp")
        await edits(stage, "young", "appelsinhage!")
        assert Scene(stage).case().level is Level.RED
        assert "RØD" not in "".join(one.text for one in stage.users["young"].from_bot())
        assert stage.person("young").face == "hidden"


@pytest.mark.parametrize("words", ["Mangoplukker", "stopp", "Nei", "/start"])
async def test_nothing_but_danger_is_read_in_an_edited_message(tmp_path: Path, words: str) -> None:
    async with staged(tmp_path, "duty") as stage:
        reference = await filed(stage)
        await says(stage, "young", "/start")
        before = stage.users["young"].from_bot()
        await edits(stage, "young", words)
        assert [one.text for one in stage.users["young"].from_bot()] == [one.text for one in before]
        assert stage.person("young").face == "open"
        assert Scene(stage).case().level is not Level.RED
        expected = stage.store.read(lambda db: checks.of(db, reference))
        assert expected
        assert [one.expected.met_at for one in expected] == [None] * len(expected)
