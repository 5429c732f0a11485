"""Staff at the counter: the office is where they are, and a declaration with a young person goes on beside it."""

from datetime import timedelta

import pytest

from storage import cases, people, screens, sessions
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room
from tests.conversations.stage import Stage

DECLARE = "Egenerklæring sammen med en ungdom"
FIRST = "Er du trygg nå?"


@pytest.fixture
async def room(stage: Stage) -> Room:
    """Lars is at the office; Kari coordinates."""
    await stage.come_in("kari", people.COORDINATOR)
    await stage.come_in("lars", people.STAFF)
    made = Room(stage)
    await made.says("kari", "/vakt")
    await made.says("lars", "/start")
    return made


def declaring(room: Room) -> bool:
    """Whether Lars has a declaration under way."""
    stage, lars = room.stage, room.stage.person("lars").id
    return stage.store.read(lambda db: sessions.load(db, stage.store.keyring, lars)) is not None


async def rung(room: Room) -> Meeting:
    """Kari leads a meeting, Lars takes part, and Kari gives him something to do."""
    await room.says("kari", "/meny")
    user = room.user("kari")
    user.tap_data("begin:strategy_meeting:orange", user.from_bot()[-1].id)
    await room._settled()
    return Meeting(room, "strategy_meeting")


async def test_staff_begin_at_the_office(room: Room) -> None:
    shown = room.screen("lars")
    assert "Hei, Lars" in shown
    assert DECLARE in shown
    assert not declaring(room)


async def test_a_declaration_together_with_a_young_person_is_filed(room: Room) -> None:
    await room.taps("lars", DECLARE)
    assert FIRST in room.screen("lars")
    await room.taps("lars", "Nei")
    unit = room.stage.local.unit()
    assert len(room.stage.store.read(lambda db: cases.listing(db, unit))) == 1
    assert "🔴" in "".join(one.text for one in room.user("kari").from_bot())


@pytest.mark.parametrize("office", [True, False], ids=["at the office", "declaring"])
async def test_stop_words_take_everything_away(room: Room, *, office: bool) -> None:
    await room.taps("lars", "Lov og kunnskap" if office else DECLARE)
    await room.says("lars", "stopp")
    shown = room.user("lars").visible()
    assert len(shown) == 1, "what Lars wrote is gone too"
    assert "Havn" not in shown[0].text
    assert room.stage.person("lars").face == people.HIDDEN
    for label in ("Lov", "Egenerklæring", "Er du trygg"):
        assert label not in room.screen("lars")


async def test_behind_the_innocent_face_old_buttons_show_nothing(room: Room) -> None:
    meeting = await rung(room)
    await meeting.brings_in("lars", "school", "Lars")
    await room.says("lars", "STOPP")
    for verb in ("info", "measures", "log", "minutes"):
        shown = await meeting.does("lars", verb)
        assert "Kari" not in shown, verb
        assert meeting.reference not in shown, verb
        assert "Haster" not in shown, verb
    for verb in ("menu", "cards", "services", "runs", "begin", "about"):
        shown = await meeting.forges("lars", verb)
        assert "≡ Meny" not in shown, verb
    assert room.stage.person("lars").face == people.HIDDEN


async def test_the_innocent_button_leads_back_in(room: Room) -> None:
    await room.says("lars", "stopp")
    innocent = await room.says("lars", "hei")
    assert "Havn" not in innocent
    await room.taps("lars", room.user("lars").from_bot()[-1].buttons[0].text)
    assert "Hei, Lars" in room.screen("lars")
    assert room.stage.person("lars").face == people.OPEN


async def test_what_rings_behind_the_innocent_face_leads_in(room: Room) -> None:
    meeting = await rung(room)
    await meeting.brings_in("lars", "school", "Lars")
    await room.says("lars", "stopp")
    await meeting.does("kari", "add", "0", "other", str(meeting.person("lars")), "day", "1")
    assert room.user("lars").from_bot()[-1].text == f"{meeting.reference}: det er noe nytt til deg."
    assert "Tiltak 1" in await room.taps("lars", "Åpne")


async def test_a_ring_during_a_declaration_leaves_the_way_back(room: Room) -> None:
    meeting = await rung(room)
    await meeting.brings_in("lars", "school", "Lars")
    await room.says("lars", "/meny")
    await room.taps("lars", DECLARE, "Ja")
    there = room.user("lars").from_bot()[-1].text
    await meeting.does("kari", "add", "0", "other", str(meeting.person("lars")), "day", "1")
    assert "Tilbake til samtalen" in room.screen("lars")
    assert declaring(room)
    await room.taps("lars", "Tilbake til samtalen")
    assert there.splitlines()[-1] in room.screen("lars")
    await meeting.does("kari", "measureto", "1", str(meeting.person("kari")))
    await meeting.does("kari", "measureto", "1", str(meeting.person("lars")))
    assert "Tiltak 1" in await room.taps("lars", "Åpne")
    await room.says("lars", "pass")
    assert "kort passer" in room.screen("lars"), "at the office words are searched for"
    assert declaring(room)
    await meeting.forges("lars", "again")
    assert there.splitlines()[-1] in room.screen("lars")


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "contact"])
async def test_what_is_no_text_is_not_kept(room: Room, kind: str) -> None:
    await room.user("lars").send_kind(kind)
    await room._settled()
    assert [one.by_bot for one in room.user("lars").visible()] == [True]
    assert "Hei, Lars" in room.screen("lars")


async def test_commands_lead_where_they_say(room: Room) -> None:
    for command, sees in (
        ("/oppgaver", "Mine oppgaver"), ("/moter", "Møter og prosedyrer"), ("/kort", "Skriv hva du leter etter"),
        ("/kort pass", "kort passer"), ("/meny", "Hei, Lars"), ("/start", "Hei, Lars"), ("/noe", "Hei, Lars"),
        ("/OPPGAVER@HavnBot", "Mine oppgaver"),
    ):  # fmt: skip
        assert sees in await room.says("lars", command), command
        assert all(one.by_bot for one in room.user("lars").visible()), command


async def test_words_are_searched_for(room: Room) -> None:
    found = await room.says("lars", "avverge")
    assert "kort passer" in found
    assert "§ 196" in found
    assert "Ingen kort" in await room.says("lars", "xyzzy")
    assert all(one.by_bot for one in room.user("lars").visible())


async def test_what_the_chat_fades_into_can_be_opened_again(room: Room) -> None:
    await room.taps("lars", "Lov og kunnskap")
    await room.stage.pass_time(timedelta(minutes=61))
    assert room.stage.person("lars").face == people.HIDDEN
    assert "Lov" not in room.screen("lars")
    lars = room.stage.person("lars").id
    assert len(room.stage.store.read(lambda db: screens.visible(db, lars))) == 1
