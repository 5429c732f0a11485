"""What once went wrong in the office, each test named after it."""

from bot.office.office import ACTS, READ
from flows.procedures.run import State
from storage import meeting_invitations, people
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room
from tests.bot.office.trying import tries

HUGE = "9" * 24
RUNLESS = (
    "tasks:-1", f"tasks:{HUGE}", f"cardlist:law:{HUGE}", "run:", "begin:nothing:red", "begin:strategy_meeting:purple",
    "card:none", "service:none", "menu:x", "cardlist:none:0",
)  # fmt: skip
OF_A_RUN = (
    f"hand:{HUGE}", "hand:999", "hand:x", "result:none", "closenow:none", f"settime:{HUGE}", "settime:-99999999999999",
    f"revokenow:{HUGE}", "revokenow:1", f"member:{HUGE}", f"share:{HUGE}", "measure:x", "log:-3", f"log:{HUGE}",
    "kinds:0:-5", f"kinds:0:{HUGE}", f"removenow:{HUGE}", f"measureto:1:{HUGE}", f"admit:{HUGE}", f"chair:{HUGE}",
    f"secretary:{HUGE}", f"makeminutes:{HUGE}", f"add:0:other:{HUGE}:day:1", "add:0:none:1:day:1", "run:x:y:z",
    "setlevel:purple", "document:none", "phase:none", "task:none", "stop:none", "stopnow:none", "undo:none:none",
    "why:none:none:none", "tick:none", "tick:basis:x", "words:1:what", "words:x:none", "consent:none",
    "consent:school:none:1", "invite:none", f"withdraw:{HUGE}",
    "unshare:1:none", "share:1:none", f"when:0:other:{HUGE}",
)  # fmt: skip


async def test_an_invitation_for_a_role_nobody_can_take_part_in_cannot_be_made(meeting: Meeting) -> None:
    await meeting.does("kari", "invite", "chair")
    await meeting.room.says("kari", "Per Prøve")
    assert (
        meeting.stage.store.read(
            lambda db: meeting_invitations.open_of(
                db, meeting.stage.store.keyring, meeting.reference, meeting.stage.clock.now()
            )
        )
        == []
    )


async def test_somebody_who_takes_part_already_opens_an_invitation_for_another_role(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Lars")
    await meeting.room.says("lars", code)
    shown = await meeting.room.taps("lars", "Nei")
    assert "allerede med" in shown
    assert meeting.run.members[meeting.person("lars")].role == "school"


async def test_an_invitation_opened_after_the_end_lets_nobody_in(meeting: Meeting) -> None:
    mine, stranger = await meeting.invites("nav", "Nora"), await meeting.invites("health", "Eva Helse")
    await meeting.does("kari", "closenow", meeting.stage.harbour.procedures["strategy_meeting"].results[0].id)
    assert meeting.run.state is State.CLOSED
    for name, code in (("nora", mine), ("eva", stranger)):
        await meeting.room.says(name, code)
        if any(b.text == "Nei" for b in meeting.room.user(name).from_bot()[-1].buttons):
            await meeting.room.taps(name, "Nei")
        assert meeting.reference not in meeting.room.screen(name), name
    assert meeting.reference not in meeting.room.screen("kari") or "🚪" not in meeting.room.screen("kari")


async def test_whoever_knocked_before_the_end_is_not_made_staff_after_it(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Eva Helse")
    await meeting.room.says("eva", code)
    await meeting.room.taps("eva", "Nei")
    number = meeting.stage.store.read(
        lambda db: meeting_invitations.open_of(
            db, meeting.stage.store.keyring, meeting.reference, meeting.stage.clock.now()
        )
    )[0].id
    await meeting.does("kari", "closenow", meeting.stage.harbour.procedures["strategy_meeting"].results[0].id)
    await meeting.does("kari", "admit", str(number))
    assert meeting.stage.person("eva").role == people.YOUTH


async def test_whoever_is_turned_away_at_the_door_does_not_learn_the_name(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Eva Helse")
    await meeting.room.says("eva", code)
    await meeting.room.taps("eva", "Nei")
    await meeting.does("kari", "people")
    await meeting.room.taps("kari", "Avvis")
    assert meeting.reference not in meeting.room.screen("eva"), meeting.room.screen("eva")


async def test_data_that_no_button_of_ours_carries_breaks_nothing(meeting: Meeting) -> None:
    forged = (*RUNLESS, *(f"{data.split(':')[0]}:{meeting.reference}:{data.partition(':')[2]}" for data in OF_A_RUN))
    for data in (*forged, *(verb for verb in (*READ, *ACTS)), *(f"{verb}:{meeting.reference}" for verb in ACTS)):
        for name in ("kari", "ola"):
            if data.split(":")[0] not in {"pause", "leavenow"}:
                assert tries(meeting, name, data).changed == frozenset(), (name, data)


async def test_nobody_gives_themselves_the_eyes_of_the_police(room: Room) -> None:
    shown = room.user("kari").from_bot()[-1]
    room.user("kari").tap_data("begin:strategy_meeting:red::police", shown.id)
    await room._settled()
    run = Meeting(room, "strategy_meeting").run
    assert [one.role for one in run.present] == ["coordinator"]


async def test_a_command_typed_where_words_are_asked_for_is_a_command(meeting: Meeting) -> None:
    await meeting.does("kari", "tell")
    shown = await meeting.room.says("kari", "/vakt")
    assert "Du er på vakt" in shown
    assert not any(line.action == "tell" for line in meeting.log)


async def test_words_for_a_meeting_do_not_fall_into_a_declaration_under_way(meeting: Meeting) -> None:
    await meeting.room.says("lars", "/meny")
    await meeting.room.taps("lars", "Egenerklæring sammen")
    await meeting.does("lars", "tell")
    await meeting.room.says("lars", "Hemmelig ord om bilen")
    assert [line.action for line in meeting.log][-1] == "tell", meeting.room.screen("lars")


async def test_photos_at_the_office_during_a_declaration_do_not_hurt(meeting: Meeting) -> None:
    await meeting.room.says("lars", "/meny")
    await meeting.room.taps("lars", "Egenerklæring sammen")
    await meeting.room.says("lars", "/oppgaver")
    await meeting.room.user("lars").send_photo()
    await meeting.room._settled()
    assert "Hei, lars".casefold() in meeting.room.screen("lars").casefold()


async def test_kinship_told_after_the_inviter_left_reaches_who_leads_now(meeting: Meeting) -> None:
    code = await meeting.invites("health", "Eva Helse")
    await meeting.hands_over("kari", "nora")
    await meeting.room.says("eva", code)
    before = meeting.room.screen("kari")
    await meeting.room.taps("eva", "Ja")
    assert "kjenner familien" in meeting.room.screen("nora")
    assert meeting.room.screen("kari") == before


async def test_a_consent_that_was_withdrawn_carries_no_share(meeting: Meeting) -> None:
    await meeting.does("ola", "consent", "school", "spoken", "1")
    await meeting.does("ola", "tell")
    await meeting.room.says("ola", "En bil sto utenfor.")
    await meeting.does("kari", "revokenow", "1")
    for basis in ("consent:1", "consent:7", "consent"):
        await meeting.forges("ola", f"share:{meeting.reference}:1:prevention:{basis}")
        assert "En bil sto utenfor." not in await meeting.does("lars", "info"), basis


async def test_a_measure_for_somebody_who_left_cannot_be_made_from_an_old_button(meeting: Meeting) -> None:
    ola = str(meeting.person("ola"))
    await meeting.does("kari", "removenow", ola)
    await meeting.does("kari", "add", "0", "other", ola, "day", "1")
    assert meeting.measures == []


async def test_a_run_called_from_hidden_chat_shows_nothing_by_other_buttons(meeting: Meeting) -> None:
    await meeting.room.says("lars", "stopp")
    shown = await meeting.does("lars", "info")
    assert "Ola Politi" not in shown
    assert meeting.reference not in shown
