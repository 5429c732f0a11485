"""What a young person's chat showed, or did, that it should not have."""

from datetime import timedelta
from pathlib import Path

from storage import checks, screens
from tests.bot.staged import forges, red, says, staged, taps
from tests.conversations.scene import Scene
from tests.conversations.stage import Stage

WHOLE_TALK = ("Ja", "Bokmål", "Jeg forstår", "☐ Reisen", "Ferdig")
WRITTEN = ("redd", "Testby", "10.4.2027", "20.4.2027", "14:30", "10", "Mangoplukker", "Appelsinhage", "Prøve")


async def filed(stage: Stage) -> str:
    await says(stage, "young", "/start")
    await taps(stage, "young", *WHOLE_TALK)
    for words in WRITTEN:
        await says(stage, "young", words)
    await taps(stage, "young", "Bekreft")
    return Scene(stage).case().reference


async def test_screen_whose_answer_was_lost_stayed_when_the_person_hid_the_chat_from_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        young = stage.users["young"]
        await says(stage, "young", "/start")
        unknown = young.from_bot()[-1]
        person = stage.person("young").id  # Telegram took the message, and Havn never learned its number.
        stage.store.run(lambda db: screens.gone(db, person, unknown.id))
        await young.tap("✕ Skjul alt", on=unknown)
        await stage.collect()
        await stage.settle()
        assert [one.text for one in young.from_bot()] == ["Huskelisten er tom."]


async def test_tapping_tell_more_twice_threw_away_the_talk_under_way(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await filed(stage)
        await says(stage, "young", "/start")
        home = stage.users["young"].from_bot()[-1]
        await taps(stage, "young", "Jeg vil fortelle mer", "Ja", "Bokmål")
        await forges(stage, "young", "anew", home.id)
        session = Scene(stage).session("young")
        assert session is not None
        assert session.state == "rules"
        assert set(session.answers) == {"safe", "language"}


async def test_danger_word_was_lost_when_a_button_had_the_same_name(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        await taps(stage, "young", *WHOLE_TALK)
        for words in (*WRITTEN[:7], "Reisen", "Prøve"):
            await says(stage, "young", words)
        await taps(stage, "young", "Bekreft")
        await says(stage, "young", "/start")
        await taps(stage, "young", "Jeg vil fortelle mer", *WHOLE_TALK[:3])
        await says(stage, "young", "reisen")
        assert "red" in {case.level.key for case in Scene(stage).cases()}


async def test_choosing_the_same_ok_word_again_was_taken_for_a_sign_of_life(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        reference = await filed(stage)
        await says(stage, "young", "/start")
        await taps(stage, "young", "Jeg vil fortelle mer", *WHOLE_TALK)
        for words in WRITTEN[:7]:
            await says(stage, "young", words)
        expected = stage.store.read(lambda db: checks.of(db, reference))
        assert expected
        assert [one.expected.met_at for one in expected] == [None] * len(expected)


async def test_screen_on_its_way_came_after_the_chat_was_hidden(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "young", "/start")
        young = stage.users["young"]
        await young.tap("Ja", within=0)
        await stage.collect()
        (on_its_way,) = await stage.sender._take()
        await young.tap("✕ Skjul alt", within=0)
        await stage.collect()
        before = len(stage.api.calls)
        await stage.sender._send(on_its_way)
        assert [call.method for call in stage.api.calls[before:]] == []
        await stage.settle()
        assert [one.text for one in young.from_bot()] == ["Huskelisten er tom."]


async def test_hiding_waited_for_the_chats_own_second_before_it_took_anything_away(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await red(stage)
        young = stage.users["young"]
        await young.tap("✕ Skjul alt", within=0)
        await stage.collect()
        first = (await stage.sender._take())[0]
        assert first.message.kind == "delete"
        await stage.sender._send(first)
        assert young.from_bot() == []


async def test_words_of_apology_never_faded(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        stage.serve({})  # no procedure at all: every turn of a talk is a fault of ours
        await says(stage, "young", "/start")
        assert "vår feil" in stage.users["young"].from_bot()[-1].text
        await stage.pass_time(timedelta(minutes=61))
        assert [one.text for one in stage.users["young"].from_bot()] == ["Huskelisten er tom."]
