import os
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text

from storage import audit, backup, cases, migrate, outbox, people, portable, reseal, sessions, statistics, updates
from storage.engine import Store, sqlite_address
from storage.errors import BackupBroken, FileStands, StoreNewer, StoreOccupied, StoreUnreachable
from storage.keyring import Keyring
from storage.passphrase import Cost
from storage.passphrase_box import SealingWriter
from storage.portable import Sum
from storage.seal_errors import BoxBroken, KeyUnknown, PassphraseTooShort, Tampered, WrongPassphrase
from storage.tables import metadata
from storage.tables import people as people_rows
from tests.postgres import PostgresServer
from tests.storage.fill import fill
from tests.storage.scene import CANARY, NOW, doing, youth

PASSPHRASE = "fem tilfeldige ord her"
CHEAP = Cost(memory_kib=8 * 1024, iterations=1, lanes=1)


def total(store: Store) -> Sum:
    found = Sum()
    store.read(lambda db: [*portable.lines(db, found)])
    return found


@pytest.fixture
def filled(store: Store, keyring: Keyring) -> Store:
    store.run(lambda db: fill(db, keyring))
    return store


@pytest.fixture
def written(filled: Store, tmp_path: Path) -> Path:
    path = tmp_path / "havn.backup"
    backup.dump(filled, path, PASSPHRASE, cost=CHEAP)
    return path


def test_every_table_has_rows_in_these_tests(filled: Store) -> None:
    assert set(total(filled).rows) == set(metadata.tables)


def test_backup_is_restored_whole_into_either_engine(
    filled: Store, keyring: Keyring, tmp_path: Path, postgres: PostgresServer
) -> None:
    report = backup.dump(filled, tmp_path / "havn.backup", PASSPHRASE, cost=CHEAP)
    before = total(filled)
    assert (report.rows, report.tables, report.audit_whole) == (sum(before.rows.values()), len(metadata.tables), True)
    with postgres.database() as url:
        for number, address in enumerate((sqlite_address(tmp_path / "new" / "havn.db"), url)):
            ring = tmp_path / f"new{number}" / "keyring.json"
            assert backup.restore(tmp_path / "havn.backup", address, ring, PASSPHRASE) == report
            assert ring.read_bytes() == keyring.path.read_bytes()
            assert ring.stat().st_mode & 0o777 == 0o600
            with Store.open(address, keyring=Keyring.load(ring), exclusive=True) as restored:
                assert total(restored) == before
                assert restored.read(lambda db: audit.verify(db, restored.keyring)).ok
                lives_on(restored)


def lives_on(restored: Store) -> None:
    """What is written after a restore gets numbers of its own."""
    known = restored.read(lambda db: db.execute(select(func.max(people_rows.c.id))).scalar_one())
    assert restored.run(lambda db: youth(db, restored.keyring, 77)).id > known
    restored.run(lambda db: audit.write(db, restored.keyring, "cli", "restored", None, NOW))
    assert restored.read(lambda db: audit.verify(db, restored.keyring)).ok


def test_backup_shows_nothing_and_is_for_its_owner_alone(written: Path, tmp_path: Path) -> None:
    content = written.read_bytes()
    assert CANARY.encode() not in content
    assert b"people" not in content
    assert written.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".havn-test-restore-*"))


def test_restore_writes_over_nothing(written: Path, filled: Store, keyring: Keyring, tmp_path: Path) -> None:
    address = filled._writing.url.render_as_string(hide_password=False)
    with pytest.raises(FileStands, match=r"keyring\.json exists and is not written over"):
        backup.restore(written, address, keyring.path, PASSPHRASE)
    ring = tmp_path / "other" / "keyring.json"
    before = total(filled)
    filled.close()
    with pytest.raises(StoreOccupied, match="not written over"):
        backup.restore(written, address, ring, PASSPHRASE)
    assert not ring.exists()
    with Store.open(address, keyring=keyring, exclusive=True) as again:
        assert total(again) == before


def test_backup_is_not_written_over_another_file(filled: Store, written: Path, tmp_path: Path) -> None:
    with pytest.raises(FileStands):
        backup.dump(filled, written, PASSPHRASE, cost=CHEAP)
    with pytest.raises(StoreUnreachable):
        backup.dump(filled, tmp_path / "no" / "folder", PASSPHRASE, cost=CHEAP)
    with pytest.raises(PassphraseTooShort):
        backup.dump(filled, tmp_path / "short", "kort", cost=CHEAP)
    assert not (tmp_path / "short").exists()


def refused(path: Path, tmp_path: Path, passphrase: str = PASSPHRASE) -> tuple[type[Exception], str]:
    """Restore, be refused, and leave nothing behind."""
    database, ring = tmp_path / "refused" / "havn.db", tmp_path / "refused" / "keyring.json"
    with pytest.raises(Exception, match=r"^[^\n]+$") as error:
        backup.restore(path, sqlite_address(database), ring, passphrase)
    assert not ring.exists()
    if database.exists():
        with Store.open(sqlite_address(database), keyring=Keyring.load_or_create(ring, NOW), exclusive=True) as left:
            assert left.read(lambda db: db.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()) == 0
        ring.unlink()
    return error.type, str(error.value)


def test_damaged_backup_is_refused_and_nothing_restored(written: Path, tmp_path: Path) -> None:
    content, damaged = written.read_bytes(), tmp_path / "damaged"
    assert refused(written, tmp_path, "et helt annet passord")[0] is WrongPassphrase
    assert refused(tmp_path / "missing", tmp_path)[0] is StoreUnreachable
    for altered, kinds in (
        (b"not a box at all" * 10, {BoxBroken}),
        (content[:-1], {WrongPassphrase, Tampered}),
        (content[:-20] + bytes([content[-20] ^ 1]) + content[-19:], {WrongPassphrase, Tampered}),
    ):
        damaged.write_bytes(altered)
        assert refused(damaged, tmp_path)[0] in kinds


def test_keyring_that_cannot_be_written_stops_a_restore(written: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnreachable):
        backup.restore(written, sqlite_address(tmp_path / "new.db"), tmp_path / "file" / "keyring.json", PASSPHRASE)
    assert not (tmp_path / "new.db").exists()


def test_many_rows_are_loaded_in_batches(lite: Store, keyring: Keyring, tmp_path: Path) -> None:
    for number in range(1200):
        lite.submit(doing(updates.first_time, number, NOW))
    lite.run(lambda db: fill(db, keyring))
    backup.dump(lite, tmp_path / "havn.backup", PASSPHRASE, cost=CHEAP)


def test_disk_that_fills_up_during_a_backup_leaves_no_file(
    lite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnreachable, match="No space left on device"):
        backup.dump(lite, tmp_path / "havn.backup", PASSPHRASE, cost=CHEAP)
    assert not (tmp_path / "havn.backup").exists()


def test_backup_whose_lines_are_not_all_there_is_refused(written: Path, keyring: Keyring, tmp_path: Path) -> None:
    lines = opened(written)
    head, rows, end = lines[0], lines[1:-1], lines[-1]
    forged = {
        "no end": ([head, *rows], BackupBroken),
        "a row less": ([head, *rows[:-1], end], BackupBroken),
        "a row twice": ([head, *rows, rows[-1], end], BackupBroken),
        "a row altered": ([head, rows[0].replace(b'"', b'"x', 1), *rows[1:], end], BackupBroken),
        "after the end": ([*lines, rows[-1]], BackupBroken),
        "no JSON": ([head, b"[\n", end], BackupBroken),
        "no head": ([*rows, end], BackupBroken),
        "newer": ([head.replace(migrate.HEAD.encode(), b"9999"), *rows, end], StoreNewer),
        "other format": ([head.replace(b'"version": 1', b'"version": 2', 1), *rows, end], BackupBroken),
    }
    for name, (content, kind) in forged.items():
        path = tmp_path / "forged"
        with path.open("wb") as out, SealingWriter(out, PASSPHRASE, cost=CHEAP) as box:
            box.write(b"".join(content))
        assert issubclass(refused(path, tmp_path)[0], kind), name


def opened(path: Path) -> list[bytes]:
    from storage.passphrase_box import open_reader  # noqa: PLC0415 - only here

    with path.open("rb") as file:
        return list(open_reader(file, PASSPHRASE))


def test_backup_that_restores_otherwise_is_reported_and_removed(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = portable._insert

    def forgetful(db: Connection, name: str, columns: list[list[str]], rows: list[dict[str, object]]) -> None:
        insert(db, name, columns, [row | {"name": "x"} if name == "people" else row for row in rows])

    monkeypatch.setattr(portable, "_insert", forgetful)
    with pytest.raises(BackupBroken, match="not what was written"):
        backup.dump(filled, tmp_path / "havn.backup", PASSPHRASE, cost=CHEAP)
    assert not (tmp_path / "havn.backup").exists()


def test_broken_audit_chain_is_backed_up_as_it_is_and_told(filled: Store, tmp_path: Path) -> None:
    filled.run(lambda db: db.execute(text("UPDATE audit SET actor = 'somebody' WHERE id = 1")))
    assert backup.dump(filled, tmp_path / "havn.backup", PASSPHRASE, cost=CHEAP).audit_whole is False


def test_rotation_puts_everything_under_the_new_key(filled: Store, keyring: Keyring) -> None:
    renewed = keyring.rotate(NOW)
    count = filled.run(lambda db: reseal.everything(db, renewed))
    assert count >= len(reseal.SEALED)
    assert filled.run(lambda db: reseal.everything(db, renewed)) == 0
    alone = renewed.retire(keyring.active_id)
    person = filled.read(lambda db: people.by_telegram(db, alone, 1))
    assert person is not None
    assert filled.run(lambda db: sessions.load(db, alone, person.id)) is not None
    assert filled.run(lambda db: outbox.take(db, alone, NOW, 10, NOW - NOW))
    assert len(filled.read(cases.listing)) == 2
    with pytest.raises(KeyUnknown):
        filled.read(
            lambda db: (
                people.by_telegram(db, keyring, 1) and people.by_id(db, Keyring(keyring.path, keyring._keys), person.id)
            )
        )
    assert filled.read(lambda db: statistics.told(db, "2027-03", "cases", 0))


def test_ciphertext_that_does_not_open_stops_rotation_whole(filled: Store, keyring: Keyring) -> None:
    renewed = keyring.rotate(NOW)
    filled.run(lambda db: db.execute(text("UPDATE outbox SET person_id = (SELECT max(id) FROM people)")))
    before = total(filled)
    with pytest.raises(Tampered):
        filled.run(lambda db: reseal.everything(db, renewed))
    assert total(filled) == before
