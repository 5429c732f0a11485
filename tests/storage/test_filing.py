import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from flows.case import State
from flows.model import Level, Part
from storage import cases, declaration, filing, readers
from storage.cases import Case
from storage.engine import Store
from storage.keyfile import NewKey
from storage.keyring import Keyring
from storage.opening import open_sealed
from storage.seal_errors import BrokenKey, NotForThisKey, Tampered
from storage.tables import case_keys, case_parts
from tests.storage import scene
from tests.storage.scene import CANARY, HOUR, NOW, doing, youth

KARI, OLA, RECOVERY, NORD = (scene.key(seed) for seed in range(1, 5))


def register(store: Store, key: NewKey, kind: str = "coordinator", unit: str = "midt") -> None:
    store.run(lambda db: readers.register(db, f"name of {key.reader_id}", kind, unit, key, NOW))


def file(store: Store, keyring: Keyring, words: str = CANARY, *, final: bool = True, talk: int = 0) -> Case:
    def work(db: Connection) -> Case:
        person, filed = youth(db, keyring), scene.filing(words, final=final)
        began = NOW + talk * HOUR
        return filing.file(db, keyring, person_id=person.id, unit="midt", filed=filed, talk=began, now=NOW)

    return store.run(work)


def opened(store: Store, reference: str, key: NewKey, seed: int) -> dict[Part, declaration.Declared]:
    parts = store.read(lambda db: filing.sealed_for(db, reference, key.reader_id))
    return {
        one.part: declaration.read(open_sealed(one.content, one.wrapped, key.reader_id, bytes([seed]) * 32, one.bound))
        for one in parts
    }


def test_case_opens_with_each_reader_of_its_unit_and_the_recovery_key(store: Store, keyring: Keyring) -> None:
    for key, kind, unit in (
        (KARI, "coordinator", "midt"),
        (RECOVERY, "recovery", "midt"),
        (NORD, "coordinator", "nord"),
    ):
        register(store, key, kind, unit)
    case = file(store, keyring)
    for key, seed in ((KARI, 1), (RECOVERY, 3)):
        read = opened(store, case.reference, key, seed)
        assert read[Part.ANSWERS].lines[0].words == CANARY
        assert read[Part.ANSWERS].reasons == ("Ikke trygg nå",)
        assert (read[Part.IDENTITY].lines[0].words, read[Part.IDENTITY].reasons) == (f"navn {CANARY}", ())
        assert (read[Part.ANSWERS].level, read[Part.ANSWERS].final, read[Part.ANSWERS].filed_at) == (
            Level.RED,
            True,
            NOW,
        )
    assert opened(store, case.reference, NORD, 4) == {}
    with pytest.raises(NotForThisKey):
        opened(store, case.reference, KARI, 2)


def test_part_moved_to_another_case_does_not_open(store: Store, keyring: Keyring) -> None:
    register(store, KARI)
    one, other = file(store, keyring, "one"), file(store, keyring, "other", talk=1)
    moved, native = (store.read(doing(filing.sealed_for, case.reference, KARI.reader_id))[0] for case in (one, other))
    with pytest.raises(Tampered):
        open_sealed(moved.content, native.wrapped, KARI.reader_id, bytes([1]) * 32, native.bound)
    with pytest.raises(NotForThisKey):
        open_sealed(moved.content, moved.wrapped, KARI.reader_id, bytes([1]) * 32, native.bound)


def test_newer_snapshot_takes_the_place_of_the_older(store: Store, keyring: Keyring) -> None:
    register(store, KARI)
    early = file(store, keyring, "first words", final=False)
    later = file(store, keyring, "all words", final=True)
    assert (early.reference, early.final, later.final) == (later.reference, False, True)
    assert opened(store, early.reference, KARI, 1)[Part.ANSWERS].lines[0].words == "all words"
    assert store.read(lambda db: len(db.execute(select(case_parts)).all())) == 2
    assert store.read(lambda db: len(db.execute(select(case_keys)).all())) == 2


def test_final_case_stays_as_it_was_confirmed(store: Store, keyring: Keyring) -> None:
    register(store, KARI)
    final = file(store, keyring, "confirmed")
    assert file(store, keyring, "after", final=False) == final
    assert opened(store, final.reference, KARI, 1)[Part.ANSWERS].lines[0].words == "confirmed"


def test_new_talk_makes_a_case_of_its_own(store: Store, keyring: Keyring) -> None:
    first = file(store, keyring, final=False)
    second = file(store, keyring, final=False, talk=5)
    assert first.reference != second.reference
    assert store.run(lambda db: cases.of_talk(db, first.person_id or 0, first.talk)) == first
    assert store.run(lambda db: cases.of_talk(db, first.person_id or 0, NOW + HOUR)) is None


def test_without_any_reader_the_parts_are_held_and_then_sealed(store: Store, keyring: Keyring) -> None:
    case = file(store, keyring)
    held = store.read(lambda db: db.execute(select(case_parts)).all())
    assert {row.content for row in held} == {None}
    assert store.read(filing.held_units) == ["midt"]
    register(store, NORD, unit="nord")
    assert store.run(lambda db: filing.seal_held(db, keyring)) == 0
    register(store, KARI)
    assert store.run(lambda db: filing.seal_held(db, keyring)) == 2
    assert {row.held for row in store.read(lambda db: db.execute(select(case_parts)).all())} == {None}
    assert store.read(filing.held_units) == []
    assert opened(store, case.reference, KARI, 1)[Part.IDENTITY].lines[0].words == f"navn {CANARY}"


def test_retired_reader_is_sealed_to_no_more(store: Store, keyring: Keyring) -> None:
    register(store, KARI)
    register(store, OLA)
    before = file(store, keyring, "before")
    assert store.run(lambda db: readers.retire(db, OLA.reader_id, NOW)) is True
    assert store.run(lambda db: readers.retire(db, OLA.reader_id, NOW)) is False
    after = file(store, keyring, "after", talk=1)
    assert opened(store, before.reference, OLA, 2)[Part.ANSWERS].lines[0].words == "before"
    assert opened(store, after.reference, OLA, 2) == {}
    assert [(one.id, one.retired_at) for one in store.read(readers.registered) if one.retired_at] == [
        (OLA.reader_id, NOW)
    ]


def test_broken_or_known_key_is_not_registered(store: Store) -> None:
    with pytest.raises(BrokenKey):
        register(store, NewKey("x", b"\0" * 1216, "1"))
    register(store, KARI)
    with pytest.raises(IntegrityError):
        register(store, KARI)
    assert [one.fingerprint for one in store.read(readers.registered)] == [KARI.fingerprint]


def test_case_is_listed_without_being_opened(store: Store, keyring: Keyring) -> None:
    case = file(store, keyring)
    assert (case.unit, case.level, case.state, case.created_at) == ("midt", Level.RED, State.RECEIVED, NOW)
    assert store.read(cases.listing) == [case]
    assert store.read(lambda db: cases.listing(db, "nord")) == []
    assert store.read(lambda db: cases.open_of(db, case.person_id or 0)) == case
