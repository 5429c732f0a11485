"""No byte of what a young person wrote stands in clear, at any moment, anywhere in the database or beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from flows.procedures.model import Track
from flows.session import FreeText
from storage import blocked, consents, information, measures, meeting_invitations, run_log, sessions
from storage.engine import Store
from storage.keyring import Keyring
from storage.tables import metadata
from tests.storage import meeting
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


def test_no_canary_in_a_meeting_while_it_lasts_and_after(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: meeting.held(db, keyring))
    for number in range(6):
        words = CANARY * (number + 1)
        store.run(doing(run_log.write, keyring, meeting.REFERENCE, "untick", None, NOW, words=FreeText(words)))
        store.run(doing(measures.add, keyring, meeting.REFERENCE, meeting.measure(who), meeting.said(words)))
        piece = (who.school.id, Track.PREVENTION, FreeText(words), NOW)
        store.run(doing(information.add, keyring, meeting.REFERENCE, *piece))
        invited = ("school", f"Åse {words}", who.chair.id, NOW)
        store.run(doing(meeting_invitations.invite, keyring, meeting.REFERENCE, *invited))
        store.run(doing(blocked.block, keyring, meeting.REFERENCE, FreeText(words), NOW))
        no_canary(store)
    for part in (run_log, measures, information, meeting_invitations):
        assert store.run(doing(part.forget_words, meeting.REFERENCE)) == 6
        no_canary(store)


def test_words_put_where_codes_belong_are_refused(store: Store, keyring: Keyring) -> None:
    who = store.run(lambda db: meeting.held(db, keyring))
    piece = (who.school.id, Track.PREVENTION, FreeText("noe"), NOW)
    store.run(doing(information.add, keyring, meeting.REFERENCE, *piece))
    with pytest.raises(information.NoBasis):
        store.run(doing(information.share, meeting.REFERENCE, 1, Track.CHILD_WELFARE, CANARY, who.school.id, NOW))
    with pytest.raises(ValueError, match="is a code"):
        store.run(doing(consents.give, meeting.REFERENCE, "police", CANARY, who.school.id, NOW))
    no_canary(store)


def test_forgotten_words_of_a_meeting_do_not_linger(lite: Store, keyring: Keyring, sqlite_path: Path) -> None:
    who = lite.run(lambda db: meeting.held(db, keyring))
    lite.run(
        lambda db: information.add(
            db, keyring, meeting.REFERENCE, who.school.id, Track.PREVENTION, FreeText(CANARY * 40), NOW
        )
    )
    sealed = lite.read(lambda db: db.execute(select(metadata.tables["run_information"].c.words)).scalar_one())
    assert sealed[40:120] in files(lite)
    lite.run(lambda db: information.forget_words(db, meeting.REFERENCE))
    lite._works._empty_journal()  # type: ignore[union-attr]
    left = files(lite)
    assert not any(sealed[at : at + 40] in left for at in range(40, len(sealed) - 40, 40))


def test_failed_work_leaves_no_canary(store: Store, keyring: Keyring) -> None:
    def work(db: Connection) -> None:
        fill(db, keyring)
        raise LookupError

    with pytest.raises(LookupError):
        store.run(work)
    no_canary(store)
