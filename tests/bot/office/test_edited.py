"""A procedure is edited while a meeting goes on in it: the meeting comes along where that is safe; nothing is lost."""

from dataclasses import replace

from flows.procedures import reader
from flows.procedures.model import Procedure
from tests.bot.office.gathered import Meeting


def edited(meeting: Meeting, was: str, now: str) -> Procedure:
    """Serve the procedure with this edit."""
    harbour = meeting.stage.harbour
    source = harbour.procedures["strategy_meeting"].source
    assert was in source
    made = reader.read(source.replace(was, now), "strategy_meeting")
    served = replace(harbour, procedures={**harbour.procedures, "strategy_meeting": made})
    meeting.stage.harbour = served
    for part in (meeting.stage.turns, meeting.stage.scheduler, meeting.stage.sender):
        part._harbour = served
    return made


async def test_a_new_text_is_shown_and_every_tick_is_kept(meeting: Meeting) -> None:
    await meeting.does("kari", "tick", "urgent")
    made = edited(meeting, 'do = "Gjør det som haster nå"', 'do = "Gjør straks det som haster"')
    assert "Gjør straks det som haster" in await meeting.does("lars", "task", "urgent")
    await meeting.does("kari", "tick", "keep_quiet")
    assert meeting.run.version == made.version
    assert {"urgent", "keep_quiet"} <= meeting.run.marks.keys()


async def test_a_renamed_step_keeps_its_tick(meeting: Meeting) -> None:
    await meeting.does("kari", "tick", "keep_quiet")
    edited(meeting, "[task.keep_quiet]", '[task.silence]\nwas = "keep_quiet"')
    await meeting.does("kari", "tick", "urgent")
    assert {"urgent", "silence"} <= meeting.run.marks.keys()


async def test_another_role_for_a_step_leaves_the_meeting_in_its_version(meeting: Meeting) -> None:
    before = meeting.run.version
    edited(meeting, 'who = ["everyone"]\neach = true\ndue = "now"', 'who = ["chair"]\ndue = "now"')
    assert "Gjør det som haster nå" in await meeting.does("kari", "task", "urgent")
    await meeting.does("kari", "tick", "urgent")
    assert meeting.run.version == before
