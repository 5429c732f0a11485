"""A small sample of each campaign, in seconds."""

from collections.abc import Iterator

import pytest

from tests.chaos.warm import Nursery
from tests.postgres import postgres, postgres_url

__all__ = ["postgres", "postgres_url"]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as ready:
        yield ready
