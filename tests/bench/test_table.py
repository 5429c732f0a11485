import re
from pathlib import Path

import pytest

from tests.bench import __main__ as table
from tests.bench.goals import GOALS, Goal, goal_of

HERE = Path(__file__).parent
RATE = Goal("steps/s", 1_500, least=True, peer="peer: slow", times=5)
DELAY = Goal("delay, ms", 100, peer="peer: quick")


@pytest.mark.parametrize(
    ("goal", "figure", "times", "reached"),
    [
        (RATE, 1_600, 5.5, True),
        (RATE, 1_600, 4.5, False),
        (RATE, 1_400, 5.5, False),
        (RATE, 1_600, None, True),
        (DELAY, 100, 0.5, True),
        (DELAY, 101, 9.0, False),
    ],
)
def test_a_goal_is_reached_within_its_bound_and_far_enough_from_the_peer(
    goal: Goal, figure: float, times: float | None, *, reached: bool
) -> None:
    assert goal.reached(figure, times) is reached


def test_the_ratio_is_how_many_times_better_whichever_way_better_is() -> None:
    assert RATE.better(1_000, 200) == 5
    assert DELAY.better(50, 200) == 4
    assert DELAY.better(0, 200) == 0


def test_a_goal_is_told_in_words() -> None:
    assert RATE.told == "≥ 1,500, ≥ 5 ×"
    assert DELAY.told == "≤ 100"
    assert Goal("refusals", 0).told == "≤ 0"


def test_a_row_stands_beside_the_peer_of_the_same_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "goal_of", {"steps/s, 300 people": RATE}.get)
    figures = [("steps/s, 300 people", 1_000.0, "synced"), ("peer: slow", 250.0, "not synced")]
    assert re.search(r"1,000 +≥ 1,500, ≥ 5 × +MISSED +4\.0 × +synced$", table.row(figures[0], figures))
    assert re.search(r"peer: slow +250 +not synced$", table.row(figures[1], figures))


def test_every_measurement_is_there_and_every_goal_is_of_one_of_them() -> None:
    sources = {name: (HERE / f"{name}.py").read_text(encoding="utf-8") for name in table.MODULES}
    assert all("\ndef run() -> list[" in source for source in sources.values())
    said = "".join(sources.values()).replace("{CHATS}", "300")
    assert [goal.name for goal in GOALS if goal.name not in said] == []
    assert goal_of("dispatcher, 1,000 buttons against 1, %") is not None
    assert goal_of("half of the commands") is None


def test_an_unknown_measurement_is_refused_with_the_names_of_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert table.main(["speed"]) == 2
    assert "There is no measurement 'speed'; there are engine" in capsys.readouterr().err
