from sqlalchemy import Connection

from storage import jobs, screens, updates
from storage.engine import Store
from storage.keyring import Keyring
from tests.storage.scene import HOUR, MINUTE, NOW, SECOND, doing, youth

LEASE = 5 * SECOND


def keys(store: Store, now: object = NOW) -> list[str]:
    return [job.key for job in store.run(lambda db: jobs.take(db, now, 10, LEASE))]  # type: ignore[arg-type]


def test_due_jobs_are_taken_once_the_longest_overdue_first(store: Store) -> None:
    store.run(lambda db: jobs.put(db, "fade", NOW - MINUTE, "b"))
    store.run(lambda db: jobs.put(db, "fade", NOW - HOUR, "a", {"turn": 3}))
    store.run(lambda db: jobs.put(db, "fade", NOW + SECOND, "c"))
    assert store.read(lambda db: jobs.overdue(db, NOW)) == (2, NOW - HOUR)
    first, second = store.run(lambda db: jobs.take(db, NOW, 10, LEASE))
    assert (first.key, first.payload, second.key, second.payload) == ("a", {"turn": 3}, "b", {})
    assert keys(store) == []
    assert keys(store, NOW + LEASE) == ["a", "b", "c"]


def test_job_put_again_is_moved(store: Store) -> None:
    store.run(lambda db: jobs.put(db, "fade", NOW, "a"))
    store.run(lambda db: jobs.put(db, "fade", NOW + HOUR, "a"))
    store.run(lambda db: jobs.put(db, "other", NOW, "a"))
    assert len(keys(store)) == 1
    assert store.run(lambda db: jobs.cancel(db, "fade", "a")) is True
    assert store.run(lambda db: jobs.cancel(db, "fade", "a")) is False


def test_job_moved_while_it_was_being_done_is_done_again(store: Store) -> None:
    store.run(lambda db: jobs.put(db, "fade", NOW, "a"))
    (job,) = store.run(lambda db: jobs.take(db, NOW, 1, LEASE))
    store.run(lambda db: jobs.put(db, "fade", NOW + HOUR, "a"))
    assert store.run(lambda db: jobs.done(db, job)) is False
    (again,) = store.run(lambda db: jobs.take(db, NOW + HOUR, 1, LEASE))
    assert store.run(lambda db: jobs.done(db, again)) is True
    assert store.read(lambda db: jobs.overdue(db, NOW + 2 * HOUR)) == (0, None)


def test_lease_from_before_the_clock_was_set_back_does_not_hold(store: Store) -> None:
    store.run(lambda db: jobs.put(db, "fade", NOW - 3 * HOUR, "a"))
    assert keys(store, NOW) == ["a"]
    assert keys(store, NOW - 2 * HOUR) == ["a"]


def test_updates_are_forgotten_when_no_repeat_can_come(store: Store) -> None:
    for number in range(3):
        store.run(doing(updates.first_time, number, NOW + number * HOUR))
    assert store.run(lambda db: updates.prune(db, NOW + HOUR)) == 1
    assert store.run(lambda db: updates.first_time(db, 0, NOW))
    assert not store.run(lambda db: updates.first_time(db, 1, NOW))


def test_what_stands_in_a_chat_is_known_until_it_is_gone(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring)).id

    def fill(db: Connection) -> None:
        screens.shown(db, person, 12, "said", NOW)
        screens.shown(db, person, 11, "screen", NOW - HOUR)
        screens.shown(db, person, 12, "screen", NOW)

    store.run(fill)
    seen = store.read(lambda db: screens.visible(db, person))
    assert [(one.message_id, one.kind, one.shown_at) for one in seen] == [
        (11, "screen", NOW - HOUR),
        (12, "screen", NOW),
    ]
    assert store.run(lambda db: screens.gone(db, person, 12)) is True
    assert store.run(lambda db: screens.gone(db, person, 12)) is False
    assert store.run(lambda db: screens.prune(db, NOW)) == 1
    assert store.read(lambda db: screens.visible(db, person)) == []
