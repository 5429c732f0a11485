"""A strategy meeting under way: who leads, who takes part, who only listens, and who has nothing to do with it."""

import pytest

from storage import people
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room
from tests.conversations.stage import Stage

THERE = {
    "kari": people.COORDINATOR, "lars": people.STAFF, "nora": people.STAFF, "ola": people.YOUTH, "eva": people.YOUTH,
}  # fmt: skip
"""Kari leads, Lars is known staff, Nora stays outside; Ola and Eva have never been invited to anything."""


@pytest.fixture
async def room(stage: Stage) -> Room:
    """Everybody has come in, and nothing is under way."""
    for name, role in THERE.items():
        await stage.come_in(name, role)
    made = Room(stage)
    for name in THERE:
        await made.says(name, "/start")
    return made


@pytest.fixture
async def meeting(room: Room) -> Meeting:
    """Kari leads a strategy meeting on level orange; Ola takes part for the police and Lars for the school."""
    await room.taps("kari", "Oppgaver", "Start en", "Strategimøte", "🟠 ORANSJE")
    made = Meeting(room, "strategy_meeting")
    await made.brings_in("ola", "police", "Ola Politi")
    await made.brings_in("lars", "school", "Lars")
    for name in ("kari", "ola", "lars"):
        await made.does(name, "basis", "fvl_13b")
    return made
