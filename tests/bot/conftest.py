"""The program on a SQLite database of the test's own, with the Bot API of the tests instead of Telegram."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import logs
from bot.telegram.courier import TelegramCourier
from storage import backup, keyfile, people
from storage.engine import Store, sqlite_address
from storage.keyring import Keyring
from storage.passphrase import Cost
from tests.bot.havnvik import HAVNVIK
from tests.bot.typed import PASSPHRASE, Desk
from tests.bot_api import User
from tests.conversations.runner import BEGINS, flow
from tests.conversations.stage import Stage
from tests.conversations.stores import keyring, template

__all__ = ["keyring", "template"]


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """What a command or a test logs to ends with it."""
    loggers = [logging.getLogger(name) for name in (None, *logs.QUIET)]
    levels, handlers = [one.level for one in loggers], list(loggers[0].handlers)
    yield
    loggers[0].handlers[:] = handlers
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)


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


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Commands of the program on an installation that does not exist yet."""
    for name in [name for name in os.environ if name.startswith("HAVN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HAVN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HAVN_PASSPHRASE", PASSPHRASE)
    for guarded in (keyfile.create, backup.dump):  # at the least cost: tests/storage holds the usual one
        usual = guarded.__kwdefaults__ or {}
        monkeypatch.setitem(usual, "cost", Cost(8192, 1, 1))
    return Desk(tmp_path, monkeypatch, capsys)


@pytest.fixture
async def young(stage: Stage) -> User:
    """Somebody whose chat is empty, and whom Havn has met."""
    await stage.come_in("young", people.YOUTH)
    user = stage.users["young"]
    now, keyring = stage.clock.now(), stage.store.keyring
    stage.store.run(lambda db: people.meet(db, keyring, user.id, "nb", now))
    return user


@pytest.fixture
def courier(stage: Stage) -> TelegramCourier:
    return TelegramCourier(stage.bot, stage.store, stage.harbour, stage.clock.now)


@pytest.fixture
def key(desk: Desk) -> Path:
    """Kari's key."""
    path = desk.folder / "kari.key"
    desk.good("keys", "new", "--name", "Kari", "--out", path)
    return path
