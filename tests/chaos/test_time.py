import random
from pathlib import Path

from tests.chaos import timers, two_years
from tests.chaos.figures import missed


async def test_timers_come_neither_early_nor_late_whatever_happens_to_the_clock(tmp_path: Path) -> None:
    figures = await timers._Timers(tmp_path, 120, random.Random(1)).run()
    assert missed(one for one in figures if one.unit != " s") == []
    assert max(one.reached for one in figures if one.unit == " s") < 10


async def test_three_weeks_of_a_municipality(tmp_path: Path) -> None:
    assert missed(await two_years._Years(tmp_path, 4, random.Random(1), 21).run()) == []
