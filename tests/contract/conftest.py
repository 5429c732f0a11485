"""The program as a process, and the people around it. Each test has a town of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.bot_api import BotApi
from tests.chaos.later import VARIABLE
from tests.chaos.warm import Nursery, WarmHavn
from tests.contract.town import Town
from tests.postgres import postgres, postgres_url

__all__ = ["postgres", "postgres_url"]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Forks `havn run` from a process that has imported it; the tests of the command itself do without."""
    with Nursery() as ready:
        yield ready


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as telegram:
        yield telegram


@pytest.fixture
async def town(api: BotApi, nursery: Nursery, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """Havn on SQLite; on PostgreSQL when the test asks for that by `@BOTH`."""
    env: dict[str, str | None] = {VARIABLE: str(tmp_path / "ahead")}
    if getattr(request, "param", "sqlite") == "postgresql":
        env["HAVN_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    async with WarmHavn(nursery, api, data=tmp_path / "data", env=env) as havn:
        yield Town(api, havn)
        assert api.violations == []
        assert await Town(api, havn).broken() == 0 if havn.running else True
