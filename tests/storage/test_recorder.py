from dataclasses import replace

import pytest
from sqlalchemy import Connection, func, select

from flows.alert import Cause
from flows.case import Outcome, State
from flows.effects import Ask, Finish, Remember, Schedule, Speak, Turn, Warn
from flows.model import Level
from flows.paging import Announce, Page
from flows.session import FreeText
from storage import alerts, audit, cases, checks, people, recorder, sessions, words
from storage.engine import Store
from storage.keyring import Keyring
from storage.people import Person
from storage.recorder import Recorded
from storage.tables import cases as case_rows
from tests.storage.scene import HOUR, LADDERS, MINUTE, NOW, alarm, filing, staff, talk, turn, youth


@pytest.fixture
def person(store: Store, keyring: Keyring) -> Person:
    return store.run(lambda db: youth(db, keyring))


def record(store: Store, keyring: Keyring, person: Person, taken: Turn, minutes: int = 0) -> Recorded:
    now = NOW + minutes * MINUTE

    def work(db: Connection) -> Recorded:
        return recorder.record(db, keyring, person, taken, unit="midt", ladders=LADDERS, now=now)

    return store.run(work)


def actions(store: Store) -> list[tuple[str, str]]:
    return [(entry.actor, entry.action) for entry in store.read(lambda db: audit.newest(db, 50))][::-1]


def test_whole_declaration_leaves_everything_it_should(store: Store, keyring: Keyring, person: Person) -> None:
    store.run(lambda db: sessions.save(db, keyring, person.id, talk(), NOW))
    effects = (
        Speak("nn"),
        Warn("Ring 112"),
        alarm(),
        filing(),
        Remember("ok", FreeText("blå")),
        Remember("danger", FreeText("rød")),
        Schedule("home", NOW + 24 * HOUR),
        Finish(),
        Ask("receipt"),
    )
    recorded = record(store, keyring, person, turn(*effects))
    case = recorded.case
    assert case is not None
    assert (case.final, case.level, case.person_id) == (True, Level.RED, person.id)
    assert recorded.alerted
    assert [type(effect) for effect in recorded.paging] == [Page]
    assert store.run(lambda db: alerts.live(db, case.reference)) == recorded.alert
    found = store.read(lambda db: people.by_id(db, keyring, person.id))
    assert found is not None
    assert found.language == "nn"
    assert store.run(lambda db: sessions.load(db, keyring, person.id)) is None
    assert store.read(lambda db: people.next_turn(db, person.id)) == 5
    said = store.read(lambda db: words.meaning_of(db, keyring, person.id, "rød"))
    assert said == (case.reference, "danger")
    (check,) = store.read(lambda db: checks.of(db, case.reference))
    assert (check.expected.name, check.expected.due) == ("home", NOW + 24 * HOUR)
    assert actions(store) == [(f"person:{person.id}", "case.filed"), (f"person:{person.id}", "alert.filed")]


def test_danger_files_early_and_the_rest_follows_into_the_same_case(
    store: Store, keyring: Keyring, person: Person
) -> None:
    early = record(store, keyring, person, turn(alarm(), filing(final=False), Ask("fear")))
    again = record(store, keyring, person, turn(filing(final=False), Ask("name")), 1)
    final = record(store, keyring, person, turn(alarm(), filing(), Finish(), Ask("receipt")), 2)
    assert early.case is not None
    assert {one.case.reference for one in (early, again, final) if one.case} == {early.case.reference}
    assert [one.alerted for one in (early, again, final)] == [True, False, False]
    assert [action for _, action in actions(store)] == ["case.filed_early", "alert.filed", "case.filed"]
    assert store.read(lambda db: db.execute(select(func.count()).select_from(case_rows)).scalar_one()) == 1


def test_alert_without_a_filing_is_not_lost(store: Store, keyring: Keyring, person: Person) -> None:
    recorded = record(store, keyring, person, turn(alarm(Level.ORANGE), Ask("fear")))
    assert recorded.case is not None
    assert (recorded.alerted, recorded.case.level, recorded.case.final) == (True, Level.ORANGE, False)


def test_filing_at_a_higher_level_raises_the_alert_too(store: Store, keyring: Keyring, person: Person) -> None:
    record(store, keyring, person, turn(alarm(Level.ORANGE), filing(final=False, level=Level.ORANGE)))
    risen = record(store, keyring, person, turn(filing(final=False, level=Level.RED)), 1)
    assert risen.case is not None
    assert risen.alert is not None
    assert (risen.alerted, risen.case.level, risen.alert.level) == (True, Level.RED, Level.RED)


def test_ordinary_step_writes_nothing(store: Store, keyring: Keyring, person: Person) -> None:
    quiet = replace(talk(), alarmed=False)
    assert record(store, keyring, person, turn(Ask("fear"), session=quiet)) == Recorded()
    assert actions(store) == []


def test_steps_after_an_alarm_know_their_case(store: Store, keyring: Keyring, person: Person) -> None:
    first = record(store, keyring, person, turn(alarm(), filing(final=False)))
    later = record(store, keyring, person, turn(Ask("fear")), 1)
    assert later == Recorded(first.case)


def test_all_of_a_turn_or_nothing(store: Store, keyring: Keyring, person: Person) -> None:
    def work(db: Connection) -> None:
        recorder.record(db, keyring, person, turn(alarm(), filing()), unit="midt", ladders=LADDERS, now=NOW)
        raise LookupError("power cut")

    with pytest.raises(LookupError):
        store.run(work)
    assert store.read(lambda db: (cases.listing(db), alerts.open_in(db, None))) == ([], [])
    assert store.read(lambda db: audit.verify(db, keyring)).rows == 0


def test_danger_word_makes_the_case_red_and_pages_anew(store: Store, keyring: Keyring, person: Person) -> None:
    filed = record(store, keyring, person, turn(alarm(Level.YELLOW), filing(level=Level.YELLOW)))
    assert filed.case is not None
    reference = filed.case.reference

    def call(db: Connection) -> Recorded:
        return recorder.call_for_help(db, keyring, person, reference, ladders=LADDERS, now=NOW + HOUR)

    for _ in range(2):
        called = store.run(call)
        assert called.alert is not None
        assert called.case is not None
        assert (called.alert.level, called.alert.kind, called.case.level) == (Level.RED, Cause.DANGER_WORD, Level.RED)
        assert [type(effect) for effect in called.paging] == [Page, Announce]
    assert actions(store)[-1] == (f"person:{person.id}", "alert.danger_word")


def test_closed_case_is_opened_again_by_a_missing_sign_of_life(store: Store, keyring: Keyring, person: Person) -> None:
    from flows import alert as alert_life  # noqa: PLC0415 - only here
    from flows import case as case_life  # noqa: PLC0415 - only here

    filed = record(store, keyring, person, turn(alarm(), filing()))
    assert filed.case is not None
    assert filed.alert is not None
    reference, alert = filed.case.reference, filed.alert

    def close(db: Connection) -> None:
        kari = staff(db, keyring, 7, "Kari").id
        taken, _ = alert_life.acknowledge(alert, LADDERS, NOW, kari)
        alerts.save(db, alert_life.closed(taken, NOW, kari)[0])
        cases.save_life(
            db, case_life.close(case_life.acknowledge(cases.life(db, reference), kari), Outcome.HELPED), NOW
        )

    store.run(close)
    assert store.read(lambda db: cases.open_of(db, person.id)) is None
    missing = store.run(
        lambda db: recorder.sign_missing(db, keyring, reference, Level.YELLOW, ladders=LADDERS, now=NOW + HOUR)
    )
    assert missing.case is not None
    assert missing.alert is not None
    assert (missing.case.state, missing.case.owner_id, missing.case.outcome) == (State.RECEIVED, None, None)
    assert (missing.alert.level, missing.alert.raised_at) == (Level.RED, NOW + HOUR)  # the level is a person's to lower
    assert actions(store)[-1] == ("clock", "alert.checkin")
