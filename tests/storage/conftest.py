"""Every test that asks for `store` runs on SQLite and on PostgreSQL: the same code, the same promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from tests.postgres import PostgresServer, postgres, postgres_url
from tests.storage.scene import NOW

__all__ = ["postgres", "postgres_url"]


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.load_or_create(tmp_path / "keys" / "keyring.json", NOW)


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "havn.db"


@pytest.fixture
def lite(keyring: Keyring, sqlite_path: Path) -> Iterator[Store]:
    with Store.open(sqlite_address(sqlite_path), keyring=keyring, exclusive=True) as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def post(keyring: Keyring, postgres: PostgresServer) -> Iterator[Store]:
    with postgres.database(migrated) as url, Store.open(url, keyring=keyring, exclusive=True) as opened:
        yield opened


@pytest.fixture(params=["lite", "post"], ids=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    opened = request.getfixturevalue(request.param)
    assert isinstance(opened, Store)
    return opened


def migrated(url: str) -> None:
    """Prepare the template that PostgreSQL databases are copied from; nothing is sealed, so any keyring will do."""
    from storage import keyring_file  # noqa: PLC0415 - only here

    nothing = Keyring(Path("/nowhere"), keyring_file.Keys.fresh(NOW))
    with Store.open(url, keyring=nothing, exclusive=True) as opened:
        assert opened.migrate()
