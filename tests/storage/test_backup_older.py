"""A backup from the version before is restored, and brought up to this one."""

import json
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Table

from storage import audit, backup, cases, migrate, run_tables, runs
from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from storage.passphrase import Cost
from storage.passphrase_box import SealingWriter, open_reader
from storage.portable import Sum
from tests.storage import meeting
from tests.storage.fill import fill

PASSPHRASE = "fem tilfeldige ord her"
CHEAP = Cost(memory_kib=8 * 1024, iterations=1, lanes=1)
ADDED = "agency"
NEW = {name for name, one in vars(run_tables).items() if isinstance(one, Table)}


def as_before(written: Path, older: Path) -> None:
    """Write a backup anew as the version without runs wrote it."""
    with written.open("rb") as file, open_reader(file, PASSPHRASE) as box:
        head, *rows, _ = box.read().splitlines(keepends=True)
    told = json.loads(head)
    told["schema"] = "0002"
    shapes = {name: columns for name, columns in told["tables"] if name not in NEW}
    told["tables"] = [[name, [one for one in columns if one[0] != ADDED]] for name, columns in shapes.items()]
    kept, total = [_without(row, shapes) for row in rows if json.loads(row)[0] not in NEW], Sum()
    for row in kept:
        total.add(json.loads(row)[0], row.rstrip(b"\n"))
    with older.open("wb") as out, SealingWriter(out, PASSPHRASE, cost=CHEAP) as sealed:
        sealed.write(json.dumps(told).encode() + b"\n" + b"".join(kept))
        sealed.write(json.dumps({"end": asdict(total)}).encode() + b"\n")


def _without(row: bytes, shapes: dict[str, list[list[str]]]) -> bytes:
    """A row as it was before the column was there."""
    name, *values = json.loads(row)
    old = [value for (column, _), value in zip(shapes[name], values, strict=True) if column != ADDED]
    return json.dumps([name, *old], ensure_ascii=False).encode() + b"\n"


def listed(store: Store) -> list[cases.Case]:
    """All cases, in an order that both engines agree on."""
    return sorted(store.read(cases.listing), key=lambda case: case.reference)


def test_backup_from_before_there_were_runs_is_restored(store: Store, keyring: Keyring, tmp_path: Path) -> None:
    store.run(lambda db: fill(db, keyring))
    backup.dump(store, tmp_path / "new.backup", PASSPHRASE, cost=CHEAP)
    as_before(tmp_path / "new.backup", tmp_path / "old.backup")
    address, ring = sqlite_address(tmp_path / "restored" / "havn.db"), tmp_path / "restored" / "keyring.json"
    assert backup.restore(tmp_path / "old.backup", address, ring, PASSPHRASE).audit_whole
    with Store.open(address, keyring=Keyring.load(ring), exclusive=True) as restored:
        restored.read(migrate.require_current)
        assert listed(restored) == listed(store)
        assert restored.read(lambda db: audit.verify(db, restored.keyring)).ok
        restored.run(lambda db: meeting.held(db, restored.keyring))
        assert restored.read(lambda db: runs.load(db, meeting.REFERENCE)) is not None
