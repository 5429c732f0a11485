import threading
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from flows.session import Session
from storage import flow_versions, sessions
from storage.engine import Store
from storage.keyring import Keyring
from storage.seal_errors import Tampered
from storage.tables import sessions as rows
from tests.storage.scene import CANARY, FLOW, HOUR, NOW, SECOND, doing, talk, youth


def test_session_comes_back_as_it_was_saved(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    assert store.run(lambda db: sessions.load(db, keyring, person.id)) is None
    for turn in (4, 5):
        store.run(doing(sessions.save, keyring, person.id, talk(turn=turn), NOW))
        assert store.run(lambda db: sessions.load(db, keyring, person.id)) == talk(turn=turn)


def test_draft_is_gone_after_72_hours_without_a_step_and_not_before(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    store.run(lambda db: sessions.save(db, keyring, person.id, talk(), NOW))
    store.run(lambda db: sessions.save(db, keyring, person.id, talk(), NOW + HOUR))
    assert store.run(lambda db: sessions.expire(db, NOW + 73 * HOUR - SECOND)) == 0
    assert store.run(lambda db: sessions.expire(db, NOW + 73 * HOUR)) == 1
    assert store.run(lambda db: sessions.load(db, keyring, person.id)) is None


def test_forgetting_tells_whether_there_was_a_talk(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    store.run(lambda db: sessions.save(db, keyring, person.id, talk(), NOW))
    assert store.run(lambda db: sessions.forget(db, person.id)) is True
    assert store.run(lambda db: sessions.forget(db, person.id)) is False


def test_version_that_was_not_pinned_is_refused(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    strange = replace(talk(), version="0" * 64)
    with pytest.raises(IntegrityError):
        store.run(lambda db: sessions.save(db, keyring, person.id, strange, NOW))


def test_pinned_version_stays_readable(store: Store) -> None:
    for _ in range(2):
        store.run(lambda db: flow_versions.pin(db, FLOW, NOW))
    assert store.read(lambda db: flow_versions.source(db, FLOW.version)) == FLOW.source
    assert store.read(lambda db: flow_versions.name(db, FLOW.version)) == "declaration"
    assert store.read(lambda db: flow_versions.source(db, "0" * 64)) is None


def test_only_ids_version_counter_and_time_stand_in_clear(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    store.run(lambda db: sessions.save(db, keyring, person.id, talk(), NOW))
    row = store.read(lambda db: db.execute(select(rows)).one())
    assert set(row._mapping) == {"person_id", "version", "turn", "draft", "expires_at"}
    assert CANARY.encode() not in row.draft
    assert b"safe_now" not in row.draft


def test_draft_moved_to_another_person_does_not_open(store: Store, keyring: Keyring) -> None:
    one = store.run(lambda db: youth(db, keyring, 1))
    other = store.run(lambda db: youth(db, keyring, 2))
    for person in (one, other):
        store.run(doing(sessions.save, keyring, person.id, talk(), NOW))

    def swap(db: Connection) -> None:
        draft = db.execute(select(rows.c.draft).where(rows.c.person_id == one.id)).scalar_one()
        db.execute(update(rows).where(rows.c.person_id == other.id).values(draft=draft))

    store.run(swap)
    assert store.run(lambda db: sessions.load(db, keyring, one.id)) == talk()
    with pytest.raises(Tampered):
        store.run(lambda db: sessions.load(db, keyring, other.id))


def test_two_replicas_take_turns_with_one_person(post: Store, keyring: Keyring) -> None:
    person = post.run(lambda db: youth(db, keyring))
    post.run(lambda db: sessions.save(db, keyring, person.id, talk(turn=1), NOW))
    together = threading.Barrier(8)

    def step(db: Connection) -> int:
        session = sessions.load(db, keyring, person.id)
        assert isinstance(session, Session)
        sessions.save(db, keyring, person.id, replace(session, turn=session.turn + 1), NOW)
        return session.turn

    def wait_and_step(db: Connection) -> int:
        together.wait(10)
        return step(db)

    futures = [post.submit(wait_and_step) for _ in range(8)]
    assert sorted(future.result(20) for future in futures) == list(range(1, 9))
    assert post.run(step) == 9
