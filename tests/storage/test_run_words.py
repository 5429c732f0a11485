"""What is typed in a meeting: the log, the measures, and that it can all be forgotten while the rows stay."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Column, Connection, LargeBinary, Table, func, select

from flows.procedures.model import Track
from flows.procedures.run import Measure, MeasureState
from flows.session import FreeText
from storage import information, measures, meeting_invitations, reseal, run_log, runs
from storage.engine import Store
from storage.keyring import Keyring
from storage.measures import MeasureWords
from storage.run_log import LogLine
from storage.seal_errors import KeyUnknown
from storage.tables import metadata, run_information, run_invitations, run_measures
from storage.tables import run_log as log_rows
from tests.storage import meeting
from tests.storage.meeting import REFERENCE, begun, held, measure, said
from tests.storage.scene import CANARY, HOUR, NOW, SECOND, doing


def test_log_keeps_who_did_what_when_and_why(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))

    def work(db: Connection) -> None:
        run_log.write(db, keyring, REFERENCE, "tick", who.police.id, NOW, task="call")
        run_log.write(db, keyring, REFERENCE, "untick", who.police.id, NOW, task="call", words=FreeText(CANARY))
        run_log.write(db, keyring, REFERENCE, "resume", None, NOW + HOUR)

    store.run(work)
    assert store.read(lambda db: run_log.read(db, keyring, REFERENCE)) == [
        LogLine(NOW, "tick", who.police.id, "call"),
        LogLine(NOW, "untick", who.police.id, "call", FreeText(CANARY)),
        LogLine(NOW + HOUR, "resume", None),
    ]
    assert store.read(lambda db: run_log.read(db, keyring, "Gran-1")) == []


def test_nothing_printed_shows_what_was_said(store: Store, keyring: Keyring) -> None:
    store.run(lambda db: held(db, keyring))
    store.run(lambda db: run_log.write(db, keyring, REFERENCE, "untick", None, NOW, words=FreeText(CANARY)))
    printed = [f"{store.read(lambda db: run_log.read(db, keyring, REFERENCE))!r}", f"{said()!r}"]
    assert not [text for text in printed if "tsjirp" in text]


def test_measures_count_from_one_in_each_run(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    other = begun(who, "Gran-3")
    store.run(lambda db: runs.start(db, meeting.PROCEDURE, other))
    added = [store.run(doing(measures.add, keyring, REFERENCE, measure(who), said(f"{at}"))) for at in range(2)]
    alone = store.run(lambda db: measures.add(db, keyring, "Gran-3", measure(who, urgent=True), said("3")))
    assert [one.number for one in (*added, alone)] == [1, 2, 1]
    assert store.read(lambda db: measures.of_run(db, REFERENCE)) == added
    assert store.read(lambda db: measures.of_runs(db, [REFERENCE, "Gran-3", "Lind-1"])) == {
        REFERENCE: added,
        "Gran-3": [alone],
        "Lind-1": [],
    }
    assert store.read(lambda db: measures.words(db, keyring, REFERENCE)) == {1: said("0"), 2: said("1")}


def test_measure_is_kept_as_it_was_settled_or_given_to_another(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    first = store.run(lambda db: measures.add(db, keyring, REFERENCE, measure(who, disagreed=True), MeasureWords()))
    second = store.run(lambda db: measures.add(db, keyring, REFERENCE, measure(who), said()))
    done = replace(first, state=MeasureState.DONE, settled_at=NOW + HOUR, settled_by=who.police.id)
    given = replace(second, responsible=who.school.id, due_at=NOW + 2 * HOUR)
    store.run(lambda db: measures.save(db, REFERENCE, done))
    store.run(lambda db: measures.save(db, REFERENCE, given))
    assert store.read(lambda db: measures.of_run(db, REFERENCE)) == [done, given]
    assert store.read(lambda db: measures.words(db, keyring, REFERENCE)) == {1: MeasureWords(), 2: said()}
    store.run(lambda db: measures.write(db, keyring, REFERENCE, 1, said("senere")))
    assert store.read(lambda db: measures.words(db, keyring, REFERENCE)) == {1: said("senere"), 2: said()}
    assert store.read(lambda db: measures.of_run(db, REFERENCE)) == [done, given]


def test_persons_measures_are_the_open_ones_first_due_first(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: held(db, keyring))
    store.run(lambda db: runs.start(db, meeting.PROCEDURE, begun(who, "Gran-3")))

    def add(reference: str, **more: object) -> Measure:
        return store.run(doing(measures.add, keyring, reference, measure(who, **more), said()))

    late, soon = add(REFERENCE, due_at=NOW + 2 * HOUR), add("Gran-3", due_at=NOW + SECOND)
    add(REFERENCE, responsible=who.school.id)
    add(REFERENCE, state=MeasureState.DROPPED)
    mine = store.read(lambda db: measures.of_person(db, who.police.id))
    assert mine == [("Gran-3", soon), (REFERENCE, late)]
    assert store.read(lambda db: measures.of_person(db, who.chair.id)) == []


def test_two_measures_at_once_get_two_numbers(post: Store, keyring: Keyring) -> None:
    who = post.run(lambda db: held(db, keyring))

    def add(db: Connection) -> int:
        assert runs.load(db, REFERENCE, lock=True) is not None
        return measures.add(db, keyring, REFERENCE, measure(who), said()).number

    waiting = [post.submit(add) for _ in range(12)]
    assert sorted(one.result(30) for one in waiting) == list(range(1, 13))


def written(db: Connection, keyring: Keyring) -> None:
    """Something typed in each part of a meeting."""
    who = held(db, keyring)
    run_log.write(db, keyring, REFERENCE, "untick", who.chair.id, NOW, words=FreeText(CANARY))
    run_log.write(db, keyring, REFERENCE, "tick", who.chair.id, NOW)
    measures.add(db, keyring, REFERENCE, measure(who), said())
    information.add(db, keyring, REFERENCE, who.police.id, Track.PREVENTION, FreeText(CANARY), NOW)
    meeting_invitations.invite(db, keyring, REFERENCE, "school", CANARY, who.chair.id, NOW)


FORGETTING = (
    (run_log.forget_words, log_rows, log_rows.c.words, 2),
    (measures.forget_words, run_measures, run_measures.c.words, 1),
    (information.forget_words, run_information, run_information.c.words, 1),
    (meeting_invitations.forget_words, run_invitations, run_invitations.c.name, 1),
)


@pytest.mark.parametrize(("forget", "table", "column", "rows"), FORGETTING, ids=lambda part: getattr(part, "name", ""))
def test_words_are_forgotten_and_the_rows_stay(
    store: Store,
    keyring: Keyring,
    forget: Callable[[Connection, str], int],
    table: Table,
    column: Column[bytes],
    rows: int,
) -> None:
    store.run(lambda db: written(db, keyring))
    assert store.run(lambda db: forget(db, "Gran-1")) == 0
    assert store.run(lambda db: forget(db, REFERENCE)) == 1
    assert store.run(lambda db: forget(db, REFERENCE)) == 0
    counted = select(func.count(), func.count(column)).select_from(table)
    assert tuple(store.read(lambda db: db.execute(counted).one())) == (rows, 0)


def test_words_are_read_after_a_rotation_that_destroyed_the_old_key(store: Store, keyring: Keyring) -> None:
    store.run(lambda db: written(db, keyring))
    renewed = keyring.rotate(NOW)
    assert store.run(lambda db: reseal.everything(db, renewed)) >= 4
    alone = renewed.retire(keyring.active_id)
    lines = store.read(lambda db: run_log.read(db, alone, REFERENCE))
    assert [one.words for one in lines] == [FreeText(CANARY), None]
    assert store.read(lambda db: measures.words(db, alone, REFERENCE)) == {1: said()}
    seen = store.read(lambda db: information.seen_by(db, alone, REFERENCE, [Track.PREVENTION]))
    assert [one.words for one in seen] == [FreeText(CANARY)]
    invited = store.read(lambda db: meeting_invitations.open_of(db, alone, REFERENCE, NOW))
    assert [one.name for one in invited] == [FreeText(CANARY)]
    with pytest.raises(KeyUnknown):
        store.read(lambda db: run_log.read(db, keyring, REFERENCE))


# What is neither a ciphertext of the keyring nor meant to be: hashes and blind indexes, and what is sealed to readers.
NO_CIPHERTEXT = {"people.telegram", "invitations.code", "readers.public_key", "audit.mac", "meta.value", "words.word"}
NO_CIPHERTEXT |= {"run_invitations.code", "blocked.word"}
TO_READERS = {"case_parts.content", "case_keys.wrapped", "run_minutes.content", "run_minutes_keys.wrapped"}


def test_rotation_knows_every_ciphertext_there_is() -> None:
    binary = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sealed = {f"{column.table.name}.{column.name}" for column, _ in reseal.SEALED}
    assert binary == sealed | NO_CIPHERTEXT | TO_READERS


def test_everything_still_reads_after_it_was_forgotten(store: Store, keyring: Keyring) -> None:
    store.run(lambda db: written(db, keyring))
    for forget, *_ in FORGETTING:
        store.run(doing(forget, REFERENCE))
    assert [one.words for one in store.read(lambda db: run_log.read(db, keyring, REFERENCE))] == [None, None]
    assert store.read(lambda db: measures.words(db, keyring, REFERENCE)) == {}
    assert len(store.read(lambda db: measures.of_run(db, REFERENCE))) == 1
    seen = store.read(lambda db: information.seen_by(db, keyring, REFERENCE, [Track.PREVENTION]))
    assert [one.words for one in seen] == [None]
    invited = store.read(lambda db: meeting_invitations.open_of(db, keyring, REFERENCE, NOW))
    assert [one.name for one in invited] == [None]
