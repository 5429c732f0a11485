"""How one run in a version that cannot be read took the office, the case and a dismissal with it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.office import departing
from storage import alerts, cases, tables
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room
from tests.conversations import stage as staged

UNREADABLE = "kan ikke leses"


def spoil(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version that the run began in is no content any more, and the program is started with another one."""
    stage, version = meeting.stage, meeting.run.version
    broken = update(tables.flow_versions).where(tables.flow_versions.c.version == version).values(source="nonsense =")
    stage.store.run(lambda db: db.execute(broken))
    others = {name: replace(one, version="x" * 64) for name, one in staged.PROCEDURES.items()}
    monkeypatch.setattr(staged, "PROCEDURES", others)
    stage.restart()


@pytest.mark.parametrize("data", ["menu", "tasks:0", "runs", "waiting"])
async def test_nothing_at_the_office_could_be_shown(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch, data: str
) -> None:
    await meeting.does("kari", "add", "0", "other", str(meeting.person("kari")), "day", "1")
    spoil(meeting, monkeypatch)
    shown = await meeting.forges("kari", data)
    assert "Det gikk ikke" not in shown
    if data == "menu":
        assert "2 oppgaver venter" in shown  # the measure, and that there is something that cannot be read
    else:
        assert meeting.reference in shown
        assert UNREADABLE in shown
    if data in {"tasks:0", "waiting"}:
        assert "Tiltak 1" in shown


async def test_the_run_itself_says_that_it_cannot_be_shown(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(meeting, monkeypatch)
    for given in (("run",), ("tick", "prepare"), ("removenow", str(meeting.person("lars")))):
        shown = await meeting.does("kari", *given)
        assert "kan ikke vises" in shown, given
        assert "Hei, Kari" in shown
    assert len(meeting.run.present) == 3


async def test_a_refusal_in_a_run_that_cannot_be_read_is_told_above_the_menu(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meeting.does("lars", "hand", str(meeting.person("nora")))
    spoil(meeting, monkeypatch)
    shown = await meeting.does("nora", "takeover", str(meeting.person("kari")), "no")
    assert "ikke med i den" in shown
    assert "Hei, Nora" in shown


async def test_whoever_was_dismissed_stayed_in_every_run_because_one_could_not_be_read(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(meeting, monkeypatch)
    await meeting.stage.pass_time(timedelta(minutes=3))
    await meeting.forges("kari", "begin:strategy_meeting:orange")
    other = Meeting(meeting.room, "strategy_meeting")
    assert other.reference != meeting.reference
    await other.brings_in("lars", "school", "Lars")
    stage, lars, now = meeting.stage, meeting.person("lars"), meeting.stage.clock.now()
    left = stage.store.run(lambda db: departing.from_everything(db, stage.harbour, lars, now))
    assert left == [meeting.reference]
    assert other.run.member(lars) is None
    assert meeting.run.member(lars) is not None


async def test_a_case_could_not_be_opened_or_taken_and_its_alert_rang_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = room.stage
    await room.says("ola", "/start")
    await room.taps("ola", "Nei")
    case = stage.store.read(lambda db: cases.listing(db, stage.local.unit()))[0].reference
    room.user("kari").tap_data(f"begin:strategy_meeting:red:{case}", room.user("kari").from_bot()[-1].id)
    await room._settled()
    meeting = Meeting(room, "strategy_meeting")
    spoil(meeting, monkeypatch)
    assert f"{meeting.reference}: {UNREADABLE}" in await meeting.forges("kari", f"case:{case}")
    await meeting.forges("kari", f"take:{case}")
    live = stage.store.read(lambda db: alerts.live(db, case))
    assert live is not None
    assert live.acknowledged_by == meeting.person("kari")
