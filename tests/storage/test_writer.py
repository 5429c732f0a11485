"""What only the single writer of SQLite promises: together on disk, apart in failure."""

import sqlite3
import threading
import time
from concurrent.futures import Future, wait
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from storage import updates
from storage.engine import Store, sqlite_address
from storage.errors import StoreBusy, StoreClosed, StoreFull
from storage.keyring import Keyring
from tests.storage.scene import NOW, doing


def seen(store: Store) -> set[int]:
    return set(store.read(lambda db: db.execute(text("SELECT id FROM updates")).scalars().all()))


def held(store: Store) -> tuple[threading.Event, "Future[None]"]:
    """Keep the writer busy until the event is set, so that what is submitted meanwhile waits together."""
    go, began = threading.Event(), threading.Event()

    def hold(db: Connection) -> None:
        began.set()
        go.wait(10)

    future = store.submit(hold)
    assert began.wait(10)
    return go, future


def test_one_failing_work_among_many_rolls_back_alone(lite: Store) -> None:
    def note(number: int) -> "Future[bool]":
        def work(db: Connection) -> bool:
            first = updates.first_time(db, number, NOW)
            if number % 7 == 3:
                raise LookupError(number)
            return first

        return lite.submit(work)

    go, _ = held(lite)
    futures = [note(number) for number in range(60)]
    go.set()
    wait(futures, 10)
    failed = {number for number, future in enumerate(futures) if isinstance(future.exception(0), LookupError)}
    assert failed == {number for number in range(60) if number % 7 == 3}
    assert seen(lite) == set(range(60)) - failed


def test_waiting_works_share_commits(lite: Store) -> None:
    commits: list[int] = []
    event.listen(lite._writing, "commit", lambda _: commits.append(1))
    go, _ = held(lite)
    futures = [lite.submit(doing(updates.first_time, n, NOW)) for n in range(129)]
    go.set()
    wait(futures, 10)
    assert len(commits) == 1 + 3  # the one that was held, then 64 + 64 + 1
    assert len(seen(lite)) == 129


def test_future_is_done_only_when_the_work_is_on_disk(lite: Store, sqlite_path: Path) -> None:
    for number in range(20):
        lite.run(doing(updates.first_time, number, NOW))
        with sqlite3.connect(sqlite_path) as other:
            assert other.execute("SELECT count(*) FROM updates").fetchone() == (number + 1,)
        other.close()


def test_cancelled_work_is_not_done(lite: Store) -> None:
    go, _ = held(lite)
    dropped = lite.submit(lambda db: updates.first_time(db, 1, NOW))
    kept = lite.submit(lambda db: updates.first_time(db, 2, NOW))
    assert dropped.cancel()
    go.set()
    assert kept.result(10)
    assert seen(lite) == {2}


def test_full_disk_fails_the_work_that_needs_room_and_no_other(lite: Store) -> None:
    lite.run(lambda db: updates.first_time(db, 1, NOW))
    pages = lite.read(lambda db: db.execute(text("PRAGMA page_count")).scalar_one())
    lite.run(lambda db: db.execute(text(f"PRAGMA max_page_count = {pages + 4}")))
    filler = text("INSERT INTO flow_versions VALUES (:version, 'x', :source, '2027-01-01 00:00:00.000000')")

    def fill(db: Connection) -> None:
        updates.first_time(db, 666, NOW)
        for number in range(8):
            db.execute(filler, {"version": str(number), "source": "x" * 4000})

    go, _ = held(lite)
    before = lite.submit(lambda db: updates.first_time(db, 2, NOW))
    big = lite.submit(fill)
    after = lite.submit(lambda db: updates.first_time(db, 3, NOW))
    go.set()
    with pytest.raises(StoreFull, match=r"nothing was written\. Free some space"):
        big.result(10)
    assert before.result(10)
    assert after.result(10)
    assert seen(lite) == {1, 2, 3}
    assert lite.read(lambda db: db.execute(text("SELECT count(*) FROM flow_versions")).scalar_one()) == 0
    lite.run(lambda db: db.execute(text("PRAGMA max_page_count = 100000")))
    lite.run(fill)
    assert 666 in seen(lite)


def test_commit_that_fails_is_tried_for_each_work_alone(lite: Store) -> None:
    failures: list[int] = []

    def fail_once(_: Connection) -> None:
        if not failures:
            failures.append(1)
            raise sqlite3.OperationalError("disk I/O error")

    go, _ = held(lite)
    futures = [lite.submit(doing(updates.first_time, n, NOW)) for n in range(5)]
    event.listen(lite._writing, "commit", fail_once)
    go.set()
    assert [future.result(10) for future in futures][1:] == [True] * 4
    assert failures
    assert seen(lite) == set(range(5))


def test_second_server_is_kept_out_and_let_in_after_the_first(keyring: Keyring, sqlite_path: Path) -> None:
    address = sqlite_address(sqlite_path)
    with Store.open(address, keyring=keyring, exclusive=True) as first:
        first.migrate()
        with pytest.raises(StoreBusy, match="used by another program") as refused:
            Store.open(address, keyring=keyring, exclusive=True)
        assert "\n" not in str(refused.value)
        with Store.open(address, keyring=keyring, exclusive=False) as command:
            assert command.run(lambda db: updates.first_time(db, 1, NOW))
    with Store.open(address, keyring=keyring, exclusive=True) as second:
        assert seen(second) == {1}


def test_file_locked_by_a_stranger_is_refused_after_a_while(lite: Store, sqlite_path: Path) -> None:
    lite.run(lambda db: updates.first_time(db, 1, NOW))
    lite._works._empty_journal()  # type: ignore[union-attr]
    event.listen(lite._writing, "checkout", lambda connection, *_: connection.execute("PRAGMA busy_timeout = 50"))
    stranger = sqlite3.connect(sqlite_path, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        lite.run(lambda db: updates.first_time(db, 2, NOW))
    stranger.execute("ROLLBACK")
    stranger.close()
    assert lite.run(lambda db: updates.first_time(db, 2, NOW))


def test_file_and_folder_are_for_their_owner_alone(keyring: Keyring, sqlite_path: Path) -> None:
    with Store.open(sqlite_address(sqlite_path), keyring=keyring, exclusive=True) as made:
        made.migrate()
        made.run(lambda db: updates.first_time(db, 1, NOW))
        assert sqlite_path.parent.stat().st_mode & 0o777 == 0o700
        for path in sqlite_path.parent.iterdir():
            assert path.stat().st_mode & 0o777 == 0o600, path.name


def test_journal_is_emptied_soon_after_the_last_work(lite: Store, sqlite_path: Path) -> None:
    lite.run(lambda db: updates.first_time(db, 1, NOW))
    journal = sqlite_path.with_name("havn.db-wal")
    deadline = time.monotonic() + 10
    while journal.stat().st_size and time.monotonic() < deadline:
        time.sleep(0.05)
    assert journal.stat().st_size == 0


def test_journal_waits_for_a_reader_and_delays_no_work(lite: Store) -> None:
    lite.run(lambda db: updates.first_time(db, 1, NOW))

    def read_slowly(db: Connection) -> float:
        db.execute(text("SELECT count(*) FROM updates")).scalar_one()
        lite.run(lambda other: updates.first_time(other, 2, NOW))
        time.sleep(0.7)  # longer than the writer's idle moment: it tries to empty the journal, and cannot
        began = time.monotonic()
        lite.run(lambda other: updates.first_time(other, 3, NOW))
        return time.monotonic() - began

    assert lite.read(read_slowly) < 2


def test_closing_finishes_what_was_handed_in(lite: Store, keyring: Keyring, sqlite_path: Path) -> None:
    futures = [lite.submit(doing(updates.first_time, n, NOW)) for n in range(300)]
    lite.close()
    assert all(future.result(0) for future in futures)
    with pytest.raises(StoreClosed):
        lite.submit(lambda db: None)
    with Store.open(sqlite_address(sqlite_path), keyring=keyring, exclusive=True) as again:
        assert len(seen(again)) == 300


def test_settings_are_the_durable_ones(lite: Store) -> None:
    def settings(db: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")
        return [db.execute(text(f"PRAGMA {name}")).scalar_one() for name in names]

    assert lite.run(settings) == ["wal", 2, 1, 1, 2]


def test_readers_cannot_write(lite: Store) -> None:
    with pytest.raises(Exception, match="may only be read"):
        lite.read(lambda db: updates.first_time(db, 1, NOW))
    assert seen(lite) == set()
