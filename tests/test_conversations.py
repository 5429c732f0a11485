"""Conversations as data, played on SQLite and on a real PostgreSQL."""

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from tests.conversations import always, runner
from tests.postgres import PostgresServer

Opening = Callable[[], Store]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database with nothing in it, to be copied: migrating takes longer than most conversations."""
    path = tmp_path_factory.mktemp("template") / "havn.db"
    _migrate(sqlite_address(path))
    return path


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.load_or_create(tmp_path / "keyring.json", runner.BEGINS)


@pytest.fixture
def on_sqlite(tmp_path: Path, template: Path, keyring: Keyring) -> Opening:
    path = tmp_path / "havn.db"
    shutil.copy(template, path)
    return lambda: Store.open(sqlite_address(path), keyring=keyring, exclusive=True)


@pytest.fixture
def on_postgresql(postgres: PostgresServer, keyring: Keyring) -> Iterator[Opening]:
    with postgres.database(_migrate) as url:
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


def _migrate(url: str) -> None:
    from storage.keyring_file import Keys  # noqa: PLC0415 - a keyring that seals nothing is wanted here alone

    nothing = Keyring(Path("nowhere"), Keys.fresh(runner.BEGINS))
    with Store.open(url, keyring=nothing, exclusive=True) as store:
        store.migrate()
