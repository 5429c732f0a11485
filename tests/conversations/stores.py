"""Databases for tests of the whole program: SQLite by copying a migrated file, PostgreSQL from a migrated template."""

from pathlib import Path

import pytest

from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from storage.keyring_file import Keys
from tests.conversations.runner import BEGINS


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database with nothing in it, to be copied: migrating takes longer than most conversations."""
    path = tmp_path_factory.mktemp("template") / "havn.db"
    migrate(sqlite_address(path))
    return path


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """A keyring of this test's own."""
    return Keyring.load_or_create(tmp_path / "keyring.json", BEGINS)


def migrate(url: str) -> None:
    """Prepare a database; nothing is sealed by that, so any keyring will do."""
    nothing = Keyring(Path("nowhere"), Keys.fresh(BEGINS))
    with Store.open(url, keyring=nothing, exclusive=True) as store:
        store.migrate()
