"""No byte of what a young person wrote stands in clear, at any moment, anywhere in the database or beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from storage import sessions
from storage.engine import Store
from storage.keyring import Keyring
from storage.tables import metadata
from tests.storage.fill import fill
from tests.storage.scene import CANARY, NOW, doing, talk, youth

SPELLINGS = [CANARY.encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")] + [
    CANARY.encode("unicode_escape"),
    CANARY.encode().hex().encode(),
    b"tsjirp",
]


def every_value(db: Connection) -> Iterator[bytes]:
    """All that a dump of the database would hold."""
    for table in metadata.sorted_tables:
        for row in db.execute(select(table)):
            for value in row:
                yield value if isinstance(value, bytes) else str(value).encode()


def files(store: Store) -> bytes:
    """The database file, its journal and whatever else lies beside it."""
    if store.dialect != "sqlite":
        return b""
    folder = Path(str(store._writing.url.database)).parent
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {"havn.db", "havn.db-wal"} <= set(found)
    return b"".join(found.values())


def no_canary(store: Store) -> None:
    held = store.read(lambda db: b"\0".join(every_value(db))) + files(store)
    assert [spelling for spelling in SPELLINGS if spelling in held] == []


def test_canary_would_be_found(store: Store) -> None:
    from storage import meta  # noqa: PLC0415 - only to show that the look-out works

    store.run(lambda db: meta.keep(db, "slip", CANARY))
    with pytest.raises(AssertionError):
        no_canary(store)


def test_no_canary_while_it_is_being_told_filed_and_sent(store: Store, keyring: Keyring) -> None:
    store.run(lambda db: fill(db, keyring))
    no_canary(store)


def test_no_canary_after_hiding_and_after_expiry(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    for end in (
        lambda db: sessions.forget(db, person.id),
        lambda db: sessions.expire(db, NOW + sessions.LIFE),
    ):
        for turn in range(20):
            store.run(doing(sessions.save, keyring, person.id, talk(CANARY * (turn + 1), turn=turn), NOW))
            no_canary(store)
        assert store.run(end)
        no_canary(store)


def test_deleted_ciphertext_does_not_linger(lite: Store, keyring: Keyring, sqlite_path: Path) -> None:
    person = lite.run(lambda db: youth(db, keyring))
    lite.run(lambda db: sessions.save(db, keyring, person.id, talk(CANARY * 40), NOW))
    draft = lite.read(lambda db: db.execute(select(metadata.tables["sessions"].c.draft)).scalar_one())
    assert draft[40:120] in files(lite)
    lite.run(lambda db: sessions.forget(db, person.id))
    lite._works._empty_journal()  # type: ignore[union-attr]
    left = files(lite)
    assert not any(draft[at : at + 40] in left for at in range(40, len(draft) - 40, 40))


def test_failed_work_leaves_no_canary(store: Store, keyring: Keyring) -> None:
    def work(db: Connection) -> None:
        fill(db, keyring)
        raise LookupError

    with pytest.raises(LookupError):
        store.run(work)
    no_canary(store)
