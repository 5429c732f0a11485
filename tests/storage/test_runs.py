from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from flows.model import Level
from flows.procedures import references
from flows.procedures.run import Mark, Run, State
from storage import filing, flow_versions, runs
from storage.engine import Store
from storage.keyring import Keyring
from storage.tables import run_marks, run_members
from storage.tables import runs as rows
from tests.storage import meeting, scene
from tests.storage.meeting import PROCEDURE, REFERENCE, begun, held, people, ticked
from tests.storage.scene import HOUR, MINUTE, NOW, SECOND, doing, youth


def loaded(store: Store, reference: str = REFERENCE) -> Run:
    run = store.read(lambda db: runs.load(db, reference))
    assert run is not None
    return run


def test_run_comes_back_as_it_was_started_and_its_version_is_pinned(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: people(db, keyring))
    run = begun(
        who, secretary=who.school.id, meeting_at=NOW + HOUR, marks={"call": {"child_welfare": ticked(who.police)}}
    )
    store.run(lambda db: runs.start(db, PROCEDURE, run))
    assert loaded(store) == run
    assert [one.person for one in loaded(store).present] == [who.chair.id, who.school.id, who.police.id]
    assert store.read(lambda db: flow_versions.source(db, PROCEDURE.version)) == PROCEDURE.source
    assert store.read(lambda db: runs.load(db, "Furu-28")) is None


def test_run_is_started_once(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    with pytest.raises(IntegrityError):
        store.run(lambda db: runs.start(db, PROCEDURE, begun(who)))
    assert loaded(store) == begun(who)


def test_everything_that_changes_is_kept(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    person = store.run(lambda db: youth(db, keyring))
    filed = scene.filing()
    case = store.run(
        lambda db: filing.file(db, keyring, person_id=person.id, unit="midt", filed=filed, talk=NOW, now=NOW)
    )
    again = replace(PROCEDURE, version="b" * 64, source="title = 'nytt'")
    changed = begun(
        who,
        version=again.version,
        unit="nord",
        level=Level.RED,
        chair=who.police.id,
        changed_at=NOW + 2 * HOUR,
        case=case.reference,
        secretary=who.school.id,
        meeting_at=NOW + HOUR,
        state=State.PAUSED,
        paused_until=NOW + 3 * HOUR,
        closed_at=NOW + 4 * HOUR,
        stop="evidence",
        result="agreed",
    )
    with pytest.raises(IntegrityError):
        store.run(lambda db: runs.save(db, changed))

    def work(db: Connection) -> None:
        flow_versions.pin(db, again, NOW)
        runs.save(db, changed)

    store.run(work)
    assert loaded(store) == changed
    assert store.read(lambda db: runs.of_case(db, case.reference)) == [changed]
    store.run(lambda db: runs.save(db, replace(changed, secretary=None, meeting_at=None, paused_until=None)))
    assert loaded(store) == replace(changed, secretary=None, meeting_at=None, paused_until=None)


def test_who_joins_states_a_basis_or_leaves_is_kept_in_order(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    late = store.run(lambda db: scene.staff(db, keyring, 50, "Eva Lie", "staff"))
    run = loaded(store)
    members = dict(run.members)
    members[who.school.id] = replace(members[who.school.id], left_at=NOW + MINUTE)
    members[who.police.id] = replace(members[who.police.id], basis="strl_196", anonymous=True)
    members[late.id] = replace(members[who.chair.id], person=late.id, role="health")
    changed = replace(run, members=members)
    store.run(lambda db: runs.save(db, changed))
    assert loaded(store) == changed
    assert list(loaded(store).members) == [who.chair.id, who.school.id, who.police.id, late.id]
    assert [one.person for one in loaded(store).present] == [who.chair.id, who.police.id, late.id]
    back = {person: members[person] for person in (late.id, who.police.id, who.school.id, who.chair.id)}
    store.run(lambda db: runs.save(db, replace(changed, members=back)))
    assert list(loaded(store).members) == list(back)


def test_save_writes_only_the_members_that_changed(lite: Store, keyring: Keyring) -> None:
    who = lite.run(lambda db: held(db, keyring))

    def work(db: Connection) -> int:
        before = db.connection.driver_connection.total_changes  # type: ignore[union-attr]
        runs.save(db, begun(who, changed_at=NOW + SECOND))
        return int(db.connection.driver_connection.total_changes) - int(before)  # type: ignore[union-attr]

    assert lite.run(work) == 1


def test_first_tick_stands(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    first, second = ticked(who.police, choice="yes"), replace(ticked(who.school, choice="no"), at=NOW + HOUR)
    assert store.run(lambda db: runs.mark(db, REFERENCE, first)) is True
    assert store.run(lambda db: runs.mark(db, REFERENCE, first)) is False
    assert store.run(lambda db: runs.mark(db, REFERENCE, second)) is False
    other = replace(second, role="school")
    assert store.run(lambda db: runs.mark(db, REFERENCE, other)) is True
    assert loaded(store).marks == {"call": {"child_welfare": first, "school": other}}


def test_tick_that_is_taken_away_leaves_room_for_another(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    store.run(lambda db: runs.mark(db, REFERENCE, ticked(who.police)))
    assert store.run(lambda db: runs.unmark(db, REFERENCE, "call", "school")) is False
    assert store.run(lambda db: runs.unmark(db, REFERENCE, "call", "child_welfare")) is True
    assert store.run(lambda db: runs.unmark(db, REFERENCE, "call", "child_welfare")) is False
    assert loaded(store).marks == {}
    assert store.run(lambda db: runs.mark(db, REFERENCE, ticked(who.school))) is True


def test_tick_in_no_run_is_refused_rather_than_lost(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    with pytest.raises(IntegrityError):
        store.run(lambda db: runs.mark(db, "Gran-1", ticked(who.police)))


def test_two_who_tick_the_same_step_at_once_leave_one_tick(post: Store, keyring: Keyring) -> None:
    who = post.run(lambda db: held(db, keyring))
    for round_number in range(10):
        together, task = Barrier(2), f"task{round_number}"

        def tick(db: Connection, by: int, task: str = task, together: Barrier = together) -> bool:
            with suppress(BrokenBarrierError):  # a work that is done again finds nobody to wait for
                together.wait(5)
            return runs.mark(db, REFERENCE, Mark(task, "police", by, NOW))

        answers = [post.submit(doing(tick, by)) for by in (who.police.id, who.school.id)]
        assert sorted(answer.result(20) for answer in answers) == [False, True]
    count = select(func.count()).select_from(run_marks)
    assert post.read(lambda db: db.execute(count).scalar_one()) == 10


def test_changes_under_the_lock_come_one_after_the_other(post: Store, keyring: Keyring) -> None:
    post.run(lambda db: held(db, keyring))

    def later(db: Connection) -> None:
        run = runs.load(db, REFERENCE, lock=True)
        assert run is not None
        runs.save(db, replace(run, changed_at=run.changed_at + SECOND))

    waiting: list[Future[None]] = [post.submit(later) for _ in range(24)]
    for one in waiting:
        one.result(30)
    assert loaded(post).changed_at == NOW + 24 * SECOND


def test_lock_sees_the_ticks_of_whoever_held_it_before(post: Store, keyring: Keyring) -> None:
    who = post.run(lambda db: held(db, keyring))

    def tick(db: Connection, number: int) -> int:
        run = runs.load(db, REFERENCE, lock=True)
        assert run is not None
        runs.mark(db, REFERENCE, Mark(f"task{number}", "police", who.police.id, NOW))
        return len(run.marks)

    seen = [post.submit(doing(tick, number)) for number in range(16)]
    assert sorted(one.result(30) for one in seen) == list(range(16))


def test_persons_runs_are_those_they_take_part_in_now(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: people(db, keyring))
    left = {**who.members, who.police.id: replace(who.members[who.police.id], left_at=NOW)}
    begins = {
        "Furu-1": begun(who, "Furu-1", NOW + HOUR, state=State.STOPPED),
        "Furu-2": begun(who, "Furu-2", NOW, state=State.PAUSED, paused_until=NOW + HOUR),
        "Furu-3": begun(who, "Furu-3", NOW, state=State.CLOSED, closed_at=NOW),
        "Furu-4": begun(who, "Furu-4", NOW - HOUR, members=left),
    }
    for run in begins.values():
        store.run(doing(runs.start, PROCEDURE, run))
    assert store.read(lambda db: runs.of_person(db, who.police.id)) == [begins["Furu-2"], begins["Furu-1"]]
    assert [one.reference for one in store.read(lambda db: runs.of_person(db, who.chair.id))] == [
        "Furu-4",
        "Furu-2",
        "Furu-1",
    ]
    assert store.read(lambda db: runs.of_person(db, 999)) == []


def test_units_runs_come_most_urgent_and_oldest_first(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: people(db, keyring))
    for run in (
        begun(who, "Furu-1", NOW + HOUR),
        begun(who, "Furu-2", NOW),
        begun(who, "Furu-3", NOW + HOUR, level=Level.RED, marks={"call": {"child_welfare": ticked(who.police)}}),
        begun(who, "Furu-4", NOW, unit="nord"),
        begun(who, "Furu-5", NOW, state=State.CLOSED),
    ):
        store.run(doing(runs.start, PROCEDURE, run))
    found = store.read(lambda db: runs.in_unit(db, "midt"))
    assert [one.reference for one in found] == ["Furu-3", "Furu-2", "Furu-1"]
    assert found == [loaded(store, one.reference) for one in found]
    assert len(store.read(runs.in_unit)) == 4


def test_called_twice_is_seen(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))

    def asked(by: int, since: timedelta, procedure: str = PROCEDURE.name) -> Run | None:
        return store.read(lambda db: runs.open_by(db, procedure, by, NOW - since))

    assert asked(who.chair.id, MINUTE) == begun(who)
    assert asked(who.chair.id, timedelta(0)) == begun(who)
    assert asked(who.chair.id, -SECOND) is None
    assert asked(who.police.id, MINUTE) is None
    assert asked(who.chair.id, MINUTE, "concern") is None
    store.run(lambda db: runs.start(db, PROCEDURE, begun(who, "Furu-9", NOW + SECOND)))
    newest = asked(who.chair.id, MINUTE)
    assert newest is not None
    assert newest.reference == "Furu-9"
    for reference in ("Furu-9", REFERENCE):
        run = begun(who, reference, state=State.CLOSED, closed_at=NOW)
        store.run(doing(runs.save, run))
    assert asked(who.chair.id, MINUTE) is None


def test_new_reference_is_neutral_and_free(store: Store, keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = store.read(runs.new_reference)
    word, _, number = reference.partition("-")
    assert word in references.WORDS
    assert 1 <= int(number) <= 99
    monkeypatch.setattr(runs, "WORDS", ("Furu",))
    monkeypatch.setattr(runs, "HIGHEST", (1, 2))
    who = store.run(lambda db: people(db, keyring))
    store.run(lambda db: runs.start(db, PROCEDURE, begun(who, "Furu-1")))
    assert store.read(runs.new_reference) == "Furu-2"
    store.run(lambda db: runs.start(db, PROCEDURE, begun(who, "Furu-2")))
    with pytest.raises(RuntimeError, match="no free reference"):
        store.read(runs.new_reference)


def test_row_of_a_member_is_never_doubled(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    for moment in range(3):
        run = begun(who, changed_at=NOW + moment * SECOND)
        store.run(doing(runs.save, run))
    assert store.read(lambda db: db.execute(select(func.count()).select_from(run_members)).scalar_one()) == 3
    assert store.read(lambda db: db.execute(select(func.count()).select_from(rows)).scalar_one()) == 1


def test_meeting_scene_is_what_the_tests_say() -> None:
    assert references.reference("Furu", 27) == meeting.REFERENCE
