from dataclasses import replace
from datetime import timedelta

from flows.model import Level
from flows.procedures.run import Run, State
from storage import runs
from storage.engine import Store
from storage.keyring import Keyring
from tests.storage.meeting import PROCEDURE, REFERENCE, begun, held, people, ticked
from tests.storage.scene import HOUR, MINUTE, NOW, SECOND, doing


def loaded(store: Store, reference: str = REFERENCE) -> Run:
    run = store.read(lambda db: runs.load(db, reference))
    assert run is not None
    return run


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
    assert store.read(lambda db: runs.over_for(db, who.police.id, 5)) == [begins["Furu-3"]]
    assert store.read(lambda db: runs.over_for(db, who.police.id, 0)) == []
    assert store.read(lambda db: runs.over_for(db, 999, 5)) == []


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
