from dataclasses import replace

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, NoResultFound

from flows import alert as life
from flows.alert import Alert, Cause
from flows.checkin import Stage
from flows.model import Level
from storage import alerts, checks, filing, pages
from storage.cases import Case
from storage.engine import Store
from storage.keyring import Keyring
from tests.storage import scene
from tests.storage.scene import HOUR, LADDERS, MINUTE, NOW, SECOND, doing, staff, youth

LEASE = 5 * SECOND


def made(store: Store, keyring: Keyring, level: Level = Level.RED, unit: str = "midt", talk: int = 0) -> Case:
    def work(db: Connection) -> Case:
        person, filed = youth(db, keyring), scene.filing(level=level)
        return filing.file(db, keyring, person_id=person.id, unit=unit, filed=filed, talk=NOW + talk * HOUR, now=NOW)

    return store.run(work)


def raised(store: Store, case: Case) -> Alert:
    alert, _ = life.raised(case.reference, Cause.FILED, case.level, LADDERS, NOW)
    store.run(lambda db: alerts.save(db, alert))
    return alert


def test_alert_comes_back_as_it_was_decided(store: Store, keyring: Keyring) -> None:
    case = made(store, keyring)
    kari = store.run(lambda db: staff(db, keyring, 7, "Kari")).id
    alert = raised(store, case)
    assert store.run(lambda db: alerts.live(db, case.reference)) == alert
    passed, _ = life.pass_on(life.acknowledge(alert, LADDERS, NOW, kari)[0], LADDERS, NOW + MINUTE, kari, kari)
    full = replace(passed, contact_by=NOW + HOUR, contacted_at=NOW, acknowledged_by=kari, acknowledged_at=NOW)
    store.run(lambda db: alerts.save(db, full))
    assert store.run(lambda db: alerts.live(db, case.reference)) == full
    closed, _ = life.closed(full, NOW + HOUR, kari)
    store.run(lambda db: alerts.save(db, closed))
    assert store.run(lambda db: alerts.live(db, case.reference)) is None
    raised(store, case)
    assert store.run(lambda db: alerts.live(db, case.reference)) == alert


def test_alert_of_no_case_is_refused(store: Store) -> None:
    alert, _ = life.raised("K7M-42P", Cause.FILED, Level.RED, LADDERS, NOW)
    with pytest.raises(IntegrityError):
        store.run(lambda db: alerts.save(db, alert))


def test_due_alerts_are_taken_once_the_most_urgent_first(store: Store, keyring: Keyring) -> None:
    yellow = raised(store, made(store, keyring, Level.YELLOW))
    red = raised(store, made(store, keyring, Level.RED, talk=1))
    later = NOW + 8 * HOUR

    def take(now: object) -> list[str]:
        return [one.reference for one in store.run(lambda db: alerts.due(db, now, 10, LEASE))]  # type: ignore[arg-type]

    assert take(NOW + 5 * MINUTE - SECOND) == []
    assert take(NOW + 5 * MINUTE) == [red.reference]
    assert take(later) == [red.reference, yellow.reference]
    assert take(later + LEASE - SECOND) == []
    assert take(later + LEASE) == [red.reference, yellow.reference]
    store.run(lambda db: alerts.save(db, life.escalate(red, LADDERS, later)[0]))
    assert take(later + 2 * LEASE) == [yellow.reference]
    assert store.read(lambda db: alerts.overdue(db, later)) == (1, yellow.next_action_at)


def test_clock_set_back_makes_an_alert_due(store: Store, keyring: Keyring) -> None:
    alert = raised(store, made(store, keyring))
    before = NOW - HOUR
    assert list(store.run(lambda db: alerts.due(db, before, 10, LEASE))) == [alert]
    assert life.is_due(alert, before)


def test_open_alerts_of_a_unit(store: Store, keyring: Keyring) -> None:
    yellow = raised(store, made(store, keyring, Level.YELLOW))
    red = raised(store, made(store, keyring, Level.RED, talk=1))
    nord = raised(store, made(store, keyring, Level.ORANGE, unit="nord", talk=2))
    assert store.read(lambda db: alerts.open_in(db, "midt")) == [red, yellow]
    assert store.read(lambda db: alerts.open_in(db, None)) == [red, nord, yellow]


def test_alert_that_waits_for_nothing_is_found(store: Store, keyring: Keyring) -> None:
    case = made(store, keyring)
    alert = raised(store, case)
    assert store.read(alerts.silent) == []
    store.run(lambda db: alerts.save(db, replace(alert, next_action_at=None)))
    assert store.read(alerts.silent) == [case.reference]
    store.run(lambda db: alerts.save(db, replace(alert, next_action_at=None, contacted_at=NOW)))
    assert store.read(alerts.silent) == []


def test_second_live_alert_of_a_case_is_refused_by_the_database(store: Store, keyring: Keyring) -> None:
    alert = raised(store, made(store, keyring))
    from sqlalchemy import insert  # noqa: PLC0415 - around the module under test

    from storage.tables import alerts as rows  # noqa: PLC0415 - the same

    row = {name: getattr(alert, name) for name in alerts._FIELDS}
    with pytest.raises(IntegrityError):
        store.run(lambda db: db.execute(insert(rows).values(row)))


def test_pages_tell_whom_to_show_what_happened(store: Store, keyring: Keyring) -> None:
    case = made(store, keyring)
    alert = raised(store, case)
    kari, ola, eva = (store.run(doing(staff, keyring, n, "navn")).id for n in (7, 8, 9))

    def page(person: int, minutes: int, *, warning: bool = False) -> int:
        at = NOW + minutes * MINUTE
        return store.run(lambda db: pages.open_page(db, case.reference, person, at, warning=warning))

    first, _, second, warned = page(kari, 0), page(ola, 5), page(kari, 5), page(eva, 5, warning=True)
    store.run(lambda db: pages.sent(db, first, 4711, NOW + SECOND))
    found = store.read(lambda db: pages.by_id(db, first))
    assert found == pages.Page(first, case.reference, kari, NOW, warning=False, message_id=4711)
    assert [(one.person_id, one.warning) for one in store.read(lambda db: pages.latest(db, case.reference))] == [
        (ola, False),
        (kari, False),
        (eva, True),
    ]
    assert store.read(lambda db: pages.reached(db, case.reference, NOW)) == [kari, ola]
    assert store.read(lambda db: pages.reached(db, case.reference, NOW + MINUTE)) == [ola, kari]
    store.run(lambda db: pages.gone(db, first))
    assert [one.id for one in store.read(lambda db: pages.of(db, case.reference, kari))] == [second]
    assert store.read(lambda db: pages.by_id(db, warned + 1)) is None
    store.run(lambda db: alerts.save(db, replace(alert, closed_at=NOW, next_action_at=None)))
    assert len(store.read(lambda db: pages.latest(db, case.reference))) == 3
    with pytest.raises(NoResultFound):
        page(kari, 10)


def test_missing_signs_of_life_are_looked_at_until_they_are_met(store: Store, keyring: Keyring) -> None:
    case = made(store, keyring)

    def due(now: object) -> list[tuple[str, Stage | None]]:
        found = store.run(lambda db: checks.due(db, now, 10, LEASE))  # type: ignore[arg-type]
        return [(one.expected.name, one.expected.stage) for one in found]

    store.run(lambda db: checks.schedule(db, case.reference, "home", NOW + HOUR))
    store.run(lambda db: checks.schedule(db, case.reference, "arrived", NOW))
    store.run(lambda db: checks.schedule(db, case.reference, "later", NOW + 99 * HOUR))
    assert due(NOW) == [("arrived", None)]
    assert due(NOW) == []
    store.run(lambda db: checks.look_again(db, case.reference, "arrived", Stage.DUTY, NOW + 24 * HOUR))
    assert due(NOW + 2 * HOUR) == [("home", None)]
    assert due(NOW + 24 * HOUR) == [("home", None), ("arrived", Stage.DUTY)]
    assert store.read(lambda db: checks.outstanding(db, "midt")) == 3
    assert store.run(lambda db: checks.met(db, case.reference, NOW + 25 * HOUR)) == 3
    assert due(NOW + 200 * HOUR) == []
    assert {one.expected.met_at for one in store.read(lambda db: checks.of(db, case.reference))} == {NOW + 25 * HOUR}


def test_sign_of_life_today_does_not_stand_for_all_that_is_to_come(store: Store, keyring: Keyring) -> None:
    case = made(store, keyring)
    for hours in (1, 50, 90):
        store.run(doing(checks.schedule, case.reference, f"after {hours}", NOW + hours * HOUR))
    assert store.run(lambda db: checks.met(db, case.reference, NOW)) == 1
    waiting = [
        one.expected.name for one in store.read(lambda db: checks.of(db, case.reference)) if not one.expected.met_at
    ]
    assert waiting == ["after 50", "after 90"]
