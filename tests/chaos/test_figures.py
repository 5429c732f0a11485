import pytest

from tests.chaos.figures import Figure, missed, percentile, table


def test_a_figure_says_whether_it_reached_its_goal() -> None:
    lost, slow = Figure("lost", 0, "10 kills", at_most=0), Figure("slow", 1.25, "a day", at_most=1, unit=" s")
    shown = Figure("shown", 3, "a day")
    few = Figure("few", 1, "a day", at_least=2)
    assert [one.good for one in (lost, slow, shown, few)] == [True, False, True, False]
    assert [one.goal for one in (lost, slow, shown, few)] == ["0", "≤ 1 s", "–", "≥ 2"]
    assert missed([lost, slow, shown, few]) == [str(slow), str(few)]
    assert "1.25 s" in table("a campaign", [slow])


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1, 100), (0, 1)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value
    assert percentile([], share) == 0
