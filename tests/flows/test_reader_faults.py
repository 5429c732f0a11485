from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from flows import reader
from flows.fault import ContentError
from tests.flows.small import TRIP


def faults(text: str) -> list[str]:
    with pytest.raises(ContentError) as refused:
        reader.read(text, "trip")
    return str(refused.value).splitlines()


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


BROKEN = tomllib.loads(Path(__file__).with_name("broken.toml").read_text(encoding="utf-8"))["broken"]


@pytest.mark.parametrize("broken", BROKEN, ids=[f"{n} {b['now'] or b['was']}" for n, b in enumerate(BROKEN)])
def test_a_fault_is_told_with_its_line_its_step_and_the_mend(broken: dict[str, str]) -> None:
    assert broken["was"] in TRIP
    text = TRIP.replace(broken["was"], broken["now"], 1)
    line = line_of(text, broken.get("at") or broken["now"])
    where = f"trip.toml:{line}: " + (f"step '{broken['step']}': " if "step" in broken else "")
    found = faults(text)
    assert [each for each in found if each.startswith(where + broken["says"])], "\n".join(found)


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = TRIP.replace('to = "fear"', 'to = "faer"').replace('kind = "date"', 'kind = "dato"')
    found = faults(text.replace("[alarm]", "[alrm]"))
    assert len(found) >= 3
    assert found == sorted(found, key=lambda each: int(each.split(":")[1]))


def test_a_fault_that_is_made_twice_on_a_line_is_told_once() -> None:
    found = faults(TRIP.replace('when = { trip = ["far"] }', "when = [{ tirp = true }, { tirp = false }]"))
    assert len([each for each in found if "tirp" in each]) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there is no step. Add [step.first_question]."),
        ("step = 3", "'step' must be tables such as [step.name]."),
        ("step.a = 3", "[step.a] must be a table."),
        ("[step.'så rart']", "step 'så rart': 'så rart' must be letters a-z, digits, _ and - only."),
        ("level = 3", "'level' must be tables such as [[level]]."),
        ("level = [3]", "'level' must hold tables only."),
        ("alarm = 3", "'alarm' must be a table: [alarm]."),
        ("[step]\na = { ask = 'A', kind = 'tell' }", "x.toml:2: step 'a': nothing follows this step."),
        ("[step.a]\nkind = 'end'\nask = 'x'", "the start is always shown first: it can be no end"),
        (
            "start = 'a'\n[step.a]\nkind = 'tell'\nask = 'x'\nwhen = { a = true }\n[step.b]\nkind = 'end'\nask = 'x'",
            "x.toml:2: step 'a': the start is always shown first",
        ),
    ],
)
def test_a_file_that_is_hardly_a_flow_is_refused_all_the_same(text: str, says: str) -> None:
    with pytest.raises(ContentError) as refused:
        reader.read(text, "x")
    assert says in str(refused.value)


def test_steps_that_can_be_passed_over_in_a_circle_are_refused() -> None:
    text = """
title = "x"
audience = "youth"
start = "a"
[step.a]
ask = "?"
choices = [{ id = "x", text = "X" }]
[step.b]
kind = "tell"
ask = "!"
when = { a = ["x"] }
[step.c]
kind = "tell"
ask = "!"
when = { a = ["x"] }
to = "b"
[step.d]
kind = "end"
ask = "!"
"""
    circle = "this step and those it leads to can all be passed over, in a circle. Let one be without 'when'."
    assert faults(text) == [f"trip.toml:8: step 'b': {circle}", f"trip.toml:12: step 'c': {circle}"]
