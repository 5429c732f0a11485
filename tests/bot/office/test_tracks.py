"""What is told in one track is seen in another on a stated basis alone, and in the minutes only by all."""

import json

import pytest

from storage import minutes, readers
from storage.opening import open_sealed
from tests.bot.office.gathered import Meeting
from tests.conversations.keys import key, unlocked

CAR, GRADES = "En grå bil sto utenfor", "Karakterene har falt"


@pytest.fixture
async def told(meeting: Meeting) -> Meeting:
    """The police told something in the criminal case, the school something in prevention."""
    for name, words in (("ola", CAR), ("lars", GRADES)):
        await meeting.does(name, "tell")
        await meeting.room.says(name, words)
    return meeting


async def test_nothing_crosses_without_a_share(told: Meeting) -> None:
    assert CAR in await told.does("ola", "info")
    assert GRADES not in await told.does("ola", "info")
    for name in ("lars", "kari"):
        shown = await told.does(name, "info")
        assert CAR not in shown
        assert GRADES in shown
    await told.does("lars", "share", "1", "prevention", "fvl_13b")
    assert CAR not in await told.does("lars", "info"), "nobody shares what they do not see"


async def test_a_share_needs_a_basis_that_exists(told: Meeting) -> None:
    for basis in ("", "nonsense", "consent", "consent:1", "menu"):
        await told.does("ola", "share", "1", "prevention", basis)
        assert CAR not in await told.does("kari", "info"), basis
    await told.does("ola", "share", "1")
    await told.room.taps("ola", "Forebygging", "Forvaltningsloven § 13 b")
    assert "delte · nr. 1 → Forebygging" in await told.does("ola", "log")
    await told.does("ola", "info")
    shown = await told.does("kari", "info")
    assert CAR in shown
    assert "delt på grunnlag av: Forvaltningsloven § 13 b" in shown
    await told.does("ola", "unshare", "1", "prevention")
    assert CAR not in await told.does("kari", "info")


async def test_a_consent_withdrawn_stops_what_rests_on_it_and_nothing_else(told: Meeting) -> None:
    await told.does("ola", "consent", "school", "spoken", "1")
    await told.does("ola", "tell")
    await told.room.says("ola", "Naboen så det også")
    await told.does("ola", "share", "1", "prevention", "consent:1")
    await told.does("ola", "share", "3", "prevention", "fvl_13b")
    assert CAR in await told.does("lars", "info")
    await told.does("kari", "consents")
    shown = await told.room.taps("kari", "Samtykke 1 er trukket", "Ja, før at det er trukket")
    assert "1 delinger er stanset" in shown
    after = await told.does("lars", "info")
    assert CAR not in after
    assert "Naboen så det også" in after


async def test_a_consent_for_one_opens_nothing_for_another(told: Meeting) -> None:
    await told.does("ola", "consent", "child_welfare", "spoken", "1")
    await told.does("ola", "share", "1", "prevention", "consent:1")
    assert CAR not in await told.does("lars", "info")


async def test_who_stated_no_basis_writes_nothing(meeting: Meeting) -> None:
    await meeting.brings_in("eva", "health", "Eva Helse")
    assert "Oppgi først" in await meeting.does("eva", "tell")
    await meeting.does("eva", "basis", "anonymous")
    await meeting.does("eva", "tell")
    await meeting.room.says("eva", CAR)
    assert not any(line.action == "tell" for line in meeting.log)


async def test_minutes_hold_only_what_everybody_may_see(told: Meeting) -> None:
    stage = told.stage
    stage.store.run(lambda db: readers.register(db, "Kari", "participant", "havnvik", key(5), stage.clock.now()))
    await told.does("kari", "makeminutes", "1")
    first = _opened(told, 1)
    assert CAR not in first, "the school and the coordinator do not see it"
    assert "Kari" not in first
    assert "Ola Politi" not in first
    await told.does("ola", "share", "1", "prevention", "fvl_13b")
    await told.does("kari", "makeminutes", "2")
    assert CAR in _opened(told, 2)


def _opened(meeting: Meeting, number: int) -> str:
    sealed = meeting.stage.store.read(
        lambda db: minutes.sealed_for(db, meeting.reference, number, unlocked(5).reader_id)
    )
    assert sealed is not None
    opened = open_sealed(sealed.content, sealed.wrapped, unlocked(5).reader_id, unlocked(5).seed, sealed.bound)
    return json.dumps(json.loads(opened), ensure_ascii=False)
