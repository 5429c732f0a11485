from __future__ import annotations

from dataclasses import replace

import pytest

from flows.model import Level
from flows.procedures import checklist
from flows.procedures.model import CHAIR, SECRETARY, Bar
from flows.procedures.run import Mark, Run, State
from tests.flows.procedures.furu import (
    DAY,
    EVA,
    KARI,
    LIV,
    MEET,
    MINUTE,
    NOW,
    OLA,
    PER,
    begun,
    chose,
    gathered,
    procedure,
    task,
    ticked,
    unless,
)

LATER = NOW + MINUTE


def may(run: Run, name: str, person: int) -> str | None:
    return checklist.may_tick(MEET, run, MEET.tasks[name], person)


def test_a_tick_is_kept_with_who_when_in_which_role_and_what() -> None:
    run = checklist.tick(MEET, gathered(), "clear", EVA, LATER, "yes")
    assert run.marks == {"clear": {"police": Mark("clear", "police", EVA, LATER, "yes")}}
    assert run.changed_at == LATER


def test_what_anybody_may_do_is_kept_in_the_role_of_who_did_it() -> None:
    assert ticked(gathered(), ("found", PER, "none")).marks["found"].keys() == {"school"}


def test_the_same_again_by_the_same_person_changes_nothing() -> None:
    run = ticked(gathered(), ("clear", OLA, "yes"), ("facts", OLA))
    assert checklist.tick(MEET, run, "clear", OLA, LATER, "yes") is run
    assert checklist.tick(MEET, run, "facts", OLA, LATER) is run
    stopped = ticked(run, ("found", OLA, "evidence"))
    assert checklist.tick(MEET, stopped, "found", OLA, LATER, "evidence") is stopped


def test_of_two_in_the_same_second_one_wins_and_the_other_is_told_by_whom() -> None:
    run = ticked(gathered(), ("clear", LIV, "no"))
    for late, choice in ((OLA, "yes"), (LIV, "yes"), (PER, "no")):
        with pytest.raises(checklist.AlreadyDone) as told:
            checklist.tick(MEET, run, "clear", late, NOW, choice)
        assert (told.value.by, told.value.at) == (LIV, NOW)


def test_a_colleague_ticked_for_the_agency_already() -> None:
    run = ticked(gathered(), ("facts", OLA))
    with pytest.raises(checklist.AlreadyDone) as told:
        checklist.tick(MEET, run, "facts", EVA, LATER)
    assert told.value.by == OLA
    done = ticked(run, ("facts", PER), now=LATER)
    with pytest.raises(checklist.AlreadyDone) as told:
        checklist.tick(MEET, done, "facts", KARI, LATER)
    assert told.value.by == PER


def test_only_who_has_the_role_ticks() -> None:
    run = gathered()
    for name, person in (("clear", PER), ("clear", KARI), ("lead", OLA), ("facts", LIV), ("facts", KARI)):
        assert may(run, name, person) is None
        with pytest.raises(checklist.NotYourTask):
            checklist.tick(MEET, run, name, person, NOW, "yes")


def test_the_chair_ticks_what_nobody_present_has_the_role_for() -> None:
    run = begun()
    assert [may(run, name, KARI) for name in ("clear", "facts", "minutes")] == [CHAIR] * 3
    assert may(gathered(), "facts", KARI) is None
    assert may(checklist.set_secretary(gathered(), KARI, PER, NOW), "minutes", PER) == SECRETARY
    assert may(run, "call", KARI) == "coordinator"
    assert may(run, "lead", KARI) == CHAIR


def test_who_may_tick_now() -> None:
    run = gathered()
    assert may(run, "found", PER) == "school"
    assert may(run, "basis", EVA) == "police"
    assert may(run, "talk", LIV) is None
    assert may(run, "clear", 99) is None
    assert may(ticked(run, ("clear", OLA, "no")), "clear", LIV) is None
    assert may(checklist.stop(MEET, run, "hand", OLA, NOW), "clear", OLA) is None


@pytest.mark.parametrize("choice", ["", "maybe"])
def test_a_decision_needs_one_of_its_choices(choice: str) -> None:
    with pytest.raises(checklist.NoChoice):
        checklist.tick(MEET, gathered(), "clear", OLA, NOW, choice)


def test_what_is_no_decision_takes_no_choice() -> None:
    with pytest.raises(checklist.NoChoice):
        checklist.tick(MEET, gathered(), "call", KARI, NOW, "yes")


def test_what_does_not_apply_and_who_does_not_take_part() -> None:
    run = gathered()
    for name in ("talk", "red_only", "nothing"):
        with pytest.raises(checklist.UnknownTask):
            checklist.tick(MEET, run, name, LIV, NOW)
    with pytest.raises(checklist.NotMember):
        checklist.tick(MEET, run, "call", 99, NOW)
    with pytest.raises(checklist.NotMember):
        checklist.tick(MEET, checklist.leave(run, OLA, NOW), "clear", OLA, NOW, "yes")


def test_nothing_is_ticked_while_it_is_paused_or_stopped() -> None:
    run = gathered()
    for still in (checklist.pause(run, KARI, NOW + DAY, NOW), checklist.stop(MEET, run, "hand", PER, NOW)):
        with pytest.raises(checklist.NotOpen):
            checklist.tick(MEET, still, "call", KARI, NOW)


def test_a_bar_and_a_missing_step_say_what_comes_first() -> None:
    run = ticked(gathered(), ("clear", OLA, "no"))
    with pytest.raises(checklist.Barred) as told:
        checklist.tick(MEET, run, "talk", LIV, NOW)
    assert told.value.because == "Ikke klarert."
    cleared = ticked(gathered(), ("clear", OLA, "yes"))
    because = checklist.barred(MEET, cleared, MEET.tasks["talk"])
    assert because == "Et tidligere steg må gjøres først."
    ready = ticked(cleared, ("call", KARI))
    assert checklist.barred(MEET, ready, MEET.tasks["talk"]) is None
    assert checklist.tick(MEET, ready, "talk", LIV, NOW).marks["talk"]


def test_a_step_that_does_not_apply_is_not_waited_for() -> None:
    of = procedure(task("one", when=chose("level", "red")), task("two", needs=("one",)))
    assert checklist.barred(of, begun(of), of.tasks["two"]) is None
    assert checklist.barred(of, begun(of, Level.RED), of.tasks["two"]) is not None


def test_a_bar_looks_at_its_own_steps_only() -> None:
    of = procedure(task("one"), task("two"), bars=(Bar(("two",), "Nei.", unless(chose("level", "red")), 1),))
    assert checklist.barred(of, begun(of), of.tasks["one"]) is None
    assert checklist.barred(of, begun(of), of.tasks["two"]) == "Nei."


def test_who_is_there_anonymously_states_a_basis_and_ticks_nothing_else() -> None:
    run = checklist.set_basis(gathered(), OLA, "", True, NOW)  # noqa: FBT003
    with pytest.raises(checklist.AnonymousOnly):
        checklist.tick(MEET, run, "found", OLA, NOW, "none")
    assert ticked(run, ("basis", OLA)).marks["basis"]["police"].by == OLA


def test_evidence_stops_it_at_once_and_an_untick_reopens_nothing() -> None:
    run = ticked(gathered(), ("found", OLA, "evidence"))
    assert (run.state, run.stop) == (State.STOPPED, "evidence")
    assert run.marks["found"]["police"].choice == "evidence"
    after = checklist.untick(MEET, run, "found", "police", OLA, LATER)
    assert (after.state, after.stop, after.marks) == (State.STOPPED, "evidence", {})


def test_the_one_who_ticked_and_the_chair_take_a_tick_away() -> None:
    run = ticked(gathered(), ("facts", OLA), ("facts", PER), ("call", KARI))
    after = checklist.untick(MEET, run, "facts", "police", OLA, LATER)
    assert after.marks["facts"].keys() == {"school"}
    assert after.changed_at == LATER
    assert checklist.untick(MEET, after, "facts", "school", KARI, LATER).marks.keys() == {"call"}
    with pytest.raises(checklist.NotYours):
        checklist.untick(MEET, run, "facts", "police", PER, LATER)


def test_there_must_be_a_tick_to_take_away() -> None:
    run = ticked(gathered(), ("call", KARI))
    with pytest.raises(checklist.NotDone):
        checklist.untick(MEET, run, "clear", "police", OLA, LATER)
    with pytest.raises(checklist.UnknownTask):
        checklist.untick(MEET, run, "nothing", "police", OLA, LATER)
    with pytest.raises(checklist.NotMember):
        checklist.untick(MEET, run, "call", "coordinator", 99, LATER)
    with pytest.raises(checklist.NotOpen):
        checklist.untick(MEET, replace(run, state=State.CLOSED), "call", "coordinator", KARI, LATER)


def test_who_ticked_for_one_agency_and_now_works_for_another_ticks_for_that_too() -> None:
    run = ticked(gathered(), ("facts", OLA))
    run = checklist.hand_over(checklist.leave(run, EVA, NOW), PER, OLA, NOW)
    assert checklist.outstanding(MEET, run, MEET.tasks["facts"]) == ("school",)
    after = checklist.tick(MEET, run, "facts", OLA, LATER)
    assert after.marks["facts"].keys() == {"police", "school"}
    assert checklist.tick(MEET, after, "facts", OLA, LATER + MINUTE) is after
