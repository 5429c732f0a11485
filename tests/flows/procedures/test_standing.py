from __future__ import annotations

from dataclasses import replace

from flows.model import Level
from flows.procedures import checklist
from flows.procedures.model import CHAIR, EVERYONE, SECRETARY, Task
from flows.procedures.run import Run
from tests.flows.procedures.furu import EVA, KARI, LIV, MEET, NOW, OLA, PER, begun, gathered, procedure, task, ticked


def ids(run: Run) -> list[str]:
    return [one.id for one in checklist.visible(MEET, run)]


def outstanding(run: Run, name: str) -> tuple[str, ...]:
    return checklist.outstanding(MEET, run, MEET.tasks[name])


def responsible(run: Run, name: str) -> tuple[int, ...]:
    return checklist.responsible(MEET, run, MEET.tasks[name])


def done(run: Run, name: str) -> bool:
    return checklist.done(MEET, run, MEET.tasks[name])


def test_tasks_are_shown_in_order_when_they_apply() -> None:
    run = gathered()
    assert ids(run) == ["call", "clear", "basis", "facts", "minutes", "lead", "found"]
    assert ids(ticked(run, ("clear", OLA, "yes"))) == ["call", "clear", "basis", "talk", *ids(run)[3:]]


def test_a_task_may_apply_to_a_level_only() -> None:
    assert "red_only" in ids(begun(level=Level.RED))


def test_a_task_is_done_when_one_who_may_has_ticked_it() -> None:
    run = gathered()
    assert not done(run, "clear")
    assert outstanding(run, "clear") == ("police",)
    run = ticked(run, ("clear", LIV, "no"))
    assert done(run, "clear")
    assert outstanding(run, "clear") == ()


def test_each_agency_ticks_for_itself_and_one_of_its_people_is_enough() -> None:
    run = gathered()
    assert outstanding(run, "facts") == ("police", "school")
    run = ticked(run, ("facts", EVA))
    assert (outstanding(run, "facts"), done(run, "facts")) == (("school",), False)
    run = ticked(run, ("facts", PER))
    assert (outstanding(run, "facts"), done(run, "facts")) == ((), True)


def test_an_agency_that_comes_later_has_yet_to_tick_and_one_that_left_has_not() -> None:
    run = ticked(checklist.leave(gathered(), PER, NOW), ("facts", OLA))
    assert done(run, "facts")
    run = checklist.join(run, PER, "school", NOW)
    assert outstanding(run, "facts") == ("school",)
    run = checklist.leave(run, PER, NOW)
    assert done(run, "facts")


def test_everybody_means_every_agency_that_is_there() -> None:
    run = gathered()
    assert outstanding(run, "basis") == ("coordinator", "police", "school", "child_welfare")
    run = ticked(run, ("basis", KARI), ("basis", OLA), ("basis", PER))
    assert outstanding(run, "basis") == ("child_welfare",)
    assert done(ticked(run, ("basis", LIV)), "basis")


def test_everybody_and_a_function_are_asked_apart() -> None:
    of = procedure(task("read", SECRETARY, EVERYONE, each=True))
    run = checklist.set_secretary(checklist.join(begun(of), OLA, "police", NOW), KARI, OLA, NOW)
    assert checklist.outstanding(of, run, of.tasks["read"]) == (SECRETARY, "coordinator", "police")


def test_what_each_absent_agency_should_do_falls_to_the_chair() -> None:
    run = begun()
    assert (outstanding(run, "facts"), responsible(run, "facts")) == ((CHAIR,), (KARI,))
    assert done(ticked(run, ("facts", KARI)), "facts")


def test_the_first_role_that_is_filled_is_responsible_otherwise_the_chair() -> None:
    run = gathered()
    assert responsible(run, "clear") == (OLA, EVA)
    without = checklist.leave(checklist.leave(run, OLA, NOW), EVA, NOW)
    assert responsible(without, "clear") == (LIV,)
    assert responsible(checklist.leave(without, LIV, NOW), "clear") == (KARI,)
    assert responsible(run, "minutes") == (KARI,)
    assert responsible(checklist.set_secretary(run, KARI, PER, NOW), "minutes") == (PER,)
    assert responsible(run, "lead") == (KARI,)


def test_who_ticked_for_their_agency_is_no_longer_asked() -> None:
    run = ticked(gathered(), ("facts", OLA))
    assert responsible(run, "facts") == (PER,)
    assert responsible(ticked(run, ("facts", PER)), "facts") == (OLA, EVA)


def test_empty_roles_are_told_while_their_tasks_wait() -> None:
    run = begun()
    assert checklist.empty_roles(MEET, run) == ("police", "child_welfare", "school", SECRETARY)
    run = ticked(run, ("clear", KARI, "no"), ("talk", KARI), of=replace(MEET, bars=(), tasks=without_needs()))
    assert checklist.empty_roles(MEET, run) == ("police", "school", SECRETARY)
    assert checklist.empty_roles(MEET, checklist.set_secretary(gathered(), KARI, PER, NOW)) == ()


def without_needs() -> dict[str, Task]:
    return {name: replace(one, needs=()) for name, one in MEET.tasks.items()}


def test_who_is_there_anonymously_fills_no_role_but_states_a_basis() -> None:
    run = checklist.set_basis(checklist.join(begun(), OLA, "police", NOW), OLA, "", True, NOW)  # noqa: FBT003
    assert responsible(run, "clear") == (KARI,)
    assert "police" in checklist.empty_roles(MEET, run)
    assert outstanding(run, "basis") == ("coordinator", "police")
    assert outstanding(run, "facts") == (CHAIR,)
