from collections.abc import Callable
from concurrent.futures import wait

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from storage import audit
from storage.audit import Verdict
from storage.engine import Store
from storage.keyring import Keyring
from storage.tables import audit as rows
from storage.tables import meta
from tests.storage.scene import NOW, SECOND, doing

Attack = Callable[[Connection], object]


@pytest.fixture
def chain(store: Store, keyring: Keyring) -> Store:
    for number in range(8):
        reference = None if number % 3 == 0 else "K7M-42P"
        store.run(doing(audit.write, keyring, "cli", f"act.{number}", reference, NOW + number * SECOND))
    return store


def verdict(store: Store, keyring: Keyring) -> Verdict:
    return store.read(lambda db: audit.verify(db, keyring))


def swap(one: int, other: int) -> Attack:
    """Exchange two rows, numbers apart."""

    def work(db: Connection) -> None:
        for old, new in ((one, -1), (other, one), (-1, other)):
            db.execute(update(rows).where(rows.c.id == old).values(id=new))

    return work


def close_gap(number: int) -> Attack:
    """Drop a row and number those after it anew."""

    def work(db: Connection) -> None:
        db.execute(delete(rows).where(rows.c.id == number))
        for later in range(number + 1, 9):
            db.execute(update(rows).where(rows.c.id == later).values(id=later - 1))

    return work


def double(number: int) -> Attack:
    """Put a copy of a row at the end."""

    def work(db: Connection) -> None:
        row = db.execute(select(rows).where(rows.c.id == number)).one()
        db.execute(insert(rows).values(dict(row._mapping) | {"id": 9}))

    return work


def edit(number: int, **values: object) -> Attack:
    return lambda db: db.execute(update(rows).where(rows.c.id == number).values(**values))


def drop(*numbers: int) -> Attack:
    return lambda db: db.execute(delete(rows).where(rows.c.id.in_(numbers)))


ATTACKS: dict[str, tuple[Attack, int]] = {
    "edited actor": (edit(4, actor="clock"), 4),
    "edited action": (edit(1, action="act.x"), 1),
    "edited reference": (edit(5, reference="K7M-42C"), 5),
    "reference taken away": (edit(5, reference=None), 5),
    "reference made up": (edit(4, reference=""), 4),
    "edited time": (edit(8, at="2027-03-15T09:30:08+00:00"), 8),
    "edited mac": (edit(6, mac=b"\0" * 32), 6),
    "dropped first": (drop(1), 1),
    "dropped middle": (drop(4), 4),
    "dropped tail": (drop(8), 8),
    "dropped whole tail": (drop(5, 6, 7, 8), 5),
    "dropped all": (drop(*range(1, 9)), 1),
    "dropped and numbered anew": (close_gap(3), 3),
    "exchanged": (swap(2, 6), 2),
    "exchanged neighbours": (swap(7, 8), 7),
    "doubled": (double(8), 9),
    "slipped in before": (edit(8, id=0), 1),
    "head dropped": (lambda db: db.execute(delete(meta).where(meta.c.key == "audit")), 9),
    "head forged": (lambda db: db.execute(update(meta).values(value=b"\0\0\0\0\0\0\0\x08" + b"\0" * 64)), 9),
}


def test_whole_chain_is_whole(chain: Store, keyring: Keyring) -> None:
    found = verdict(chain, keyring)
    assert (found.ok, found.rows, found.first_bad) == (True, 8, None)
    newest = chain.read(lambda db: audit.newest(db, 2))
    assert [(entry.number, entry.action, entry.at) for entry in newest] == [
        (8, "act.7", NOW + 7 * SECOND),
        (7, "act.6", NOW + 6 * SECOND),
    ]
    assert len(chain.read(lambda db: audit.newest(db, 10, "K7M-42P"))) == 5


def test_empty_log_is_whole(store: Store, keyring: Keyring) -> None:
    assert verdict(store, keyring).ok


@pytest.mark.parametrize("name", ATTACKS)
def test_tampering_is_found_where_it_happened(name: str, chain: Store, keyring: Keyring) -> None:
    attack, first_bad = ATTACKS[name]
    chain.run(attack)
    found = verdict(chain, keyring)
    assert (found.ok, found.first_bad) == (False, first_bad)


@pytest.mark.parametrize("strange", ["7", "x'00'", "x'e6'", "CAST(x'e6' AS TEXT)"])
def test_value_that_is_no_text_is_found(strange: str, lite: Store, keyring: Keyring) -> None:
    for number in range(3):
        lite.run(doing(audit.write, keyring, "cli", f"act.{number}", None, NOW))
    attack = f"UPDATE audit SET action = {strange} WHERE id = 2"  # noqa: S608 - the attack is the test's own
    lite.run(lambda db: db.execute(text(attack)))
    found = verdict(lite, keyring)
    assert not found.ok
    assert found.first_bad in ({1} if "TEXT" in strange else {2})  # what is no text at all spoils its whole batch


def test_tampering_stays_found_when_the_log_goes_on(chain: Store, keyring: Keyring) -> None:
    chain.run(drop(7, 8))
    chain.run(lambda db: audit.write(db, keyring, "cli", "later", None, NOW))
    assert verdict(chain, keyring).first_bad == 7


def test_batches_do_not_hide_their_borders(chain: Store, keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_AFTER", audit._AFTER.limit(3))
    assert verdict(chain, keyring).ok
    chain.run(drop(4))
    assert verdict(chain, keyring).first_bad == 4


def test_writers_at_once_make_one_chain(store: Store, keyring: Keyring) -> None:
    wait([store.submit(lambda db: audit.write(db, keyring, "clock", "tick", None, NOW)) for _ in range(100)], 30)
    found = verdict(store, keyring)
    assert (found.ok, found.rows) == (True, 100)


def test_row_of_a_work_that_failed_leaves_no_gap(chain: Store, keyring: Keyring) -> None:
    def work(db: Connection) -> None:
        audit.write(db, keyring, "cli", "never", None, NOW)
        raise LookupError

    with pytest.raises(LookupError):
        chain.run(work)
    chain.run(lambda db: audit.write(db, keyring, "cli", "after", None, NOW))
    assert verdict(chain, keyring).rows == 9
    assert verdict(chain, keyring).ok
