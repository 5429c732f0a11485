"""How an alert reached nobody and said so nowhere, and how a case stayed with somebody who was gone."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from flows.case import State
from storage import people, roster, tables
from tests.bot.staged import alert, forges, red, says, staged, taps
from tests.conversations.scene import Scene
from tests.conversations.stage import Stage


def unheard(stage: Stage) -> bool:
    return stage.store.read(lambda db: roster.unheard(db, stage.store.keyring))


def moved(stage: Stage, unit: str) -> None:
    """All staff belong to another unit."""
    staff = update(tables.people).where(tables.people.c.role != people.YOUTH)
    stage.store.run(lambda db: db.execute(staff.values(unit=unit)))


async def blocks(stage: Stage, *names: str) -> None:
    for name in names:
        await stage.users[name].block()
    await stage.collect()
    await stage.settle()


async def test_alert_of_a_unit_without_anybody_rang_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        moved(stage, "nabo")
        reference = await red(stage)
        for name in ("duty", "second", "admin"):
            shown = next(one for one in stage.users[name].from_bot() if reference in one.text)
            assert shown.text.splitlines()[0] == f"🔴 RØD · {reference} · nå"
            assert "Ingen i enheten som har saken, kan varsles" in shown.text
            assert not shown.buttons
        await forges(stage, "second", f"take:{reference}", 1)
        assert alert(stage, reference).acknowledged_by is None
        said = [line for line in caplog.messages if "reaches nobody" in line]
        assert said == [f"an alert reaches nobody in its unit: {reference}"]
        assert unheard(stage)


async def test_those_elsewhere_see_that_it_was_taken_and_not_by_whom(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        moved(stage, "nabo")
        reference = await red(stage)
        unit, back = stage.local.unit(), stage.person("second").id
        stage.store.run(lambda db: people.become(db, back, people.COORDINATOR, "Second", unit, None))
        await says(stage, "second", "/vakt")
        await forges(stage, "second", f"take:{reference}", 1)
        shown = next(one for one in stage.users["duty"].from_bot() if reference in one.text)
        assert shown.text.splitlines()[1:] == ["Tatt"]
        assert not unheard(stage)


async def test_everybody_had_blocked_the_bot_and_nothing_told_of_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        await blocks(stage, "duty", "second", "admin")
        reference = await red(stage)
        await stage.pass_time(timedelta(hours=2))
        assert unheard(stage)
        await stage.users["duty"].unblock()
        await says(stage, "duty", "/vakt")
        assert any(reference in one.text and one.buttons for one in stage.users["duty"].from_bot())
        assert not unheard(stage)


async def test_whoever_took_the_bot_back_was_not_rung_before_the_next_repeat(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        await blocks(stage, "duty", "second", "admin")
        reference = await red(stage)
        await stage.pass_time(timedelta(hours=2))
        await stage.users["second"].unblock()
        await stage.collect()
        await stage.pass_time(timedelta(seconds=1))
        assert any(reference in one.text and one.buttons for one in stage.users["second"].from_bot())


async def test_whoever_goes_on_duty_does_not_wake_those_who_were_woken(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        reference = await red(stage)
        before = alert(stage, reference)
        await says(stage, "second", "/vakt")
        assert alert(stage, reference) == before


async def test_contacted_case_of_somebody_who_was_gone_could_not_be_taken(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den", "Kontaktet")
        await blocks(stage, "duty")
        await taps(stage, "second", "Jeg tar den")
        case = Scene(stage).case()
        assert (case.owner_id, case.state) == (stage.person("second").id, State.CONTACTED)
        assert alert(stage, reference).next_action_at is None


@pytest.mark.parametrize("contacted", [True, False])
async def test_case_of_somebody_who_is_no_coordinator_any_more_was_locked(tmp_path: Path, *, contacted: bool) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den", *(["Kontaktet"] if contacted else []))
        gone = stage.person("duty").id
        stage.store.run(lambda db: people.become(db, gone, people.STAFF, "Duty", "", None))
        await forges(stage, "second", f"contact:{reference}", 1)
        assert Scene(stage).case().owner_id == gone
        await forges(stage, "second", f"case:{reference}", 1)
        await taps(stage, "second", "Jeg tar den")
        assert Scene(stage).case().owner_id == stage.person("second").id
        await forges(stage, "second", f"close:{reference}", 1)
        await taps(stage, "second", "Annet")
        assert Scene(stage).case().state is State.CLOSED


async def test_case_of_somebody_who_is_no_coordinator_any_more_is_passed_on(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den")
        gone = stage.person("duty").id
        stage.store.run(lambda db: people.become(db, gone, people.STAFF, "Duty", "", None))
        await forges(stage, "second", f"passto:{reference}:next", 1)
        live = alert(stage, reference)
        assert (live.acknowledged_by, Scene(stage).case().owner_id) == (None, None)
        assert live.next_action_at is not None


async def test_coordinator_of_every_unit_saw_no_case(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        moved(stage, "")
        await says(stage, "second", "/saker")
        assert any(reference in button.text for button in stage.users["second"].from_bot()[-1].buttons)


async def test_what_was_told_after_the_case_was_closed_reached_nobody(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den", "Avslutt saken", "Annet")
        before = len(stage.api.calls)
        await says(stage, "young", "/start")
        await taps(stage, "young", "Jeg forstår")
        case = Scene(stage).case()
        assert (case.reference, case.state, case.owner_id) == (reference, State.RECEIVED, None)
        rang = [one.text for one in stage.api.calls[before:] if one.chat == stage.users["duty"].id]
        assert len([text for text in rang if "RØD" in text]) == 1
