"""Two at once, somebody who leaves or is taken out, a chair who goes, a call made twice, an invitation gone astray."""

import asyncio
from datetime import UTC, datetime, timedelta

from flows.procedures.run import MeasureState
from flows.session import FreeText
from storage import blocked, people, runs
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room
from tests.conversations.stage import Stage


async def test_two_answer_the_same_task_in_the_same_second(meeting: Meeting) -> None:
    room = meeting.room
    for name in ("ola", "lars"):
        await meeting.does(name, "task", "prepare")
    for name in ("ola", "lars"):
        user = room.user(name)
        user.tap_data(f"tick:{meeting.reference}:prepare", user.from_bot()[-1].id)
    await room._settled()
    (mark,) = meeting.run.marks["prepare"].values()
    assert mark.by == meeting.person("ola")
    assert [line.person for line in meeting.log if (line.action, line.task) == ("tick", "prepare")] == [mark.by]
    assert "✓" in room.screen("ola")
    assert "allerede gjort" in room.screen("lars")
    assert "(Ola Politi)" in room.screen("lars")


async def test_two_at_once_on_threads_of_their_own(meeting: Meeting) -> None:
    taps = [f"tick:{meeting.reference}:prepare", f"tick:{meeting.reference}:urgent"] * 3
    for name in ("ola", "lars", "kari"):
        for data in taps:
            meeting.room.user(name).tap_data(data, meeting.room.user(name).from_bot()[-1].id)
    pending = list(meeting.stage.api.updates.pending)
    meeting.stage.api.updates.pending.clear()
    await asyncio.gather(*(meeting.stage.work(one) for one in pending))
    await meeting.room._settled()
    assert {task: len(marks) for task, marks in meeting.run.marks.items() if task != "basis"} == {
        "prepare": 1,
        "urgent": 3,
    }
    assert sum(line.action == "tick" and line.task in {"prepare", "urgent"} for line in meeting.log) == 4


async def test_somebody_removed_midway(meeting: Meeting) -> None:
    room, ola = meeting.room, str(meeting.person("ola"))
    await meeting.does("ola", "tick", "prepare")
    await meeting.does("kari", "add", "0", "other", ola, "day", "1")
    await meeting.does("ola", "task", "urgent")
    await meeting.does("kari", "removenow", ola)
    assert meeting.run.marks["prepare"]["police"].by == int(ola), "what was ticked stays"
    assert [one.responsible for one in meeting.measures] == [meeting.person("kari")]
    assert "ikke lenger med" in room.screen("ola")
    assert room.user("ola").from_bot()[-1].buttons[0].data == "menu"
    for data in ("run", "task:urgent", "tick:urgent", "people", "info", "measure:1", "log:0", "measuredone:1"):
        verb, _, rest = data.partition(":")
        shown = await meeting.does("ola", verb, *([rest] if rest else []))
        assert "Kari" not in shown, data
        assert "ikke med i den" in shown, data
    assert "urgent" not in meeting.run.marks
    assert meeting.measures[0].state is MeasureState.OPEN
    await meeting.does("kari", "tick", "urgent")
    assert "urgent" not in room.screen("ola")
    assert "Haster" not in room.screen("ola")


async def test_a_role_that_stays_empty_falls_to_the_chair(meeting: Meeting) -> None:
    card = await meeting.does("kari", "run")
    assert "Ingen er med for" in card
    assert "Kontaktperson for barnet" in card
    assert "child_view" not in (await meeting.does("lars", "tick", "child_view") and meeting.run.marks)
    await meeting.does("kari", "tick", "child_view")
    assert meeting.run.marks["child_view"]["chair"].by == meeting.person("kari")


async def test_a_deadline_on_17_may_comes_forward(stage: Stage) -> None:
    await stage.pass_time(datetime(2027, 5, 10, 8, 0, tzinfo=UTC) - stage.clock.now())
    await stage.come_in("kari", people.COORDINATOR)
    room = Room(stage)
    await room.says("kari", "/start")
    await room.taps("kari", "Oppgaver", "Start en", "Strategimøte", "🟡")
    meeting = Meeting(room, "strategy_meeting")
    await meeting.does("kari", "add", "0", "other", str(meeting.person("kari")), "week", "1")
    due = meeting.measures[0].due_at
    assert due.astimezone(stage.local.zone).strftime("%d.%m. %H:%M") == "14.05. 16:00", (
        "Monday 17 May is no working day"
    )


async def test_the_chair_leaves(meeting: Meeting) -> None:
    await meeting.does("kari", "tick", "prepare")
    await meeting.does("kari", "leavenow")
    assert meeting.run.chair == meeting.person("ola"), "who has been there longest leads"
    assert meeting.run.marks["prepare"]["coordinator"].by == meeting.person("kari")
    assert "ikke med i den" in await meeting.does("kari", "closenow", "protected")
    assert meeting.run.closed_at is None
    assert "Leder: Ola Politi" in await meeting.does("lars", "run")


async def test_the_last_one_cannot_leave(meeting: Meeting) -> None:
    for name in ("ola", "lars"):
        await meeting.does("kari", "removenow", str(meeting.person(name)))
    assert "den siste" in await meeting.does("kari", "leavenow")
    assert meeting.run.chair == meeting.person("kari")


async def test_a_meeting_called_twice_by_the_same_person(meeting: Meeting) -> None:
    shown = await meeting.forges("kari", "begin:strategy_meeting:orange")
    assert "startet nettopp" in shown
    assert meeting.reference in shown
    unit = meeting.stage.local.unit()
    assert len(meeting.stage.store.read(lambda db: runs.in_unit(db, unit))) == 1


async def test_a_meeting_called_twice_about_the_same_case(room: Room) -> None:
    await room.says("ola", "/start")
    await room.taps("ola", "Nei")
    reference = _paged(room)
    await _forges(room, "kari", f"begin:strategy_meeting:red:{reference}")
    first = Meeting(room, "strategy_meeting")
    assert first.run.case == reference
    await room.stage.come_in("siri", people.COORDINATOR)
    await room.says("siri", "/meny")
    shown = await _forges(room, "siri", f"begin:strategy_meeting:red:{reference}")
    assert "allerede dette i gang" in shown
    assert "Kari" in shown
    assert first.reference not in shown
    again = await _forges(room, "kari", f"begin:strategy_meeting:red:{reference}")
    assert "Her er det" in again
    assert len(room.stage.store.read(lambda db: runs.of_case(db, reference))) == 1


async def test_staff_cannot_call_about_a_case_that_is_not_theirs(room: Room) -> None:
    await room.says("ola", "/start")
    await room.taps("ola", "Nei")
    reference = _paged(room)
    await _forges(room, "lars", f"begin:strategy_meeting:red:{reference}:school")
    assert room.stage.store.read(lambda db: runs.of_case(db, reference)) == []


async def test_an_invitation_forwarded_to_somebody_known(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Helga Helse")
    await meeting.room.says("nora", code)
    await meeting.room.taps("nora", "Nei")
    assert "til en annen" in meeting.room.screen("nora")
    assert meeting.run.member(meeting.person("nora")) is None
    assert "åpnet av en annen" in meeting.room.screen("kari")
    assert not await _asked(meeting, "eva", code), "it is used up"


async def test_an_invitation_forwarded_to_a_stranger(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Helga Helse")
    await meeting.room.says("eva", code)
    await meeting.room.taps("eva", "Nei")
    assert meeting.run.member(meeting.person("eva")) is None, "the chair calls Helga first"
    assert meeting.reference not in meeting.room.screen("eva")
    assert "venter på å bli sluppet inn" in meeting.room.screen("kari")
    assert not await _asked(meeting, "nora", code), "it is used up"
    await meeting.does("kari", "people")
    await meeting.room.taps("kari", "Avvis")
    assert meeting.run.member(meeting.person("eva")) is None
    assert meeting.stage.person("eva").role == people.YOUTH


async def test_an_invitation_is_good_once(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Nora")
    await meeting.room.says("nora", code)
    await meeting.room.taps("nora", "Nei")
    assert meeting.run.member(meeting.person("nora")) is not None
    assert not await _asked(meeting, "eva", code)


async def test_an_invitation_that_is_too_old(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Nora")
    await meeting.stage.pass_time(timedelta(hours=24, minutes=1))
    assert not await _asked(meeting, "nora", code)


async def test_an_invitation_taken_back(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Nora")
    await meeting.does("kari", "people")
    await meeting.room.taps("kari", "Trekk")
    assert not await _asked(meeting, "nora", code)


async def test_an_invitation_taken_back_while_its_question_is_open(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Nora")
    await meeting.room.says("nora", code)
    await meeting.does("kari", "people")
    await meeting.room.taps("kari", "Trekk")
    await meeting.room.taps("nora", "Nei")
    assert meeting.run.member(meeting.person("nora")) is None


async def test_kinship_lets_nobody_in(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Nora")
    await meeting.room.says("nora", code)
    await meeting.room.taps("nora", "Ja, eller kanskje")
    assert meeting.run.member(meeting.person("nora")) is None
    assert "best at en annen" in meeting.room.screen("nora")
    assert "kjenner familien" in meeting.room.screen("kari")
    assert meeting.log[-1].action == "invite.kin"


async def test_a_name_that_the_child_gave_is_stopped(meeting: Meeting) -> None:
    stage = meeting.stage
    stage.store.run(
        lambda db: blocked.block(
            db, stage.store.keyring, meeting.reference, FreeText("onkel Per Prøvesen"), stage.clock.now()
        )
    )
    for called in ("Per Hansen", "PRØVESEN", "pér prøvesen"):
        await meeting.does("kari", "invite", "health")
        assert "Stopp: barnet har nevnt" in await meeting.room.says("kari", called), called
    assert [line.action for line in meeting.log][-3:] == ["invite.blocked"] * 3
    assert all(line.words is None for line in meeting.log)
    assert await meeting.invites("health", "Helga Hansen")


async def test_a_colleague_whom_the_child_named_takes_nothing_over(meeting: Meeting) -> None:
    stage = meeting.stage
    stage.store.run(
        lambda db: blocked.block(db, stage.store.keyring, meeting.reference, FreeText("Nora"), stage.clock.now())
    )
    await meeting.does("kari", "hand", str(meeting.person("nora")))
    assert meeting.run.chair == meeting.person("kari")
    assert meeting.run.member(meeting.person("nora")) is None


async def _asked(meeting: Meeting, name: str, code: str) -> bool:
    await meeting.room.says(name, code)
    return "Er du i slekt med" in meeting.room.screen(name)


def _paged(room: Room) -> str:
    """The case that Kari is paged for."""
    carried = [str(one.data) for seen in room.user("kari").from_bot() for one in seen.buttons]
    return next(data.removeprefix("take:") for data in carried if data.startswith("take:"))


async def _forges(room: Room, name: str, data: str) -> str:
    user = room.user(name)
    user.tap_data(data, user.from_bot()[-1].id)
    await room._settled()
    return room.screen(name)
