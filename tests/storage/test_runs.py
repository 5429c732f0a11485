from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from flows.model import Level
from flows.procedures import references
from flows.procedures.run import Mark, Run, State
from storage import filing, flow_versions, run_log, runs
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


def test_many_who_tick_at_once_and_twice_are_each_recorded_once(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    roles = ("child_welfare", "police", "school", "health", "shelter")

    def tick(db: Connection, one: Mark) -> None:
        assert runs.load(db, REFERENCE, lock=True) is not None
        if runs.mark(db, REFERENCE, one):
            run_log.write(db, keyring, REFERENCE, "tick", one.by, one.at, task=one.task)

    given = [Mark(f"task{task}", role, who.chair.id, NOW) for task in range(20) for role in roles]
    for one in [store.submit(doing(tick, mark)) for mark in given + given[::-1]]:
        one.result(60)
    kept = [mark for by_role in loaded(store).marks.values() for mark in by_role.values()]
    assert len(kept) == 100
    assert set(kept) == set(given)
    assert len(store.read(lambda db: run_log.read(db, keyring, REFERENCE))) == 100


def test_run_comes_along_to_another_version_with_all_its_ticks(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    for task in ("call", "write"):
        store.run(doing(runs.mark, REFERENCE, ticked(who.police, task)))
    again = replace(PROCEDURE, version="b" * 64, source="title = 'nytt'")
    marks = {"ring": {"child_welfare": ticked(who.police, "ring")}, "write": loaded(store).marks["write"]}
    moved = begun(who, version=again.version, changed_at=NOW + HOUR, marks=marks)
    store.run(lambda db: runs.carry(db, again, moved))
    assert loaded(store) == moved
    assert store.read(lambda db: flow_versions.source(db, again.version)) == again.source
    assert store.read(lambda db: flow_versions.name(db, again.version)) == PROCEDURE.name


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
