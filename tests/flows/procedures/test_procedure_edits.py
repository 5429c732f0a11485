from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from flows.procedures import checklist
from flows.procedures.edits import Edit, Safety, carried, classify
from flows.procedures.model import Bar, Procedure, Stop, Task
from tests.flows.procedures.furu import (
    FOUND,
    KARI,
    LIV,
    MEET,
    NOW,
    OLA,
    always,
    choices,
    chose,
    gathered,
    procedure,
    task,
    ticked,
    unless,
)
from tests.flows.small import TRIP, flow


def edit(**more: object) -> Edit:
    return classify(MEET, replace(MEET, version="v2", **more))  # type: ignore[arg-type]


def tasks(**changed: Task | None) -> Mapping[str, Task]:
    found = {name: changed.get(name, one) for name, one in MEET.tasks.items()}
    found |= {name: one for name, one in changed.items() if name not in found}
    return {one.id: one for one in found.values() if one is not None}


def test_texts_law_cards_deadlines_and_added_steps_are_safe() -> None:
    call = replace(
        MEET.tasks["call"],
        do="Ring", why="Fordi", law=("bvl_13_2",), cards=("mediation",), due=always("new"), document="report", line=9,
    )  # fmt: skip
    new = task("new", "nav", needs=("call",), when=chose("clear", "no"))
    found = edit(
        title="Annet", code="P1", owner="Ny", languages=("nb", "nn"), reminder="Husk", roles={"adviser": "Rådgiver"},
        tasks=tasks(call=call, new=new),
        bars=(replace(MEET.bars[0], because="Nei.", line=9), Bar(("new",), "Nei.", chose("new", "a"), 1)),
        stops={name: replace(one, label="Stopp!", tell="Nå.", line=9) for name, one in MEET.stops.items()},
        results=choices("third", "reported", "nothing"),
    )  # fmt: skip
    assert found == Edit(Safety.SAFE, "v1", "v2", (), {})
    run = ticked(gathered(), ("call", KARI))
    assert carried(run, found) == replace(run, version="v2")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": "gran"}, "another procedure: 'furu' became 'gran'"),
        ({"meeting": False}, "became a meeting, or is one no longer"),
        ({"tasks": tasks(lead=None)}, "the step 'lead' is gone"),
        ({"tasks": dict(reversed([*MEET.tasks.items()]))}, "in another order"),
        ({"tasks": tasks(lead=task("lead", "police"))}, "the step 'lead': who may tick it changed"),
        ({"tasks": tasks(lead=replace(MEET.tasks["lead"], each=True))}, "'lead': whether each agency ticks it changed"),
        ({"tasks": tasks(found=replace(FOUND, choices=choices("none")))}, "'found': its choices changed"),
        ({"tasks": tasks(lead=replace(MEET.tasks["lead"], phase="after"))}, "'lead': its phase changed"),
        ({"tasks": tasks(lead=replace(MEET.tasks["lead"], needs=("call",)))}, "'lead': what must be done before it"),
        ({"tasks": tasks(talk=replace(MEET.tasks["talk"], when=None))}, "'talk': when it is shown changed"),
        ({"tasks": tasks(basis=replace(MEET.tasks["basis"], opens=None))}, "'basis': what it opens changed"),
        ({"results": choices("reported")}, "the result 'nothing' is gone"),
        ({"stops": {}}, "what stops it was changed"),
        ({"stops": {**MEET.stops, "new": Stop("new", "S", "S", 1)}}, "what stops it was changed"),
        ({"bars": ()}, "what bars its steps was changed"),
        ({"bars": (replace(MEET.bars[0], when=chose("clear", "no")),)}, "what bars its steps was changed"),
        ({"bars": (replace(MEET.bars[0], tasks=("talk", "lead")),)}, "what bars its steps was changed"),
    ],
)
def test_anything_else_is_pinned_and_says_why(changed: dict[str, object], why: str) -> None:
    found = edit(**changed)
    assert found.safety is Safety.PINNED
    assert any(why in one for one in found.why), found.why
    run = gathered()
    assert carried(run, found) is run


def test_a_role_that_somebody_may_have_is_not_taken_away() -> None:
    old = replace(MEET, roles={"adviser": "Rådgiver"})
    assert classify(old, replace(MEET, version="v2")).why == ("the role 'adviser' is gone, and somebody may have it.",)


def renamed(**more: object) -> Procedure:
    """`clear` is `cleared` and says so, wherever it is named."""
    cleared = replace(MEET.tasks["clear"], id="cleared", was="clear")
    talk = replace(MEET.tasks["talk"], when=chose("cleared", "yes", "no"))
    bars = (Bar(("talk",), "Ikke klarert.", unless(chose("cleared", "yes")), 1),)
    return replace(MEET, version="v2", tasks=tasks(clear=cleared, talk=talk), bars=bars, **more)  # type: ignore[arg-type]


def test_a_renamed_step_is_mapped_with_its_ticks() -> None:
    new = renamed()
    found = classify(MEET, new)
    assert (found.safety, found.mapping) == (Safety.MAPPED, {"clear": "cleared"})
    run = ticked(gathered(), ("clear", OLA, "yes"), ("call", KARI))
    after = carried(run, found)
    assert after.marks.keys() == {"cleared", "call"}
    assert (after.marks["cleared"]["police"].task, after.marks["cleared"]["police"].choice) == ("cleared", "yes")
    assert checklist.tick(new, after, "talk", LIV, NOW).marks["talk"]


def test_what_needs_a_renamed_step_needs_it_under_its_new_name() -> None:
    old = procedure(task("one"), task("two", needs=("one",)))
    first = task("first", was="one")
    assert classify(old, procedure(first, task("two", needs=("first",)), version="v2")).safety is Safety.MAPPED
    assert classify(old, procedure(first, task("two"), version="v2")).safety is Safety.PINNED


def test_a_name_from_long_ago_renames_nothing() -> None:
    assert edit(tasks=tasks(lead=replace(MEET.tasks["lead"], was="leader"))).safety is Safety.SAFE
    assert edit(tasks=tasks(lead=replace(MEET.tasks["lead"], was="call"))).safety is Safety.SAFE
    assert classify(renamed(), replace(renamed(), version="v3")).safety is Safety.SAFE


def test_two_steps_cannot_both_have_been_the_same_one() -> None:
    old = procedure(task("one"), task("two"))
    split = procedure(task("a", was="one"), task("b", was="one"), task("two"), version="v2")
    assert any("several steps say that they were 'one'" in why for why in classify(old, split).why)
    joined = procedure(task("two", was="one"), version="v2")
    assert any("'two' stands for several earlier ones" in why for why in classify(old, joined).why)


def test_a_procedure_is_no_declaration() -> None:
    assert classify(MEET, flow(TRIP)).safety is Safety.PINNED
    assert classify(flow(TRIP), MEET).why == ("a procedure is no declaration.",)


def test_what_is_closed_or_of_another_version_stays_where_it_is() -> None:
    found = classify(MEET, renamed())
    closed = checklist.close(MEET, gathered(), "nothing", KARI, NOW)
    assert carried(closed, found) is closed
    other = replace(gathered(), version="v0")
    assert carried(other, found) is other
