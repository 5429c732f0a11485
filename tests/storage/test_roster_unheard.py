"""Alerts that nobody in their unit can hear, and whom they wait for."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from flows.alert import Alert, Cause
from storage import alerts, pages, people, roster, tables
from storage.engine import Store
from storage.keyring import Keyring
from storage.people import Person
from tests.storage.scene import HOUR, NOW, doing, staff, youth
from tests.storage.test_alerts import made, raised


@pytest.fixture
def kari(store: Store, keyring: Keyring) -> Person:
    return store.run(lambda db: staff(db, keyring, 7, "Kari"))


@pytest.fixture
def alert(store: Store, keyring: Keyring) -> Alert:
    return raised(store, made(store, keyring))


def live(store: Store, alert: Alert) -> Alert:
    found = store.run(lambda db: alerts.live(db, alert.reference))
    assert found is not None
    return found


def test_an_alert_is_unheard_until_somebody_of_its_unit_can_be_woken(
    store: Store, keyring: Keyring, alert: Alert
) -> None:
    store.run(lambda db: staff(db, keyring, 6, "Nord", unit="nord"))
    assert store.read(lambda db: roster.unheard(db, keyring))
    kari = store.run(lambda db: staff(db, keyring, 7, "Kari"))
    assert not store.read(lambda db: roster.unheard(db, keyring))
    store.run(lambda db: people.set_state(db, kari.id, people.BLOCKED))
    assert store.read(lambda db: roster.unheard(db, keyring))
    store.run(lambda db: alerts.save(db, replace(alert, next_action_at=None, contacted_at=NOW)))
    assert not store.read(lambda db: roster.unheard(db, keyring))


def test_somebody_whose_row_does_not_open_is_not_there(
    store: Store, keyring: Keyring, alert: Alert, kari: Person
) -> None:
    store.run(lambda db: db.execute(update(tables.people).where(tables.people.c.id == kari.id).values(private=b"x")))
    assert store.read(lambda db: roster.unheard(db, keyring))
    assert store.read(lambda db: roster.woken(db, keyring, kari.id)) is None
    assert store.read(lambda db: roster.coordinators(db, keyring, "midt")) == []
    assert store.read(lambda db: roster.opened(db, keyring, (kari.id, 9999))) == {}


def test_whoever_was_dismissed_or_is_away_is_not_woken(store: Store, keyring: Keyring, kari: Person) -> None:
    assert store.read(lambda db: roster.woken(db, keyring, kari.id)) is not None
    store.run(lambda db: people.become(db, kari.id, people.YOUTH, "", "", None))
    assert store.read(lambda db: roster.woken(db, keyring, kari.id)) is None
    assert store.read(lambda db: roster.staffing(db, "nord")).elsewhere == ()


@pytest.mark.parametrize("unit", ["midt", ""])
def test_whoever_comes_back_is_rung_at_once_for_what_nobody_heard(
    store: Store, keyring: Keyring, alert: Alert, unit: str
) -> None:
    back = store.run(lambda db: staff(db, keyring, 7, "Kari", unit=unit))
    later = NOW + HOUR
    store.run(doing(roster.hurry, back.id, later))
    assert live(store, alert) == replace(alert, next_action_at=later)


def test_a_young_person_who_comes_back_hurries_no_alert(store: Store, keyring: Keyring, alert: Alert) -> None:
    young = store.run(lambda db: youth(db, keyring))
    store.run(doing(roster.hurry, young.id, NOW + HOUR))
    assert live(store, alert) == alert


def test_whoever_comes_back_hurries_nothing_that_a_colleague_heard_or_has(
    store: Store, keyring: Keyring, alert: Alert, kari: Person
) -> None:
    ola = store.run(lambda db: staff(db, keyring, 8, "Ola"))
    store.run(lambda db: pages.open_page(db, alert.reference, ola.id, NOW))
    store.run(doing(roster.hurry, kari.id, NOW + HOUR))
    assert live(store, alert) == alert
    taken = replace(alert, acknowledged_by=ola.id, acknowledged_at=NOW)
    store.run(lambda db: alerts.save(db, taken))
    store.run(lambda db: people.set_state(db, ola.id, people.BLOCKED))
    store.run(doing(roster.hurry, kari.id, NOW + HOUR))
    assert live(store, alert) == taken


def test_an_alert_of_a_kind_that_is_not_known_yet_is_read(store: Store, alert: Alert) -> None:
    store.run(lambda db: db.execute(update(tables.alerts).values(kind="newer")))
    assert live(store, alert).kind is Cause.FILED


def test_all_standing_pages_of_somebody_are_found_in_closed_cases_too(store: Store, alert: Alert, kari: Person) -> None:
    first, second = (store.run(lambda db: pages.open_page(db, alert.reference, kari.id, NOW)) for _ in range(2))
    store.run(lambda db: pages.gone(db, first))
    store.run(lambda db: alerts.save(db, replace(alert, closed_at=NOW, next_action_at=None)))
    assert [one.id for one in store.read(lambda db: pages.standing(db, kari.id))] == [second]
