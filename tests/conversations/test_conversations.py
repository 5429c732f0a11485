"""Conversations as data, played on SQLite and on a real PostgreSQL."""

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from tests.conversations import always, runner
from tests.conversations.stores import keyring, migrate, template
from tests.postgres import PostgresServer

__all__ = ["keyring", "template"]

Opening = Callable[[], Store]


@pytest.fixture
def on_sqlite(tmp_path: Path, template: Path, keyring: Keyring) -> Opening:
    path = tmp_path / "havn.db"
    shutil.copy(template, path)
    return lambda: Store.open(sqlite_address(path), keyring=keyring, exclusive=True)


@pytest.fixture
def on_postgresql(postgres: PostgresServer, keyring: Keyring) -> Iterator[Opening]:
    with postgres.database(migrate) as url:
        yield lambda: Store.open(url, keyring=keyring, exclusive=True)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("path", runner.conversations(), ids=lambda path: path.stem)
async def test_conversation(
    path: Path, engine: str, request: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for room in ("bot", "storage"):
        caplog.set_level(logging.INFO, logger=room)
    opening = request.getfixturevalue(f"on_{engine}")
    written = await runner.play(path, opening, lambda: caplog.text)
    always.in_files(written, tmp_path)


def test_there_are_conversations() -> None:
    assert len(runner.conversations()) >= 25
