"""What a participant's key opens: minutes, sealed to those who took part. The service itself never calls it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.cli import Stop
from bot.installation import Installation
from flows.procedures import minutes as written
from flows.procedures import references
from flows.procedures.minutes import Minutes
from storage import audit, minutes, runs
from storage.keyfile import UnlockedKey
from storage.opening import open_sealed

OPENED = "minutes.opened"


def known(havn: Installation, reference: str) -> str:
    """The reference of a meeting that has minutes, however it is written. Raises Stop when there are none."""
    normal = references.normal(reference)

    def made(db: Connection) -> tuple[bool, bool]:
        return bool(normal) and runs.load(db, normal) is not None, bool(minutes.listing(db, normal))

    there, filed = havn.store.read(made)
    if not there:
        raise Stop(f"There is no meeting {reference}. havn minutes lists those that have minutes.")
    if not filed:
        raise Stop(f"{normal} has no minutes yet.")
    return normal


def open_minutes(
    havn: Installation, reference: str, key: UnlockedKey, now: datetime, number: int | None = None
) -> Minutes:
    """Open the minutes of a meeting, the newest that this key opens when no number is named.

    That they were opened, and by whose key, is on disk before a word is shown.
    """
    known_as = known(havn, reference)
    sealed = havn.store.read(lambda db: minutes.sealed_for(db, known_as, number, key.reader_id))
    if sealed is None:
        which = "The minutes" if number is None else f"Minutes number {number}"
        raise Stop(
            f"{which} of {known_as} were not sealed to the key of {key.name}. havn minutes lists who opens them."
        )
    content = open_sealed(sealed.content, sealed.wrapped, key.reader_id, key.seed, sealed.bound)

    def note(db: Connection) -> None:
        audit.write(db, havn.keyring, f"key:{key.reader_id}", OPENED, known_as, now)

    havn.store.run(note)
    try:
        return written.from_json(content)
    except ValueError as broken:
        raise Stop(f"The minutes of {known_as} were opened, but {broken}.") from None
