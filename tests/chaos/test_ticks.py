import random

import pytest

from tests.chaos import seen, ticks
from tests.chaos.figures import missed
from tests.chaos.warm import Nursery


@pytest.mark.parametrize("on_postgres", [False, True], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize("each", [True, False], ids=["each", "race"])
async def test_ticks_are_kept_exactly_once_across_a_kill(
    nursery: Nursery, request: pytest.FixtureRequest, *, on_postgres: bool, each: bool
) -> None:
    url = request.getfixturevalue("postgres_url") if on_postgres else None
    figures = await ticks.campaign(nursery, 4, 6, 1, random.Random(5), url=url, each=each)
    assert missed(figures) == []


async def test_the_others_see_a_tick(nursery: Nursery) -> None:
    figures = await seen.seen_by_others(nursery, 4, 3, None)
    assert missed(one for one in figures if one.unit != " s") == []
    assert max(one.reached for one in figures if one.unit == " s") < 10
