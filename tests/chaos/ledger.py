"""What an installation holds, opened with a coordinator's key, to be compared with what people were shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot import opened as opening
from bot.installation import Installation
from bot.installation import opened as installation
from storage import audit, cases, filing, keyfile, readers
from storage.passphrase import Cost
from tests.bot_api.process import PASSPHRASE, HavnProcess

QUICK = Cost(8192, 1, 1)


@contextmanager
def looked_into(havn: HavnProcess) -> Iterator[Installation]:
    """The installation of a process, whether or not the process runs."""
    named = {name: value for name, value in havn.environment.items() if name.startswith("HAVN_")}
    with installation(named) as found:
        yield found


def register_key(havn: HavnProcess, name: str, path: Path) -> None:
    """What `havn keys new` does, with a passphrase that is cheap to check: campaigns open many cases."""
    now = datetime.now(UTC)
    with looked_into(havn) as found:
        unit = found.municipality.unit()
        new = keyfile.create(path, name=name, kind="coordinator", passphrase=PASSPHRASE, now=now, cost=QUICK)

        def register(db: Connection) -> None:
            readers.register(db, name, "coordinator", unit, new, now)
            filing.seal_held(db, found.keyring)

        found.store.run(register)


def words_of(found: Installation, key: Path) -> dict[str, str]:
    """All that a key opens, by reference: what people wrote, in one line a case."""
    unlocked = keyfile.unlock(key, PASSPHRASE)
    return {
        one.reference: opening.as_text(opening.open_case(found, one.reference, unlocked, datetime.now(UTC)))
        for one in found.store.read(lambda db: cases.listing(db, include_closed=True))
    }


def chain_is_whole(found: Installation) -> bool:
    """The audit log's verdict on itself."""
    return found.store.read(lambda db: audit.verify(db, found.keyring)).ok
