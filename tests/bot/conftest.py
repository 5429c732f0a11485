"""The program on a SQLite database of the test's own, with the Bot API of the tests instead of Telegram."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from tests.bot.havnvik import HAVNVIK
from tests.conversations.runner import BEGINS, flow
from tests.conversations.stage import Stage
from tests.conversations.stores import keyring, template

__all__ = ["keyring", "template"]


@pytest.fixture
def opening(tmp_path: Path, template: Path, keyring: Keyring) -> Callable[[], Store]:
    """Opens the test's database, as often as it is asked to."""
    path = tmp_path / "havn.db"
    shutil.copy(template, path)
    return lambda: Store.open(sqlite_address(path), keyring=keyring, exclusive=False)


@pytest.fixture
def store(opening: Callable[[], Store]) -> Iterator[Store]:
    """An open, migrated database."""
    with opening() as opened:
        yield opened


@pytest.fixture
def stage(opening: Callable[[], Store]) -> Iterator[Stage]:
    """The whole program with the small flow, at `BEGINS`; nobody is there yet."""
    made = Stage(opening, HAVNVIK, flow("small"), BEGINS)
    yield made
    made.close()
