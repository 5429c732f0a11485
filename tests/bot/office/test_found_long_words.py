"""Long words that were once cut, could not be read, or were thrown away while the screen said that they were kept."""

from datetime import timedelta

from bot.office import long_words
from flows.procedures.model import Track
from storage import information, measures
from storage.measures import MeasureWords
from tests.bot.office.gathered import Meeting

END = "SLUTTEN"


def _pieces(meeting: Meeting) -> list[str]:
    store = meeting.stage.store
    found = store.read(lambda db: information.seen_by(db, store.keyring, meeting.reference, list(Track)))
    return [str(one.words) for one in found]


def _words(meeting: Meeting) -> MeasureWords:
    store = meeting.stage.store
    return store.read(lambda db: measures.words(db, store.keyring, meeting.reference))[1]


async def _to_the_end(meeting: Meeting, name: str) -> list[str]:
    """Every page from the first to the last."""
    seen = [await meeting.room.taps(name, "Les hele nr. 1")]
    while "[›" in seen[-1] or "| ›" in seen[-1]:
        seen.append(await meeting.room.taps(name, "›"))
    return seen


async def test_no_screen_showed_more_than_the_beginning_of_a_piece(meeting: Meeting) -> None:
    await meeting.does("ola", "tell")
    assert END not in await meeting.room.says("ola", "a " * 400 + END)
    assert END in (await _to_the_end(meeting, "ola"))[-1]
    await meeting.does("ola", "tell")
    await meeting.room.says("ola", "kort")
    assert "Les hele nr. 2" not in meeting.room.screen("ola")


async def test_a_piece_of_several_pages_is_read_to_its_end_and_markup_stays_words(meeting: Meeting) -> None:
    text = " ".join(f"<b>&{number}" for number in range(560)) + END
    await meeting.does("ola", "tell")
    await meeting.room.says("ola", text)
    seen = await _to_the_end(meeting, "ola")
    assert len(seen) == 3
    assert "Side 3 av 3" in seen[-1]
    assert all(any(f"<b>&{number}" in shown for shown in seen) for number in range(560))
    assert END in await meeting.does("ola", "piece", "1", "99")
    assert "<b>&0 " in await meeting.does("ola", "piece", "1", "-3")


async def test_a_piece_is_read_in_full_by_those_alone_who_see_it(meeting: Meeting) -> None:
    await meeting.does("ola", "tell")
    await meeting.room.says("ola", "a " * 400 + END)
    assert END not in await meeting.does("lars", "piece", "1")
    assert END not in await meeting.does("nora", "piece", "1")
    await meeting.does("ola", "share", "1", "prevention", "fvl_13b")
    assert END in await meeting.does("lars", "piece", "1")


async def test_what_is_being_read_goes_from_the_screen_when_the_meeting_closes(meeting: Meeting) -> None:
    await meeting.does("ola", "tell")
    await meeting.room.says("ola", "a " * 400 + END)
    await meeting.room.taps("ola", "Les hele nr. 1")
    await meeting.does("kari", "add", "0", "other", str(meeting.person("kari")), "week", "1")
    await meeting.does("lars", "words", "1", "against")
    await meeting.room.says("lars", "b " * 400 + END)
    assert END in (await _to_the_end(meeting, "lars"))[-1]
    assert END in meeting.room.screen("ola")
    await meeting.does("kari", "measuredrop", "1")
    await meeting.does("kari", "closenow", "protected")
    await meeting.stage.pass_time(timedelta(seconds=2))
    shown = [str(one) for name in ("ola", "lars") for one in meeting.room.user(name).from_bot()]
    assert not any(END in one for one in shown), shown


async def test_the_words_of_a_measure_were_cut_without_a_word(meeting: Meeting) -> None:
    await meeting.does("kari", "add", "0", "other", str(meeting.person("ola")), "day", "1")
    await meeting.does("ola", "words", "1", "what")
    await meeting.room.says("ola", "b " * 1200 + END)
    assert _words(meeting).what.endswith(END)
    assert END in (await _to_the_end(meeting, "ola"))[-1]


async def test_the_rest_of_a_long_text_was_searched_for_as_a_card(meeting: Meeting) -> None:
    await meeting.does("ola", "tell")
    for part in ("x" * 4096, "y" * 3900, f"til {END}"):
        await meeting.room.says("ola", part)
    assert _pieces(meeting) == ["x" * 4096 + "y" * 3900 + f" til {END}"]
    assert [line.action for line in meeting.log].count("tell") == 1


async def test_the_rest_of_a_long_disagreement_goes_on_with_it(meeting: Meeting) -> None:
    await meeting.does("kari", "add", "0", "other", str(meeting.person("ola")), "day", "1")
    await meeting.does("lars", "words", "1", "against")
    for part in ("x" * 4096, END):
        await meeting.room.says("lars", part)
    assert _words(meeting).disagreement == "Skole: " + "x" * 4096 + END


async def test_what_comes_later_belongs_to_no_piece(meeting: Meeting) -> None:
    await meeting.does("ola", "tell")
    await meeting.room.says("ola", "x" * 4096)
    await meeting.stage.pass_time(timedelta(seconds=30))
    assert long_words.NOT_KEPT not in await meeting.room.says("ola", "vold")
    assert _pieces(meeting) == ["x" * 4096]


async def test_more_than_is_kept_is_refused_and_not_cut(meeting: Meeting) -> None:
    await meeting.does("ola", "tell")
    for _ in range(2):
        await meeting.room.says("ola", "x" * 4096)
    assert "ble ikke ført" in await meeting.room.says("ola", "y" * 4096)
    assert _pieces(meeting) == ["x" * 8192]
    await meeting.does("kari", "add", "0", "other", str(meeting.person("ola")), "day", "1")
    for name in ("ola", "lars", "kari"):
        await meeting.stage.pass_time(timedelta(seconds=30))
        await meeting.does(name, "words", "1", "against")
        assert "ble ikke ført" not in await meeting.room.says(name, name * 900)
    await meeting.does("ola", "words", "1", "against")
    assert "ble ikke ført" in await meeting.room.says("ola", "z" * 4090)
    assert "z" not in _words(meeting).disagreement


async def test_long_words_that_nothing_asked_for_vanished_without_a_word(meeting: Meeting) -> None:
    for name in ("lars", "kari"):
        await meeting.room.says(name, "/meny")
        assert long_words.NOT_KEPT in await meeting.room.says(name, "Han sa " * 40)
    await meeting.forges("lars", "cards")
    assert long_words.NOT_KEPT in await meeting.room.says("lars", "Han sa " * 40)
    assert long_words.NOT_KEPT not in await meeting.room.says("lars", "vold")


async def test_words_written_after_the_screen_had_faded_vanished_without_a_word(meeting: Meeting) -> None:
    for name in ("lars", "kari"):
        await meeting.does(name, "tell")
    await meeting.stage.pass_time(timedelta(minutes=61))
    assert "ført" not in await meeting.room.says("lars", "Han sa " * 40), "a hidden chat gives nothing away"
    assert long_words.MISSED in await meeting.room.taps("lars", "Åpne")
    assert long_words.MISSED not in await meeting.room.says("lars", "/meny")
    assert long_words.NOT_KEPT in await meeting.room.says("kari", "Han sa " * 40)
    assert _pieces(meeting) == []
