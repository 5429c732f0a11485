"""What an invitation took away from somebody who opened one that was not theirs."""

from datetime import timedelta
from pathlib import Path

import pytest

from storage import alerts, invitations, people, roster
from tests.bot.staged import alert, red, says, staged, taps
from tests.conversations.stage import Stage

WHOSE = "Denne invitasjonen er til Ola Prøve og kan fortsatt brukes."


def still_open(stage: Stage) -> list[str]:
    """The names of the invitations that can be redeemed."""
    now = stage.clock.now()
    return [one.name for one, _ in stage.store.read(lambda db: invitations.open_until(db, now))]


def on_duty(stage: Stage) -> list[int]:
    """Who is on duty for the municipality's first unit."""
    keyring, unit = stage.store.keyring, stage.local.unit()
    return [one.id for one in stage.store.read(lambda db: roster.on_duty(db, keyring, unit))]


@pytest.mark.parametrize("typed", ["/start {code}", "{code}"])
@pytest.mark.parametrize(
    ("who", "role", "told"), [("duty", "coordinator", "koordinator"), ("admin", "admin", "administrator")]
)
async def test_whoever_opened_a_colleagues_invitation_silently_lost_their_role(
    tmp_path: Path, who: str, role: str, told: str, typed: str
) -> None:
    async with staged(tmp_path, "duty") as stage:
        on = on_duty(stage)
        code = stage.invite(people.STAFF, "Ola Prøve")
        await says(stage, who, typed.format(code=code))
        assert (stage.person(who).role, stage.person(who).name) == (role, who.capitalize())
        assert stage.users[who].sees(f"{WHOSE} Du er allerede med som {told}.")
        assert on_duty(stage) == on == [stage.person("duty").id]
        await stage.come_in("ola", people.YOUTH)
        await says(stage, "ola", f"/start {code}")
        assert (stage.person("ola").role, stage.person("ola").name) == (people.STAFF, "Ola Prøve")


async def test_staff_who_opened_a_colleagues_invitation_became_the_colleague(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await stage.come_in("lars", people.STAFF)
        code = stage.invite(people.COORDINATOR, "Ola Prøve")
        lars = stage.users["lars"]
        await lars.send(f"/start {code}")
        await stage.collect()
        await stage.pass_time(timedelta(seconds=1))  # what rings stays until it can have been seen
        assert (stage.person("lars").role, stage.person("lars").name) == (people.STAFF, "Lars")
        assert lars.sees(f"{WHOSE} Du er allerede med som ansatt.")
        assert lars.sees("Hei, Lars")
        assert still_open(stage) == ["Ola Prøve"]
        await says(stage, "lars", "stopp")
        assert [one.text for one in lars.from_bot()] == [stage.local.face.line]


async def test_colleagues_name_is_not_told_behind_the_innocent_face(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await stage.come_in("lars", people.STAFF)
        await says(stage, "lars", "stopp")
        await says(stage, "lars", f"/start {stage.invite(people.COORDINATOR, 'Ola Prøve')}")
        assert not stage.users["lars"].sees("Ola")
        assert still_open(stage) == ["Ola Prøve"]


async def test_an_invitation_in_ones_own_name_still_changes_the_role(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty") as stage:
        await says(stage, "duty", f"/start {stage.invite(people.ADMIN, ' dUTY')}")
        assert stage.person("duty").role == people.ADMIN
        assert on_duty(stage) == []


async def test_case_of_a_coordinator_who_became_staff_stayed_with_them(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den")
        await says(stage, "duty", f"/start {stage.invite(people.STAFF, 'Duty')}")
        assert stage.person("duty").role == people.STAFF
        assert alert(stage, reference).acknowledged_by is None
        assert not stage.users["duty"].sees(reference)
        await taps(stage, "second", "Jeg tar den")
        assert alert(stage, reference).acknowledged_by == stage.person("second").id


async def test_case_of_a_coordinator_who_became_administrator_stays_theirs(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den")
        await says(stage, "duty", f"/start {stage.invite(people.ADMIN, 'Duty')}")
        assert alert(stage, reference).acknowledged_by == stage.person("duty").id


async def test_case_of_a_coordinator_who_came_to_another_unit_stayed_where_nobody_could_see_it(tmp_path: Path) -> None:
    async with staged(tmp_path, "duty", "second") as stage:
        reference = await red(stage)
        await taps(stage, "duty", "Jeg tar den")
        now = stage.clock.now()
        code = stage.store.run(lambda db: invitations.invite(db, people.COORDINATOR, "Duty", "elsewhere", now))
        await says(stage, "duty", f"/start {code}")
        assert stage.person("duty").unit == "elsewhere"
        assert stage.store.read(lambda db: alerts.live(db, reference)) is not None
        assert alert(stage, reference).acknowledged_by is None
