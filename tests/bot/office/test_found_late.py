"""What once went wrong in the office and was found late, each test named after it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.office import departing, reminders
from flows.procedures.run import State
from storage import blocked, jobs, minutes, people, readers, run_tables, tables
from tests.bot.office.gathered import Meeting
from tests.conversations.keys import key


def _result(meeting: Meeting) -> str:
    return meeting.stage.harbour.procedures["strategy_meeting"].results[0].id


async def test_a_second_tap_on_close_makes_no_second_minutes_without_words(meeting: Meeting) -> None:
    stage = meeting.stage
    stage.store.run(lambda db: readers.register(db, "Kari", "participant", "havnvik", key(5), stage.clock.now()))
    for _ in range(2):
        await meeting.does("kari", "closenow", _result(meeting))
    assert len(stage.store.read(lambda db: minutes.listing(db, meeting.reference))) == 1
    assert [line.action for line in meeting.log].count("close") == 1


async def test_nothing_is_written_about_anybody_after_the_end(meeting: Meeting) -> None:
    store, kari = meeting.stage.store, meeting.person("kari")
    await meeting.does("kari", "closenow", _result(meeting))
    for verb, arguments in (("invite", ("school",)), ("keepout", ())):
        await meeting.does("kari", verb, *arguments)
        await meeting.room.says("kari", "Per Prøvesen")
    await meeting.does("kari", "hand", str(meeting.person("nora")))
    named = select(func.count()).where(run_tables.run_invitations.c.name.is_not(None))
    assert store.read(lambda db: db.execute(named).scalar()) == 0
    assert not store.read(lambda db: blocked.is_blocked(db, store.keyring, [meeting.reference], "Prøvesen"))
    assert store.read(lambda db: jobs.payload(db, "handover", f"{meeting.reference}:{kari}")) is None


async def test_a_name_kept_out_after_the_offer_takes_nothing_over(meeting: Meeting) -> None:
    await meeting.does("kari", "hand", str(meeting.person("nora")))
    await meeting.does("kari", "keepout")
    await meeting.room.says("kari", "Nora")
    await meeting.does("nora", "takeover", str(meeting.person("kari")), "no")
    assert meeting.run.member(meeting.person("nora")) is None


async def test_a_name_kept_out_after_the_invitation_does_not_come_in(meeting: Meeting) -> None:
    known, stranger = await meeting.invites("nav", "Nora"), await meeting.invites("health", "Eva Helse")
    await meeting.room.says("eva", stranger)
    await meeting.room.taps("eva", "Nei")
    await meeting.does("kari", "keepout")
    await meeting.room.says("kari", "Nora, Eva")
    await meeting.room.says("nora", known)
    await meeting.room.taps("nora", "Nei")
    await meeting.does("kari", "people")
    await meeting.room.taps("kari", "Slipp inn")
    assert meeting.run.member(meeting.person("nora")) is None
    assert meeting.run.member(meeting.person("eva")) is None


async def test_whoever_is_taken_out_of_one_run_keeps_the_question_of_another(meeting: Meeting) -> None:
    await meeting.room.says("lars", "/meny")
    await meeting.room.taps("lars", "Egenerklæring sammen")
    before = meeting.room.screen("lars")
    await meeting.does("kari", "removenow", str(meeting.person("lars")))
    shown = [str(one) for one in meeting.room.user("lars").from_bot()]
    assert before in shown, shown


async def test_a_deadline_that_passed_in_a_pause_is_rung_for_when_the_pause_ends(meeting: Meeting) -> None:
    await meeting.does("kari", "pause")
    until = meeting.run.paused_until
    assert until is not None
    await meeting.stage.pass_time(until - meeting.stage.clock.now() + timedelta(seconds=2))
    assert meeting.run.state is State.OPEN
    told = [line.action for line in meeting.log if line.action.startswith("remind.")]
    assert any(one != "remind.resume" for one in told), told


async def test_nobody_whose_name_is_kept_out_is_made_to_lead(meeting: Meeting) -> None:
    stage = meeting.stage
    await stage.come_in("siri", people.COORDINATOR)
    await meeting.does("kari", "keepout")
    await meeting.room.says("kari", "Siri")
    for name in ("ola", "lars"):
        await meeting.does("kari", "removenow", str(meeting.person(name)))
    kari, now = meeting.person("kari"), stage.clock.now()
    left = stage.store.run(lambda db: departing.from_everything(db, stage.harbour, kari, now))
    assert left == [meeting.reference]
    stage.store.run(lambda db: people.become(db, kari, people.YOUTH, "", "", None))
    siri, unit = meeting.person("siri"), stage.local.unit()
    stage.store.run(lambda db: departing.adopt(db, stage.harbour, siri, unit, now))
    assert meeting.run.member(siri) is None


async def test_a_coordinator_who_only_listens_there_stops_no_dismissal(meeting: Meeting) -> None:
    stage, now = meeting.stage, meeting.stage.clock.now()
    await stage.come_in("siri", people.COORDINATOR)
    await meeting.brings_in("siri", "nav", "Siri")
    await meeting.does("siri", "basis", "anonymous")
    for name in ("ola", "lars"):
        await meeting.does("kari", "removenow", str(meeting.person(name)))
    kari, siri = meeting.person("kari"), meeting.person("siri")
    assert stage.store.run(lambda db: departing.from_everything(db, stage.harbour, kari, now)) == [meeting.reference]
    stage.store.run(lambda db: people.become(db, kari, people.YOUTH, "", "", None))
    stage.store.run(lambda db: departing.adopt(db, stage.harbour, siri, stage.local.unit(), now))
    assert meeting.run.chair == kari


async def test_one_run_that_cannot_be_read_stops_no_start_and_no_coordinator(meeting: Meeting) -> None:
    stage = meeting.stage
    stage.store.run(lambda db: db.execute(update(tables.flow_versions).values(source="nonsense =")))
    harbour = replace(stage.harbour, procedures={})
    stage.store.run(lambda db: reminders.plan_all(db, harbour, stage.clock.now()))
    kari, unit, now = meeting.person("kari"), stage.local.unit(), stage.clock.now()
    stage.store.run(lambda db: people.become(db, kari, people.YOUTH, "", "", None))
    stage.store.run(lambda db: departing.adopt(db, harbour, meeting.person("nora"), unit, now))
    assert meeting.run.chair == kari
    assert stage.store.read(lambda db: jobs.payload(db, "run", meeting.reference)) is not None


async def test_a_screen_that_cannot_be_drawn_does_not_end_what_rings(
    meeting: Meeting, caplog: pytest.LogCaptureFixture
) -> None:
    await meeting.does("kari", "add", "0", "other", str(meeting.person("ola")), "day", "1")
    await meeting.does("kari", "words", "1", "what")
    await meeting.room.says("kari", "Flytt skolestarten")
    await meeting.does("ola", "measure", "1")
    meeting.stage.store.run(lambda db: db.execute(run_tables.run_measures.update().values(words=b"broken")))
    await meeting.does("kari", "tell")
    await meeting.room.says("kari", "Noe nytt")
    assert "a screen is not drawn anew" in caplog.text


async def test_an_offer_made_in_one_role_gives_no_other(meeting: Meeting) -> None:
    """Lars asks Nora for the school; by the time she answers, he takes part for the police."""
    stage, nora, lars = meeting.stage, meeting.person("nora"), meeting.person("lars")
    unit = stage.local.unit()
    stage.store.run(lambda db: people.become(db, nora, people.STAFF, "Nora", unit, None, "school"))
    await meeting.does("lars", "hand", str(nora))
    await meeting.does("kari", "removenow", str(lars))
    await meeting.brings_in("lars", "police", "Lars")
    await meeting.does("nora", "takeover", str(lars), "no")
    assert meeting.run.member(nora) is None


async def test_an_interpreter_leads_only_when_nobody_else_is_left(meeting: Meeting) -> None:
    await meeting.brings_in("eva", "interpreter", "Eva Tolk")
    await meeting.does("kari", "removenow", str(meeting.person("ola")))
    await meeting.does("kari", "removenow", str(meeting.person("lars")))
    await meeting.brings_in("nora", "nav", "Nora")
    await meeting.does("kari", "leavenow")
    assert meeting.run.chair == meeting.person("nora")
