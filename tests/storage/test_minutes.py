from pathlib import Path

import pytest

from storage import filing, keyfile, minutes, readers
from storage.engine import Store
from storage.keyfile import NewKey
from storage.keyring import Keyring
from storage.minutes import Filed
from storage.opening import open_sealed
from storage.passphrase import Cost
from storage.seal_errors import NoReaders, NotForThisKey, Tampered
from tests.storage import scene
from tests.storage.meeting import REFERENCE, held
from tests.storage.scene import CANARY, HOUR, NOW, doing, youth

KARI, PER, SIV, RECOVERY = (scene.key(seed) for seed in range(1, 5))
SEEDS = {key.reader_id: bytes([seed]) * 32 for seed, key in enumerate((KARI, PER, SIV, RECOVERY), 1)}
CHEAP = Cost(memory_kib=8 * 1024, iterations=1, lanes=1)
ALL = ("Kari Åsen", "Per Berg", "Siv Dal")


@pytest.fixture
def met(store: Store, keyring: Keyring) -> Store:
    """A meeting: a coordinator and two participants with keys, and the recovery key of the unit."""
    store.run(lambda db: held(db, keyring))
    for name, kind, key in (
        ("Kari Åsen", readers.COORDINATOR, KARI),
        ("Per Berg", readers.PARTICIPANT, PER),
        ("Siv Dal", readers.PARTICIPANT, SIV),
        ("Siv Dal", readers.RECOVERY, RECOVERY),
    ):
        store.run(doing(readers.register, name, kind, "midt", key, NOW))
    return store


def file(store: Store, content: str, *names: str, late: int = 0) -> int:
    to = [reader for _, reader in store.read(doing(readers.of_people, names))]
    return store.run(doing(minutes.file, REFERENCE, content.encode(), to, NOW + late * HOUR))


def opened(store: Store, key: NewKey, number: int | None = None, *, with_key: NewKey | None = None) -> str | None:
    one = store.read(doing(minutes.sealed_for, REFERENCE, number, key.reader_id))
    if one is None:
        return None
    seed = SEEDS[(with_key or key).reader_id]
    return open_sealed(one.content, one.wrapped, key.reader_id, seed, one.bound).decode()


def test_minutes_open_for_those_who_took_part_alone(met: Store) -> None:
    assert file(met, CANARY, *ALL) == 1
    assert [opened(met, key) for key in (KARI, PER, SIV)] == [CANARY] * 3
    assert opened(met, RECOVERY) is None
    with pytest.raises(NotForThisKey):
        opened(met, PER, with_key=SIV)


def test_each_version_is_for_those_it_was_sealed_to(met: Store) -> None:
    assert [file(met, "første", *ALL), file(met, "andre", "Kari Åsen", "Per Berg", late=1)] == [1, 2]
    assert (opened(met, PER), opened(met, PER, 1)) == ("andre", "første")
    assert (opened(met, SIV), opened(met, SIV, 2), opened(met, SIV, 3)) == ("første", None, None)
    everybody = tuple(sorted(key.reader_id for key in (KARI, PER, SIV)))
    two = tuple(sorted(key.reader_id for key in (KARI, PER)))
    assert met.read(lambda db: minutes.listing(db, REFERENCE)) == [
        Filed(1, NOW, everybody),
        Filed(2, NOW + HOUR, two),
    ]
    assert met.read(lambda db: minutes.listing(db, "Gran-1")) == []


def test_version_moved_to_another_place_does_not_open(met: Store) -> None:
    for words in ("første", "andre"):
        file(met, words, "Per Berg")
    one, two = (met.read(doing(minutes.sealed_for, REFERENCE, number, PER.reader_id)) for number in (1, 2))
    assert one is not None
    assert two is not None
    with pytest.raises(Tampered):
        open_sealed(two.content, one.wrapped, PER.reader_id, SEEDS[PER.reader_id], one.bound)
    with pytest.raises(NotForThisKey):
        open_sealed(one.content, two.wrapped, PER.reader_id, SEEDS[PER.reader_id], one.bound)


def test_minutes_that_nobody_could_open_are_not_filed(met: Store) -> None:
    with pytest.raises(NoReaders):
        file(met, CANARY, "Ola Uten Nøkkel")
    assert met.read(lambda db: minutes.listing(db, REFERENCE)) == []


def test_participants_key_file_opens_their_minutes(store: Store, keyring: Keyring, tmp_path: Path) -> None:
    store.run(lambda db: held(db, keyring))
    path, words = tmp_path / "per.key", "fem tilfeldige ord her"
    new = keyfile.create(path, name="Per Berg", kind="participant", passphrase=words, now=NOW, cost=CHEAP)
    store.run(doing(readers.register, "Per Berg", readers.PARTICIPANT, "midt", new, NOW))
    file(store, CANARY, "Per Berg")
    key = keyfile.unlock(path, words)
    assert (key.name, key.kind) == ("Per Berg", "participant")
    one = store.read(doing(minutes.sealed_for, REFERENCE, None, key.reader_id))
    assert one is not None
    assert open_sealed(one.content, one.wrapped, key.reader_id, key.seed, one.bound) == CANARY.encode()


def test_keys_of_people_are_found_by_name(met: Store) -> None:
    found = met.read(doing(readers.of_people, ("Siv Dal", "Kari Åsen", "Ukjent", "Siv Dal")))
    assert [(name, reader.id) for name, reader in found] == [("Kari Åsen", KARI.reader_id), ("Siv Dal", SIV.reader_id)]
    met.run(doing(readers.retire, SIV.reader_id, NOW))
    met.run(doing(readers.register, "Kari Åsen", readers.PARTICIPANT, "midt", scene.key(7), NOW))
    found = met.read(doing(readers.of_people, ALL))
    assert sorted(reader.id for name, reader in found if name == "Kari Åsen") == sorted(
        [KARI.reader_id, scene.key(7).reader_id]
    )
    assert "Siv Dal" not in dict(found)
    assert met.read(doing(readers.of_people, ())) == []


def test_participant_reads_no_case_even_of_every_unit(met: Store, keyring: Keyring) -> None:
    met.run(doing(readers.register, "Eva Lie", readers.PARTICIPANT, "", scene.key(8), NOW))
    to = met.read(lambda db: readers.for_unit(db, "midt"))
    assert sorted(one.id for one in to) == sorted([KARI.reader_id, RECOVERY.reader_id])
    person = met.run(lambda db: youth(db, keyring))
    case = met.run(
        doing(filing.file, keyring, person_id=person.id, unit="midt", filed=scene.filing(), talk=NOW, now=NOW)
    )
    for key in (PER, SIV, scene.key(8)):
        assert met.read(doing(filing.sealed_for, case.reference, key.reader_id)) == []
    assert met.read(doing(filing.sealed_for, case.reference, KARI.reader_id))


def test_unit_with_participants_alone_has_nobody_to_seal_a_case_to(store: Store, keyring: Keyring) -> None:
    store.run(doing(readers.register, "Per Berg", readers.PARTICIPANT, "midt", PER, NOW))
    person = store.run(lambda db: youth(db, keyring))
    store.run(doing(filing.file, keyring, person_id=person.id, unit="midt", filed=scene.filing(), talk=NOW, now=NOW))
    assert store.run(lambda db: filing.seal_held(db, keyring)) == 0
    assert store.read(filing.held_units) == ["midt"]
