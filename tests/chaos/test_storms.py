import random

from tests.chaos import outage, storms
from tests.chaos.figures import missed
from tests.chaos.warm import Nursery


async def test_an_alert_overtakes_what_waits_and_keeps_the_limits() -> None:
    figures = await storms._outbox(400, 6, random.Random(1))
    assert missed(one for one in figures if one.unit != " ms") == []
    assert min(one.reached for one in figures if one.unit == " ms") < 1000


async def test_a_rush_gets_no_refusal(nursery: Nursery) -> None:
    assert missed(await storms._rush(nursery, 40)) == []


async def test_telegram_gone_for_some_seconds_loses_nothing(nursery: Nursery) -> None:
    figures = await outage.campaign(nursery, 2, random.Random(2), "5xx", 4)
    assert missed(one for one in figures if one.unit != " s") == []
