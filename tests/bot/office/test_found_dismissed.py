"""Found on the phone of somebody who was dismissed in the middle of their work."""

import pytest

from bot.commands import dismiss
from tests.bot.office.gathered import Meeting


async def dismissed(meeting: Meeting) -> None:
    stage = meeting.stage
    stage.store.run(lambda db: dismiss._dismiss(db, stage.harbour, "Lars", stage.clock.now()))
    await stage.settle()


async def test_a_run_that_stood_on_it_was_drawn_anew_when_somebody_else_ticked(meeting: Meeting) -> None:
    await meeting.does("lars", "task", "prepare")
    await dismissed(meeting)
    await meeting.does("ola", "tick", "prepare")
    shown = meeting.room.screen("lars")
    assert meeting.reference not in shown
    assert "Mine oppgaver" not in shown


@pytest.mark.parametrize("then", ["/start", "/meny"])
async def test_a_declaration_that_was_being_written_with_a_young_person_was_still_there(
    meeting: Meeting, then: str
) -> None:
    await meeting.room.says("lars", "/meny")
    await meeting.room.taps("lars", "Egenerklæring sammen")
    await meeting.room.taps("lars", meeting.room.user("lars").from_bot()[-1].buttons[1].text)
    asked = meeting.room.screen("lars")
    await dismissed(meeting)
    for said in (then, "Åpne"):
        assert asked not in await meeting.room.says("lars", said)
