"""What two people once did at the same moment: one of them was told that it was recorded, and it existed nowhere."""

from bot.office import deciding
from storage import consents, measures
from storage.consents import Consent
from storage.measures import MeasureWords
from tests.bot.office.gathered import Meeting


def _kinds(meeting: Meeting) -> list[str]:
    return [one.kind for one in meeting.measures]


def _consents(meeting: Meeting) -> list[Consent]:
    return meeting.stage.store.read(lambda db: consents.of_run(db, meeting.reference))


def _words(meeting: Meeting) -> MeasureWords:
    store = meeting.stage.store
    return store.read(lambda db: measures.words(db, store.keyring, meeting.reference))[1]


async def _writes(meeting: Meeting, name: str, part: str, words: str) -> str:
    await meeting.does(name, "words", "1", part)
    return await meeting.room.says(name, words)


async def test_a_measure_was_lost_when_a_colleague_took_its_number(meeting: Meeting) -> None:
    lars, ola = str(meeting.person("lars")), str(meeting.person("ola"))
    await meeting.does("kari", "when", "1", "emergency_placement", ola)
    await meeting.does("lars", "when", "0", "school_follow_up", lars)
    await meeting.room.taps("lars", "Innen 24")
    assert "Tiltak 2 er ført" in await meeting.room.taps("kari", "Om to timer")
    assert _kinds(meeting) == ["school_follow_up", "emergency_placement"]


async def test_a_measure_with_a_written_day_was_lost_so_too(meeting: Meeting) -> None:
    lars, ola = str(meeting.person("lars")), str(meeting.person("ola"))
    await meeting.does("kari", "when", "1", "travel_ban_urgent", ola)
    await meeting.does("lars", "add", "0", "school_follow_up", lars, "day", "1")
    await meeting.room.says("kari", "i morgen kl. 9")
    assert _kinds(meeting) == ["school_follow_up", "travel_ban_urgent"]


async def test_the_same_measure_decided_by_two_is_two(meeting: Meeting) -> None:
    """Who decided it answers for the decision: another's is not theirs."""
    for name in ("kari", "lars"):
        await meeting.does(name, "add", "0", "counsel", str(meeting.person("ola")), "day", "1")
    assert _kinds(meeting) == ["counsel", "counsel"]


async def test_a_second_tap_adds_nothing_though_the_first_got_another_number(meeting: Meeting) -> None:
    ola = str(meeting.person("ola"))
    await meeting.does("lars", "add", "0", "school_follow_up", ola, "day", "1")
    shown = [await meeting.does("kari", "add", "1", "counsel", ola, "2h", "1") for _ in range(2)]
    assert deciding.ALREADY in shown[1]
    assert _kinds(meeting) == ["school_follow_up", "counsel"]
    assert [line.action for line in meeting.log].count("measure") == 2


async def test_a_consent_was_lost_when_a_colleague_took_its_number(meeting: Meeting) -> None:
    await meeting.does("kari", "consent", "school")
    await meeting.does("ola", "consent", "police")
    await meeting.room.taps("ola", "muntlig")
    await meeting.room.taps("kari", "muntlig")
    assert [one.recipient for one in _consents(meeting)] == ["police", "school"]


async def test_a_second_tap_notes_no_second_consent(meeting: Meeting) -> None:
    await meeting.does("ola", "consent", "police", "spoken", "1")
    for _ in range(2):
        await meeting.does("kari", "consent", "school", "spoken", "1")
    assert [one.recipient for one in _consents(meeting)] == ["police", "school"]


async def test_a_second_disagreement_took_the_first_ones_place(meeting: Meeting) -> None:
    await meeting.does("kari", "add", "0", "other", str(meeting.person("ola")), "day", "1")
    await _writes(meeting, "ola", "against", "Vi tror ikke det hjelper.")
    shown = await _writes(meeting, "lars", "against", "Det er for sent.")
    assert _words(meeting).disagreement == "Politi: Vi tror ikke det hjelper.\nSkole: Det er for sent."
    assert "Politi: Vi tror" in shown
    assert meeting.measures[0].disagreed


async def test_what_a_measure_is_could_be_overwritten_by_anybody(meeting: Meeting) -> None:
    await meeting.brings_in("nora", "nav", "Nora")
    await meeting.does("nora", "basis", "fvl_13b")
    await meeting.does("lars", "add", "0", "other", str(meeting.person("ola")), "day", "1")
    await _writes(meeting, "nora", "what", "Den første som skriver")
    assert _words(meeting).what == "Den første som skriver"
    assert "Bare den som står for det" in await meeting.does("nora", "words", "1", "what")
    for name, words in (("lars", "bestemte det"), ("ola", "har ansvaret"), ("kari", "leder")):
        await _writes(meeting, name, "what", words)
        assert _words(meeting).what == words


async def test_what_was_written_while_somebody_else_wrote_takes_nothing_away(meeting: Meeting) -> None:
    await meeting.does("kari", "add", "0", "other", str(meeting.person("ola")), "day", "1")
    await meeting.does("lars", "words", "1", "why")
    await _writes(meeting, "ola", "why", "Grunnen")
    assert "Bare den som står for det" in await meeting.room.says("lars", "En annen grunn")
    assert _words(meeting).why == "Grunnen"


async def test_a_second_done_was_logged_as_if_something_had_been_done(meeting: Meeting) -> None:
    await meeting.does("kari", "add", "0", "other", str(meeting.person("ola")), "day", "1")
    for verb in ("measuredone", "measuredone"):
        await meeting.does("ola", verb, "1")
    assert [line.action for line in meeting.log].count("measure.done") == 1
