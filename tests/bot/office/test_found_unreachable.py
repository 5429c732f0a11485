"""Found when an account was gone: Telegram refuses, and tells the program nothing more about it."""

from datetime import timedelta

import pytest

from tests.bot.office.gathered import Meeting

LOST = "kan ikke nås her lenger"


@pytest.fixture
async def at_work(meeting: Meeting) -> Meeting:
    """Everybody has a screen of the office."""
    for name in ("kari", "ola", "lars"):
        await meeting.room.says(name, "/meny")
    return meeting


def rung(meeting: Meeting, name: str) -> bool:
    return any(LOST in call.text for call in meeting.stage.api.calls.sent(meeting.room.user(name).id))


async def test_who_leads_learns_that_a_participants_account_is_gone(at_work: Meeting) -> None:
    at_work.stage.api.deactivate(at_work.room.user("lars"))
    await at_work.does("kari", "add", "1", "other", str(at_work.person("lars")), "day", "1")
    await at_work.stage.settle()
    assert rung(at_work, "kari")
    assert not rung(at_work, "ola")


async def test_the_others_learn_that_whoever_leads_is_gone(at_work: Meeting) -> None:
    await at_work.does("kari", "add", "1", "other", str(at_work.person("kari")), "2h", "1")
    at_work.stage.api.deactivate(at_work.room.user("kari"))
    await at_work.stage.pass_time(timedelta(hours=12))
    assert rung(at_work, "ola") or rung(at_work, "lars")
