"""How a deadline was rung for by nobody, because something else rang in the same pause, or at the same time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.office import reminders
from flows.procedures.reminding import Moment, Stage
from flows.procedures.run import State
from storage import jobs, measures
from tests.bot.office.gathered import Meeting
from tests.conversations.runner import BEGINS


def rings(meeting: Meeting, name: str) -> list[str]:
    stage = meeting.stage
    return [str(call.text) for call in stage.api.calls.sent(stage.users[name].id) if "⏰" in str(call.text)]


async def paused_with_both(meeting: Meeting) -> datetime:
    """On level yellow, at which little rings again: tasks for everybody, and a measure half an hour after them."""
    stage = meeting.stage
    await meeting.does("kari", "setlevel", "yellow")
    for task in ("conflicts", "invite", "urgent"):
        for name in ("kari", "ola", "lars"):
            await meeting.does(name, "tick", task)
    at = stage.clock.now() + timedelta(hours=5)
    await meeting.does("kari", "settime", str(int(at.timestamp())))
    await meeting.does("kari", "add", "0", "other", str(meeting.person("kari")), "2h", "1")
    later = replace(meeting.measures[0], due_at=at + timedelta(minutes=30))
    stage.store.run(lambda db: measures.save(db, meeting.reference, later))
    await meeting.does("kari", "pause")
    return at


@pytest.mark.parametrize("by_hand", [True, False])
async def test_a_deadline_was_forgotten_when_a_measure_rang_in_the_same_pause(
    meeting: Meeting, *, by_hand: bool
) -> None:
    stage = meeting.stage
    await paused_with_both(meeting)
    until, before = meeting.run.paused_until, len(rings(meeting, "lars"))
    assert until is not None
    await stage.pass_time(timedelta(hours=6))
    assert any((line.action, line.task) == ("remind.due", "1") for line in meeting.log)
    assert len(rings(meeting, "lars")) == before
    if by_hand:
        await meeting.does("kari", "resume")
        await stage.pass_time(timedelta(minutes=1))
    else:
        await stage.pass_time(until - stage.clock.now() + timedelta(seconds=2))
    assert meeting.run.state is State.OPEN
    assert len(rings(meeting, "lars")) == before + 1
    assert any(line.action.startswith("remind.") and line.task == "prepare" for line in meeting.log)


async def test_what_had_rung_before_the_pause_does_not_ring_again_after_it(meeting: Meeting) -> None:
    stage = meeting.stage
    at = await paused_with_both(meeting)
    await meeting.does("kari", "resume")
    await stage.pass_time(at - stage.clock.now() + timedelta(minutes=10))
    before = [line for line in meeting.log if line.action.startswith("remind.")]
    await meeting.does("kari", "pause")
    await stage.pass_time(timedelta(minutes=30))
    await meeting.does("kari", "resume")
    await stage.pass_time(timedelta(minutes=1))
    new = [(line.action, line.task) for line in meeting.log if line.action.startswith("remind.")][len(before) :]
    assert new == [("remind.due", "1")]


async def test_a_reminder_written_by_an_older_version_of_the_program_is_understood(meeting: Meeting) -> None:
    since = {"since": meeting.stage.clock.now().isoformat()}
    due = meeting.stage.clock.now() + timedelta(minutes=1)
    meeting.stage.store.run(lambda db: jobs.put(db, "run", due, meeting.reference, since))
    await meeting.stage.pass_time(timedelta(minutes=2))
    assert meeting.stage.store.read(lambda db: jobs.payload(db, "run", meeting.reference)) is not None


@pytest.mark.parametrize("repeated", [Stage.AGAIN, Stage.DUE, Stage.BEFORE])
def test_a_reminder_that_comes_every_hour_hid_that_the_leader_must_step_in(repeated: Stage) -> None:
    once, again = Moment(BEGINS, Stage.CHAIR, (1,), 1), Moment(BEGINS, repeated, (1, 2), "urgent")
    assert dict(reminders._whom((again, once))) == {1: once, 2: again}
