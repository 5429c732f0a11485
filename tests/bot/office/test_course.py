"""How a procedure goes: it stops, it bars, it rests, it is undone, handed over, raised, lowered and closed."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from flows.model import Level
from flows.procedures.run import State
from storage import minutes, people, readers
from storage.schema import metadata
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room
from tests.conversations.keys import key

CANARY = "kanarifuglord"


async def begun(room: Room, name: str, data: str) -> Meeting:
    """Somebody begins a procedure by the data of its last button."""
    user = room.user(name)
    user.tap_data(data, user.from_bot()[-1].id)
    await room._settled()
    return Meeting(room, data.split(":")[1])


# The packaged stop rules -------------------------------------------------------------------------------------------


@pytest.fixture
async def talk(room: Room) -> Meeting:
    """A motivational talk (P4) that Lars holds as a clinician, with consent."""
    made = await begun(room, "lars", "begin:motivational_talk:yellow::clinician")
    for task in ("case:none", "room", "interpreter:no", "role", "stored", "duties", "consent:yes"):
        await made.does("lars", "tick", *task.split(":"))
    assert len(made.run.marks) == 7, room.screen("lars")
    return made


async def test_evidence_stops_the_talk_by_itself(talk: Meeting) -> None:
    shown = await talk.does("lars", "tick", "evidence", "yes")
    assert (talk.run.state, talk.run.stop) == (State.STOPPED, "evidence")
    assert "⛔" in shown
    assert "Stoppet" in shown
    assert [(line.action, line.task) for line in talk.log[-2:]] == [("tick", "evidence=yes"), ("stop", "evidence")]
    await talk.does("lars", "tick", "needs")
    assert "needs" not in talk.run.marks
    await talk.does("lars", "closenow", talk.stage.harbour.procedures[talk.procedure].results[0].id)
    assert talk.run.state is State.CLOSED


async def test_the_stop_stands_on_the_first_screen_and_asks_once(talk: Meeting) -> None:
    await talk.does("lars", "run")
    asked = await talk.room.taps("lars", "⛔ Bevis kom fram")
    assert "Er du sikker?" in asked
    assert talk.run.state is State.OPEN
    await talk.room.taps("lars", "Ja, stopp nå")
    assert talk.run.stop == "evidence"
    card = await talk.does("lars", "run")
    assert "[⛔" not in card
    assert "| ⛔" not in card


async def test_no_talk_goes_on_against_a_no(talk: Meeting) -> None:
    await talk.does("lars", "why", "consent", "clinician", "mistaken")
    barred = await talk.does("lars", "tick", "needs")
    assert "Personen har ikke sagt ja" in barred
    await talk.does("lars", "tick", "consent", "no")
    assert talk.run.stop == "no_consent"


async def test_the_family_is_not_called_until_it_is_cleared(room: Room) -> None:
    made = await begun(room, "lars", "begin:family_dialogue:yellow::specialist")
    await made.brings_in("kari", "child_welfare", "Kari", by="lars")
    for task, choice, by in (
        ("child_wants", "yes", "lars"), ("honour", "no", "lars"), ("journey", "no", "lars"),
        ("violence", "no", "lars"), ("known", "yes", "kari"),
    ):  # fmt: skip
        for contact in ("call_family", "talk_family"):
            for name in ("lars", "kari"):
                await made.does(name, "tick", contact)
            assert contact not in made.run.marks, f"before {task}"
        await made.does(by, "tick", task, choice)
        assert task in made.run.marks, room.screen(by)
    shown = await made.does("lars", "task", "call_family")
    assert "Verken politi eller barnevern har sagt ja" in shown
    assert "✓ Gjort" not in shown
    await made.does("lars", "tick", "cleared", "yes")
    assert "cleared" not in made.run.marks, "the one who wants to call does not clear it"
    await made.does("kari", "tick", "cleared", "no")
    assert "Verken politi eller barnevern har sagt ja" in await made.does("lars", "task", "call_family")
    await made.does("kari", "why", "cleared", "child_welfare", "new_facts")
    await made.does("kari", "tick", "cleared", "yes")
    assert "Verken politi eller barnevern" not in await made.does("lars", "task", "call_family")


async def test_a_child_who_says_no_stops_the_dialogue(room: Room) -> None:
    made = await begun(room, "lars", "begin:family_dialogue:yellow::specialist")
    await made.does("lars", "tick", "child_wants", "no")
    assert (made.run.state, made.run.stop) == (State.STOPPED, "child_no")


# The rarer acts ----------------------------------------------------------------------------------------------------


async def test_a_pause_ends_by_itself_and_nothing_is_ticked_in_it(meeting: Meeting) -> None:
    await meeting.does("lars", "pause")
    assert meeting.run.paused_until is not None
    await meeting.does("ola", "tick", "prepare")
    assert "prepare" not in meeting.run.marks
    await meeting.does("ola", "more")
    await meeting.room.taps("ola", "Fortsett")
    assert meeting.run.state is State.OPEN
    await meeting.does("ola", "tick", "prepare")
    assert "prepare" in meeting.run.marks


async def test_the_chair_is_told_when_a_pause_is_over(meeting: Meeting) -> None:
    await meeting.does("kari", "pause")
    await meeting.stage.pass_time(timedelta(days=5))
    sent = meeting.stage.api.calls.sent(meeting.room.user("kari").id)
    assert f"{meeting.reference}: pausen er over." in [call.text for call in sent]


async def test_red_never_rests(meeting: Meeting) -> None:
    await meeting.does("lars", "setlevel", "red")
    assert "kan ikke settes på pause" in await meeting.does("kari", "pause")
    assert meeting.run.state is State.OPEN
    assert "Sett på pause" not in await meeting.does("kari", "more")


async def test_anybody_raises_and_the_chair_alone_lowers(meeting: Meeting) -> None:
    await meeting.does("lars", "setlevel", "red")
    assert "Bare den som leder" in await meeting.does("lars", "setlevel", "yellow")
    assert meeting.run.level is Level.RED
    await meeting.does("kari", "setlevel", "yellow")
    assert meeting.run.level.key == "yellow"
    assert [line.action for line in meeting.log[-2:]] == ["level.red", "level.yellow"]


async def test_undone_with_a_reason(meeting: Meeting) -> None:
    await meeting.does("ola", "tick", "prepare")
    await meeting.does("lars", "why", "prepare", "police", "mistaken")
    assert "prepare" in meeting.run.marks, "Lars did not tick it"
    await meeting.does("ola", "task", "prepare")
    await meeting.room.taps("ola", "Angre", "Det ble ikke gjort")
    assert "prepare" not in meeting.run.marks
    assert meeting.log[-1].action == "undo.not_done"
    assert "Det ble ikke gjort likevel" in await meeting.does("kari", "log", "0")


async def test_the_chair_sees_whose_tick_each_button_undoes(meeting: Meeting) -> None:
    for name in ("ola", "lars", "kari"):
        await meeting.does(name, "tick", "urgent")
    await meeting.does("kari", "task", "urgent")
    offered = [button.text for button in meeting.room.user("kari").from_bot()[-1].buttons]
    undoing = [text for text in offered if text.startswith("Angre")]
    assert len(set(undoing)) == 3
    assert "Angre …" in undoing
    await meeting.room.taps("kari", next(text for text in undoing if "Ola" in text), "Trykket feil")
    assert {mark.by for mark in meeting.run.marks["urgent"].values()} == {
        meeting.person(one) for one in ("lars", "kari")
    }


async def test_handed_over_with_everything_done(meeting: Meeting) -> None:
    await meeting.does("lars", "tick", "prepare")
    await meeting.does("kari", "add", "0", "other", str(meeting.person("lars")), "day", "1")
    await meeting.does("lars", "hand")
    await meeting.room.taps("lars", "Nora")
    assert meeting.run.member(meeting.person("nora")) is None, "until she has answered whether she knows the family"
    await meeting.room.taps("nora", "Åpne", "Nei")
    nora, run = meeting.person("nora"), meeting.run
    taken = run.member(nora)
    assert taken is not None
    assert taken.role == "school"
    assert run.member(meeting.person("lars")) is None
    assert run.marks["prepare"]["school"].by == meeting.person("lars")
    assert [one.responsible for one in meeting.measures] == [nora]
    assert meeting.reference in meeting.room.screen("nora")
    assert "ikke lenger med" in meeting.room.screen("lars")
    await meeting.hands_over("kari", "lars")
    assert meeting.run.chair == meeting.person("lars"), "who led hands that over too"


async def test_it_is_closed_with_a_result_and_what_was_typed_is_gone(meeting: Meeting) -> None:
    stage, room = meeting.stage, meeting.room
    stage.store.run(lambda db: readers.register(db, "Kari", "participant", "havnvik", key(5), stage.clock.now()))
    await meeting.does("ola", "tell")
    await room.says("ola", f"{CANARY} en")
    await meeting.does("kari", "add", "0", "other", str(meeting.person("kari")), "day", "1")
    for number, part in enumerate(("what", "why", "against")):
        await meeting.does("kari", "words", "1", part)
        await room.says("kari", f"{CANARY} {number}")
    await meeting.invites("nav", f"{CANARY} Navnesen")
    assert _typed(meeting) == 5
    assert "tiltak er ikke gjort" in await meeting.does("kari", "finish")
    await meeting.does("kari", "closenow", "protected")
    assert meeting.run.state is State.OPEN, "a measure waits"
    await meeting.does("kari", "measuredone", "1")
    await meeting.does("kari", "makeminutes", "1")
    assert "Bare den som leder" in await meeting.does("ola", "closenow", "protected")
    await meeting.does("kari", "closenow", "nonsense")
    assert meeting.run.state is State.OPEN
    await meeting.does("kari", "finish")
    sure = await room.taps("kari", "Den unge er trygg")
    assert "referat" in sure.casefold()
    await room.taps("kari", "Ja, avslutt")
    assert (meeting.run.state, meeting.run.result) == (State.CLOSED, "protected")
    assert _typed(meeting) == 0
    assert all(CANARY not in room.screen(name) for name in ("kari", "ola", "lars"))
    assert "close" in [line.action for line in meeting.log[-2:]]
    assert stage.store.read(lambda db: minutes.listing(db, meeting.reference))[0].number == 1
    for name, verb, *more in (
        ("kari", "tick", "urgent"),
        ("ola", "tell"),
        ("kari", "invite", "nav"),
        ("kari", "setlevel", "red"),
    ):
        await meeting.does(name, verb, *more)
    await room.says("ola", CANARY)
    assert "urgent" not in meeting.run.marks
    assert meeting.run.level is Level.ORANGE
    assert _typed(meeting) == 0


def _typed(meeting: Meeting) -> int:
    """How many fields of the run's tables hold anything that somebody typed, readable with the keyring."""

    def count(db: Connection) -> int:
        typed = [column for table in metadata.tables.values() if table.name.startswith("run_") for column in table.c]
        asked = (select(func.count()).where(one.is_not(None)) for one in typed if one.name in {"words", "name"})
        return sum(db.execute(one).scalar_one() for one in asked)

    return meeting.stage.store.read(count)


async def test_a_stranger_becomes_staff_by_being_let_in_and_nothing_more(meeting: Meeting) -> None:
    ola = meeting.stage.person("ola")
    assert (ola.role, ola.name, ola.unit) == (people.STAFF, "Ola Politi", meeting.run.unit)
