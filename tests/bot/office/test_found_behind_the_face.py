"""What a hidden chat showed that nothing took away again, and what a dismissed or removed person was still shown."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.buttons import Button, press
from bot.chat import FADE, Chat
from bot.face import innocent
from bot.screen import Screen
from flows.procedures.run import State
from storage import jobs, people
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room

ALL_NIGHT = timedelta(hours=30)


def shown(room: Room, name: str) -> str:
    return "\n".join(str(one) for one in room.user(name).from_bot())


async def test_a_question_about_kinship_stood_for_ever_in_a_chat_that_had_faded(meeting: Meeting) -> None:
    room, stage = meeting.room, meeting.stage
    await room.says("nora", "/meny")
    await stage.pass_time(timedelta(hours=2))
    assert stage.person("nora").face == people.HIDDEN
    await room.says("nora", await meeting.invites("health", "Nora"))
    assert "kjenner du familien" in shown(room, "nora")
    await stage.pass_time(timedelta(hours=2))
    assert "kjenner du familien" not in shown(room, "nora")


async def test_the_card_of_a_run_stood_for_ever_in_a_hidden_chat_and_did_not_change(meeting: Meeting) -> None:
    room = meeting.room
    await room.says("nora", "stopp")
    await room.says("nora", await meeting.invites("health", "Nora"))
    before = await room.taps("nora", "Nei")
    await meeting.does("ola", "tick", "prepare")
    assert room.screen("nora") != before
    assert "grunnlag" in await room.taps("nora", "Oppgi grunnlag")
    await meeting.stage.pass_time(ALL_NIGHT)
    assert "Strategim" not in shown(room, "nora")


@pytest.mark.parametrize("answer", ["Nei", "Ja"])
async def test_what_a_stranger_was_told_at_the_door_stood_for_ever_in_a_hidden_chat(
    meeting: Meeting, answer: str
) -> None:
    room = meeting.room
    await room.says("eva", "stopp")
    await room.says("eva", await meeting.invites("health", "Eva Helse"))
    assert "Den som inviterte" in await room.taps("eva", answer)
    await meeting.stage.pass_time(ALL_NIGHT)
    assert "inviterte" not in shown(room, "eva")


@pytest.mark.parametrize("brought", ["AAAA-BBBB-CCCC", "/start AAAA-BBBB-CCCC"])
async def test_a_code_that_is_worth_nothing_opens_no_hidden_chat(meeting: Meeting, brought: str) -> None:
    for name in ("nora", "eva"):
        await meeting.room.says(name, "stopp")
        await meeting.room.says(name, brought)
        await meeting.forges(name, press("kin", "AAAA-BBBB-CCCC", "no"))
        assert meeting.stage.person(name).face == people.HIDDEN


async def test_a_coordinator_who_hid_the_chat_as_a_stranger_was_shown_the_words_of_a_closed_run(
    meeting: Meeting,
) -> None:
    room, stage = meeting.room, meeting.stage
    await stage.come_in("siri", people.YOUTH)
    await room.says("siri", "/start")
    await room.says("siri", "stopp")
    await room.says("siri", f"/start {stage.invite(people.COORDINATOR, 'Siri')}")
    assert stage.person("siri").face == people.OPEN
    await meeting.brings_in("siri", "health", "Siri")
    await meeting.does("siri", "basis", "fvl_13b")
    await meeting.does("lars", "tell")
    await room.says("lars", "Hemmelig ord om bilen")
    assert "Hemmelig ord" in await meeting.does("siri", "info")
    await meeting.does("kari", "closenow", "protected")
    assert meeting.run.state is State.CLOSED
    assert "Hemmelig ord" not in shown(room, "siri")


async def test_a_screen_other_than_the_innocent_one_could_stand_without_anything_to_take_it_away(room: Room) -> None:
    """Whatever the face, and even when nobody tapped for it; what is drawn by itself keeps nothing open longer."""
    stage = room.stage
    person, now, key = stage.person("nora"), stage.clock.now(), str(stage.person("nora").id)

    def draws(drawn: Screen, *, touched: bool, later: timedelta = timedelta()) -> int:
        def work(db: Connection) -> int:
            Chat(db, stage.store.keyring, person, now + later).draw(drawn, touched=touched)
            return len(jobs.take(db, now + timedelta(minutes=61), 50, timedelta()))

        return stage.store.run(work)

    stage.store.run(lambda db: jobs.cancel(db, FADE, key))
    quiet = draws(innocent(stage.local.face), touched=True)
    assert draws(Screen("Noe annet", ((Button("Videre", press("run", "Osp-1")),),)), touched=False) == quiet + 1
    assert draws(Screen("Noe annet"), touched=False, later=timedelta(minutes=30)) == quiet + 1
    assert draws(Screen("Noe annet"), touched=True, later=timedelta(minutes=30)) == quiet


async def test_whoever_was_removed_while_their_chat_was_hidden_was_told_so_on_the_innocent_screen(
    meeting: Meeting,
) -> None:
    room = meeting.room
    innocent_line = await room.says("lars", "stopp")
    await meeting.does("kari", "removenow", str(meeting.person("lars")))
    assert str(room.user("lars").from_bot()[0]) == innocent_line
    assert "ikke lenger med" in room.screen("lars")
    await room.taps("lars", "Åpne")  # it rang beside the face, and the way in takes it away
    assert "ikke lenger med" not in shown(room, "lars")


async def test_whoever_hid_their_chat_at_the_door_is_not_told_by_anything_that_they_are_turned_away(
    meeting: Meeting,
) -> None:
    room = meeting.room
    await room.says("eva", await meeting.invites("health", "Eva Helse"))
    await room.taps("eva", "Nei")
    await room.says("eva", "stopp")
    before = shown(room, "eva")
    await meeting.does("kari", "people")
    await room.taps("kari", "Avvis")
    assert shown(room, "eva") == before


async def test_words_stayed_readable_for_whoever_had_blocked_the_bot_when_the_run_was_closed(meeting: Meeting) -> None:
    room, stage = meeting.room, meeting.stage
    await meeting.does("lars", "tell")
    await room.says("lars", "Hemmelig ord om bilen")
    await meeting.does("lars", "info")
    await room.user("lars").block()
    await room._settled()
    await meeting.does("kari", "closenow", "protected")
    await stage.pass_time(timedelta(hours=3))
    await room.user("lars").unblock()
    await room._settled()
    assert "Hemmelig" not in shown(room, "lars")


async def test_the_menu_of_staff_was_drawn_for_somebody_who_was_dismissed_that_moment(meeting: Meeting) -> None:
    room, stage = meeting.room, meeting.stage
    for name in ("lars", "kari"):
        await meeting.does(name, "run")
    lars, before, beside = meeting.person("lars"), shown(room, "lars"), shown(room, "kari")
    stage.store.run(lambda db: people.become(db, lars, people.YOUTH, "", "", None))
    await meeting.does("ola", "tick", "prepare")
    assert shown(room, "lars") == before
    assert shown(room, "kari") != beside
