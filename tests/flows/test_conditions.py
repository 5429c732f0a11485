from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.conditions import day_in, days_until, holds, number
from flows.session import Answer
from flows.triage import assess
from tests.flows import naive
from tests.flows.made_up import answers, flows
from tests.flows.small import NOW, TRIP, flow

TODAY = date(2026, 11, 22)


def when(condition: str, **answers: Answer) -> bool:
    """Whether the condition, as content writes it, is true of these answers to a flow with a step of each kind."""
    made = flow(f"""
    [step.a]
    ask = "?"
    choices = [{{ id = "x", text = "X" }}, {{ id = "y", text = "Y" }}]
    [step.leave]
    kind = "date"
    ask = "?"
    [step.stay]
    kind = "days"
    ask = "?"
    [step.b]
    kind = "end"
    ask = "!"
    when = {condition}
    [step.c]
    kind = "end"
    ask = "!"
    [fact.left]
    days_until = "leave"
    """)
    condition_ = made.steps["b"].when
    assert condition_ is not None
    assert naive.true(condition_, made, answers, TODAY) == holds(condition_, made.facts, answers, TODAY)
    return holds(condition_, made.facts, answers, TODAY)


X, Y = Answer(("x",)), Answer(("y",))
UNKNOWN, SKIPPED = Answer(("unknown",)), Answer(("skipped",))
SOON, STAY = Answer(("2026-11-25",)), Answer(("10",))


@pytest.mark.parametrize(
    ("condition", "true", "false"),
    [
        ('{ a = "x" }', [{"a": X}, {"a": Answer(("y", "x"))}], [{}, {"a": Y}, {"a": SKIPPED}]),
        ('{ a = ["x", "skipped"] }', [{"a": X}, {"a": SKIPPED}], [{}, {"a": Y}]),
        ("{ a = true }", [{"a": X}], [{}, {"a": SKIPPED}]),
        ("{ a = false }", [{}, {"a": SKIPPED}], [{"a": X}]),
        ('{ a = "x", stay = "<=10" }', [{"a": X, "stay": STAY}], [{"a": X}, {"a": X, "stay": UNKNOWN}, {"stay": STAY}]),
        ('[{ a = "x" }, { stay = ">10" }]', [{"a": X}, {"stay": Answer(("11",))}], [{}, {"stay": STAY}, {"a": Y}]),
        ('{ not = { a = "x" } }', [{}, {"a": Y}], [{"a": X}]),
        ('{ a = "x", not = [{ stay = "<3" }, { leave = true }] }', [{"a": X}], [{"a": X, "leave": UNKNOWN}, {}]),
        ('{ left = "<=3" }', [{"leave": SOON}], [{}, {"leave": UNKNOWN}, {"leave": Answer(("2026-11-26",))}]),
        ('{ left = "==3" }', [{"leave": SOON}], [{"leave": Answer(("2026-11-24",))}]),
        ('{ left = "<0" }', [{"leave": Answer(("2026-11-21",))}], [{"leave": SOON}]),
        ('{ left = ">=3" }', [{"leave": SOON}], [{}, {"leave": SKIPPED}]),
        ("{ left = true }", [{"leave": SOON}], [{}, {"leave": UNKNOWN}]),
        ("{ left = false }", [{}, {"leave": UNKNOWN}, {"leave": SKIPPED}], [{"leave": SOON}]),
        ('{ leave = ["unknown", "skipped"] }', [{"leave": UNKNOWN}, {"leave": SKIPPED}], [{}, {"leave": SOON}]),
    ],
)
def test_conditions(condition: str, true: list[dict[str, Answer]], false: list[dict[str, Answer]]) -> None:
    for known in true:
        assert when(condition, **known), known
    for known in false:
        assert not when(condition, **known), known


def test_a_number_or_a_day_that_is_not_there() -> None:
    for nothing in (None, Answer(), UNKNOWN, SKIPPED):
        assert day_in(nothing) is None
        assert days_until(nothing, TODAY) is None
        assert number(nothing) is None
    assert number(STAY) == 10
    assert days_until(SOON, TODAY) == 3


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_rules_weigh_answers_as_the_model_says(data: st.DataObject) -> None:
    of = data.draw(flows())
    some = data.draw(st.sets(st.sampled_from(sorted(of.steps))))
    given_ = {name: answer for name, answer in data.draw(answers(of)).items() if name in some}
    level, reasons = assess(of, given_, NOW)
    held = [rule for rule in of.rules if naive.true(rule.when, of, given_, TODAY)]
    assert set(reasons) == {rule.because for rule in held}
    assert level == max((rule.level for rule in held), default=None)


def test_the_reasons_stand_in_the_order_of_the_content() -> None:
    level, reasons = assess(flow(TRIP), {"fear": Answer(("hit",)), "leaving": SOON, "safe": Answer(("no",))}, NOW)
    assert (level, reasons) == (3, ("Ikke trygg", "Snart", "Redd"))
    assert assess(flow(TRIP), {}, NOW) == (None, ())
