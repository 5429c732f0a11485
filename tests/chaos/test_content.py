import random

from tests.chaos import hostile, mutated, repeats, strangers
from tests.chaos.figures import missed
from tests.chaos.warm import Nursery


async def test_every_update_twice_and_shuffled(nursery: Nursery) -> None:
    assert missed(await repeats.campaign(nursery, 3, random.Random(4))) == []


async def test_a_stranger_gains_nothing(nursery: Nursery) -> None:
    assert missed(await strangers.campaign(nursery, 40, random.Random(5))) == []


async def test_some_of_everything_at_some_steps_in_three_languages(nursery: Nursery) -> None:
    assert missed(await hostile.campaign(nursery, 1, random.Random(6), 8)) == []


async def test_updates_that_make_no_sense(nursery: Nursery) -> None:
    assert missed(await mutated.campaign(nursery, 500, random.Random(7))) == []
