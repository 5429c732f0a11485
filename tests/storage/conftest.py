"""Every test that asks for `store` runs on SQLite and on PostgreSQL: the same code, the same promises."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from tests.conversations.stores import migrate, template
from tests.postgres import PostgresServer, postgres, postgres_url
from tests.storage.scene import NOW

__all__ = ["postgres", "postgres_url", "template"]


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.load_or_create(tmp_path / "keys" / "keyring.json", NOW)


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "havn.db"


@pytest.fixture
def lite(keyring: Keyring, sqlite_path: Path, template: Path) -> Iterator[Store]:
    sqlite_path.parent.mkdir()
    shutil.copy(template, sqlite_path)
    with Store.open(sqlite_address(sqlite_path), keyring=keyring, exclusive=True) as opened:
        yield opened


@pytest.fixture
def post(keyring: Keyring, postgres: PostgresServer) -> Iterator[Store]:
    with postgres.database(migrate) as url, Store.open(url, keyring=keyring, exclusive=True) as opened:
        yield opened


@pytest.fixture(params=["lite", "post"], ids=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    opened = request.getfixturevalue(request.param)
    assert isinstance(opened, Store)
    return opened
