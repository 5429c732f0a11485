import random

import pytest

from tests.chaos import kills, takeover
from tests.chaos.figures import Figure, missed
from tests.chaos.warm import Nursery


def but_times(figures: list[Figure]) -> list[str]:
    """What was missed of the figures that a busy machine cannot change."""
    return missed(one for one in figures if one.unit != " s" and "repeated messages" not in one.name)


async def test_fifteen_kills_lose_nothing(nursery: Nursery) -> None:
    assert but_times(await kills.campaign(nursery, 15, 1, None, at_once=3, pause=0.04)) == []


@pytest.mark.parametrize("freeze", [False, True], ids=["dead", "frozen"])
async def test_the_other_replica_does_the_work(nursery: Nursery, postgres_url: str, *, freeze: bool) -> None:
    figures = await takeover.campaign(nursery, postgres_url, 2, random.Random(3), freeze=freeze)
    assert but_times(figures) == []
    assert max(one.reached for one in figures if one.unit == " s") < takeover.WITHIN
