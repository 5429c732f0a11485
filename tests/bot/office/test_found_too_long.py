"""Screens and buttons that once were more than Telegram takes: then the tap showed nothing at all."""

import re
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.buttons import press
from bot.markup import LIMIT, visible_length
from bot.office import fitting, ticking
from flows.procedures import checklist
from flows.procedures.model import ROLES, Track
from flows.procedures.run import Measure
from flows.session import FreeText
from storage import information, measures, people, runs
from storage.measures import MeasureWords
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room

CARRIED = 64
"""Telegram's limit on what a button carries, in bytes."""


async def test_thirty_pieces_of_information(meeting: Meeting) -> None:
    store, ola, now = meeting.stage.store, meeting.person("ola"), meeting.stage.clock.now()

    def add(db: Connection) -> None:
        for number in range(1, 31):
            words = FreeText(f"<b>&{number} " + "x < y & z > w " * 38)
            for track in Track:
                information.add(db, store.keyring, meeting.reference, ola, track, words, now)

    store.run(add)
    assert "<b>&30 x" in await meeting.does("ola", "info")
    assert "<b>&1 x" not in meeting.room.screen("ola")
    seen = [await meeting.does("ola", "info", str(page)) for page in range(30)]
    for number in range(1, 31):
        assert any(f"<b>&{number} x" in shown for shown in seen), number


async def test_two_hundred_measures(meeting: Meeting) -> None:
    store, ola, now = meeting.stage.store, meeting.person("ola"), meeting.stage.clock.now()

    def decide(db: Connection) -> None:
        for _ in range(200):
            one = Measure(0, "other", ola, now + timedelta(days=2), now, ola)
            measures.add(db, store.keyring, meeting.reference, one, MeasureWords())

    store.run(decide)
    shown = await meeting.does("kari", "measures")
    assert "☐ 200" in shown
    seen = [await meeting.does("kari", "measures", str(page)) for page in range(10)]
    for number in range(1, 201):
        assert any(f"☐ {number}." in shown for shown in seen), number
    assert "Hva venter" in await meeting.forges("kari", "waiting")


async def test_fifty_people_with_long_names(meeting: Meeting) -> None:
    stage, now = meeting.stage, meeting.stage.clock.now()

    def join(db: Connection, number: int, name: str) -> None:
        people.become(db, number, people.STAFF, name, stage.local.unit(), None, "school")
        run = runs.load(db, meeting.reference, lock=True)
        assert run is not None
        run = checklist.join(run, number, "school", now)
        runs.save(db, checklist.set_basis(run, number, "opplaeringslova_24_3", anonymous=False, now=now))

    for place in range(50):
        await stage.come_in(f"n{place}", people.STAFF)
        number = meeting.person(f"n{place}")
        stage.store.run(partial(join, number=number, name=f"<b>&{place} " + "Ø" * 50))
    shown = await meeting.does("kari", "people")
    assert "Deltakere · " in shown
    assert "＋ Inviter" in shown
    assert "Hvem har ansvaret" in await meeting.does("kari", "who", "0", "other")
    assert "Hva venter" in await meeting.forges("kari", "waiting")
    for verb in ("run", "minutes", "log"):
        assert meeting.reference in await meeting.does("kari", verb), verb


def test_what_is_cut_is_still_markup() -> None:
    for filler in ("x", "&amp;", "🟠", "<b>x</b>", "<i>&lt;b&gt;</i>"):
        for ahead in range(5):
            shown = fitting.cut(f"<pre>{'y' * ahead}<b>{filler * 5000}</b></pre>")
            assert visible_length(shown) <= LIMIT
            assert shown.endswith("</pre>")
            assert shown.count("<b>") == shown.count("</b>")
            assert "&" not in re.sub(r"&(amp|lt|gt);", "", shown)


async def test_the_button_that_says_why_a_tick_is_undone(room: Room) -> None:
    for name, procedure in room.stage.harbour.procedures.items():
        for task in procedure.tasks.values():
            for role in task.roles:
                for reason in ticking.REASONS:
                    carried = press("why", "Sypress-9999", task.id, role, reason)
                    assert len(carried.encode()) <= CARRIED, (name, task.id)
        for role in procedure.roles or ROLES:
            assert len(press("begin", name, "orange", "", role).encode()) <= CARRIED, name
