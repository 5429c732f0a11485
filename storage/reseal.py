"""Rotation: every ciphertext of the keyring is put under the active key, so that the old keys can be destroyed."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Connection, Row, and_, select, update

from storage import filing, information, measures, meeting_invitations, outbox, people, run_log, sessions
from storage.bound import Bound
from storage.keyring import Keyring
from storage.tables import case_parts, metadata, run_information, run_invitations, run_measures
from storage.tables import outbox as outbox_table
from storage.tables import people as people_table
from storage.tables import run_log as log_table
from storage.tables import sessions as sessions_table

# Every column that the keyring sealed, with the place that a row's ciphertext is bound to.
SEALED: tuple[tuple[Column[bytes], Callable[[Row[Any]], Bound]], ...] = (
    (people_table.c.private, lambda row: people.bound(row.telegram)),
    (sessions_table.c.draft, lambda row: sessions.bound(row.person_id)),
    (outbox_table.c.payload, lambda row: outbox.bound(row.person_id, row.token)),
    (case_parts.c.held, lambda row: filing.held_bound(row.reference, row.part)),
    (log_table.c.words, lambda row: run_log.bound(row.id)),
    (run_measures.c.words, lambda row: measures.bound(row.reference, row.number)),
    (run_information.c.words, lambda row: information.bound(row.reference, row.number)),
    (run_invitations.c.name, lambda row: meeting_invitations.bound(row.code)),
)


def everything(db: Connection, keyring: Keyring) -> int:
    """Seal anew what is not under the active key; say how many ciphertexts.

    Raises Tampered and KeyUnknown for one that does not open; nothing is changed then. Run it while nothing else
    writes with an older keyring.
    """
    return sum(_column(db, keyring, column, bound) for column, bound in SEALED)


def _column(db: Connection, keyring: Keyring, column: "Column[bytes]", bound: Callable[[Row[Any]], Bound]) -> int:
    table, sealed = metadata.tables[column.table.name], 0
    for row in db.execute(select(table).where(column.is_not(None)).with_for_update()).all():
        old = getattr(row, column.name)
        if keyring.needs_rotation(old):
            new = keyring.encrypt(keyring.decrypt(old, bound=bound(row)), bound=bound(row))
            mine = and_(*(key == getattr(row, key.name) for key in table.primary_key))
            db.execute(update(table).where(mine).values({column.name: new}))
            sealed += 1
    return sealed
