"""A database with rows in every table, ciphertexts of every kind among them."""

from sqlalchemy import Connection

from flows import alert as alert_life
from flows.effects import Ask, Remember, Schedule
from flows.session import FreeText
from storage import (
    alerts,
    audit,
    filing,
    invitations,
    jobs,
    meta,
    outbox,
    pages,
    people,
    readers,
    recorder,
    roster,
    screens,
    sessions,
    statistics,
    updates,
)
from storage.keyring import Keyring
from storage.outbox import Message
from tests.storage import meeting, scene
from tests.storage.scene import CANARY, HOUR, LADDERS, NOW, SECOND, talk, turn


def fill(db: Connection, keyring: Keyring) -> None:
    """Two young people, one coordinator and a sealed and a held case; every free text is the canary."""
    person, other = scene.youth(db, keyring, 1), scene.youth(db, keyring, 2)
    kari = scene.staff(db, keyring, 3, "Kari Åsen")
    people.become(db, person.id, "youth", "", "", kari.id)
    readers.register(db, "Kari Åsen", "coordinator", "midt", scene.key(1), NOW)
    effects = (
        scene.alarm(),
        scene.filing(final=False),
        Remember("ok", FreeText(CANARY)),
        Schedule("home", NOW),
        Ask("x"),
    )
    recorded = recorder.record(db, keyring, person, turn(*effects), unit="midt", ladders=LADDERS, now=NOW)
    filing.file(db, keyring, person_id=other.id, unit="nord", filed=scene.filing(), talk=NOW, now=NOW)
    assert recorded.case is not None
    assert recorded.alert is not None
    taken, _ = alert_life.acknowledge(recorded.alert, LADDERS, NOW + SECOND, kari.id)
    alerts.save(db, taken)
    pages.sent(db, pages.open_page(db, recorded.case.reference, kari.id, NOW), 99, NOW)
    sessions.save(db, keyring, person.id, talk(), NOW)
    roster.go_on(db, kari.id, NOW)
    outbox.put(db, keyring, Message("screen", person.id, 2, {"text": CANARY}, "screen"), NOW)
    outbox.put(db, keyring, Message("page", kari.id, 1, {"text": "ny sak"}), NOW)
    invitations.invite(db, "staff", "Ola", "midt", NOW, invited_by=kari.id)
    jobs.put(db, "fade", NOW + HOUR, str(person.id), {"turn": 4})
    updates.first_time(db, 815, NOW)
    screens.shown(db, person.id, 12, "screen", NOW)
    statistics.count(db, "2027-03", "cases", "red")
    meta.keep(db, meta.BOT_NAME, "havn_bot")
    audit.write(db, keyring, audit.CLI, "filled", None, NOW)
    meeting.fill(db, keyring, recorded.case.reference)
