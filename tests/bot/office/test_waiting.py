"""What waits for whom: «Mine oppgaver», reminders before, at and after a deadline, and screens that follow."""

from datetime import timedelta

from storage import people
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room


async def test_my_tasks_stand_with_what_is_overdue_first(meeting: Meeting) -> None:
    ola = str(meeting.person("ola"))
    await meeting.does("kari", "add", "0", "plan_b", ola, "week", "1")
    await meeting.does("kari", "add", "0", "counsel", ola, "2h", "2")
    await meeting.does("kari", "add", "0", "interpreter", ola, "day", "3")
    await meeting.stage.pass_time(timedelta(hours=3))
    shown = await meeting.forges("ola", "tasks:0")
    labels = [button.text for button in meeting.room.user("ola").from_bot()[-1].buttons]
    kinds = [word for label in labels for word in ("Tiltak 1", "Tiltak 2", "Tiltak 3") if word in label]
    assert kinds == ["Tiltak 2", "Tiltak 3", "Tiltak 1"], shown
    late = [label.startswith("⏰") for label in labels if meeting.reference in label]
    assert late == sorted(late, reverse=True), "overdue first"
    assert labels[kinds.index("Tiltak 2")].startswith("⏰")


async def test_a_coordinator_sees_what_waits_for_whom(meeting: Meeting) -> None:
    await meeting.does("kari", "add", "0", "counsel", str(meeting.person("ola")), "2h", "1")
    await meeting.stage.pass_time(timedelta(hours=3))
    shown = await meeting.forges("kari", "waiting")
    assert "Ola Politi" in shown
    assert "over frist" in shown
    assert "Ola Politi" not in await meeting.forges("nora", "waiting")


async def test_reminders_go_to_the_responsible_and_then_to_the_chair(meeting: Meeting) -> None:
    """On level orange: a quarter of the time before, at the deadline, and two hours after it the chair."""
    room = meeting.room
    for name in ("kari", "ola", "lars"):
        await room.says(name, "/meny")
    await meeting.does("kari", "add", "0", "counsel", str(meeting.person("ola")), "2h", "1")
    counts = {name: len(_rung(room, name, meeting)) for name in ("kari", "ola", "lars")}

    async def later(minutes: int) -> dict[str, list[str]]:
        await meeting.stage.pass_time(timedelta(minutes=minutes))
        new = {name: _rung(room, name, meeting)[counts[name] :] for name in counts}
        for name in counts:
            counts[name] += len(new[name])
        return new

    before = await later(89)
    assert not any("nærmer seg" in text for text in before["ola"])
    assert any("nærmer seg" in text for text in (await later(2))["ola"])
    at = await later(30)
    assert any("går ut nå" in text for text in at["ola"])
    assert not any("griper inn" in text for text in at["kari"])
    after = await later(120)
    assert any("griper inn" in text for text in after["kari"])
    assert [line.action for line in meeting.log if line.task == "1" and line.action.startswith("remind")] == [
        "remind.before", "remind.due", "remind.chair",
    ]  # fmt: skip
    again = await later(4 * 60)
    assert any("fortsatt ikke" in text for text in again["ola"])
    assert any("fortsatt ikke" in text for text in again["kari"])
    await room.taps("ola", "Åpne")
    await meeting.does("ola", "measuredone", "1")
    logged = sum(line.task == "1" and line.action.startswith("remind") for line in meeting.log)
    await later(24 * 60)
    assert sum(line.task == "1" and line.action.startswith("remind") for line in meeting.log) == logged


async def test_what_rings_says_nothing_of_what_it_is_about(meeting: Meeting) -> None:
    await meeting.does("kari", "add", "0", "counsel", str(meeting.person("ola")), "2h", "1")
    assert meeting.room.user("ola").from_bot()[-1].text == f"{meeting.reference}: det er noe nytt til deg."


async def test_everybody_who_looks_sees_a_tick_within_one_round(meeting: Meeting) -> None:
    await meeting.does("kari", "run")
    await meeting.does("lars", "phase", "before")
    await meeting.does("ola", "tick", "prepare")
    assert "2 gjort" in meeting.room.screen("kari"), "the basis that all stated, and this"
    assert "☑" in meeting.room.screen("lars")
    await meeting.does("kari", "tick", "urgent")
    assert meeting.room.screen("lars").count("☑") >= 2


async def test_who_looks_at_something_else_is_left_alone(meeting: Meeting) -> None:
    await meeting.forges("lars", "cards")
    seen = meeting.room.user("lars").from_bot()[-1]
    await meeting.does("ola", "tick", "prepare")
    assert meeting.room.user("lars").from_bot()[-1] == seen


async def test_who_writes_is_not_disturbed_by_what_others_do(meeting: Meeting) -> None:
    await meeting.does("lars", "tell")
    await meeting.does("ola", "tick", "prepare")
    assert "Skriv det du har sett" in meeting.room.screen("lars")
    await meeting.room.says("lars", "Eleven var borte i går.")
    assert meeting.log[-1].action == "tell"


async def test_a_hidden_chat_is_never_drawn_anew(meeting: Meeting) -> None:
    await meeting.does("lars", "run")
    await meeting.room.says("lars", "stopp")
    hidden = meeting.room.screen("lars")
    await meeting.does("ola", "tick", "prepare")
    assert meeting.room.screen("lars") == hidden
    assert meeting.stage.person("lars").face == people.HIDDEN


def _rung(room: Room, name: str, meeting: Meeting) -> list[str]:
    """Everything that ever came with a sound and names the run and nothing else of it."""
    sent = room.stage.api.calls.sent(room.user(name).id)
    return [
        call.text for call in sent if meeting.reference in call.text and not call.params.get("disable_notification")
    ]
