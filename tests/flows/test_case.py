from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import case as life
from flows.case import OUTCOMES, STATES, Case, Outcome, State
from flows.model import Level
from flows.refusal import (
    AlreadyAcknowledged,
    Closed,
    NoReason,
    NotAcknowledged,
    NotLower,
    NotVerified,
    Refusal,
)

KARI, OLA = 1, 2
NEW = Case("HAVN-7K2M", Level.ORANGE)
TAKEN = life.acknowledge(NEW, KARI)
MET = life.contacted(TAKEN)
CLOSED = life.close(MET, Outcome.HELPED)


def test_from_received_to_closed() -> None:
    assert [case.state for case in (NEW, TAKEN, MET, CLOSED)] == list(State)
    assert (TAKEN.owner, CLOSED.owner, CLOSED.outcome) == (KARI, KARI, Outcome.HELPED)


def test_two_cannot_take_one_case() -> None:
    assert life.acknowledge(TAKEN, KARI) is TAKEN
    for refused in (life.acknowledge, life.pass_on):
        with pytest.raises(AlreadyAcknowledged):
            refused(TAKEN, OLA)


def test_what_is_passed_on_waits_to_be_taken_and_remembers_the_contact() -> None:
    assert life.pass_on(TAKEN, KARI) == NEW
    assert life.pass_on(NEW, KARI) == NEW
    passed = life.pass_on(MET, KARI)
    assert (passed.owner, passed.state) == (None, State.CONTACTED)
    assert life.acknowledge(passed, OLA) == Case(NEW.reference, NEW.level, State.CONTACTED, OLA)


def test_a_machine_only_raises() -> None:
    assert life.raise_level(TAKEN, Level.BLUE) is TAKEN
    assert life.raise_level(NEW, Level.RED).level is Level.RED


def test_a_rise_asks_for_contact_again_and_red_for_an_owner() -> None:
    yellow = life.lower_level(MET, Level.YELLOW, "Snakket med skolen")
    assert life.raise_level(yellow, Level.ORANGE) == TAKEN
    red = life.raise_level(MET, Level.RED)
    assert (red.state, red.owner) == (State.RECEIVED, None)


def test_a_danger_word_reopens_what_was_contacted() -> None:
    assert life.call_again(MET) == TAKEN
    assert life.call_again(life.pass_on(MET, KARI)) == NEW


def test_only_a_person_with_a_reason_lowers() -> None:
    assert life.lower_level(TAKEN, Level.BLUE, "Reisen er avlyst").level is Level.BLUE
    for level in (Level.ORANGE, Level.RED):
        with pytest.raises(NotLower):
            life.lower_level(TAKEN, level, "Reisen er avlyst")
    with pytest.raises(NoReason):
        life.lower_level(TAKEN, Level.BLUE, " \n")
    with pytest.raises(NotAcknowledged):
        life.lower_level(NEW, Level.BLUE, "Reisen er avlyst")


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.TRAVELLED_HOME_SAFE, Outcome.MISTAKEN])
def test_all_is_well_closes_nothing_that_nobody_verified(outcome: Outcome) -> None:
    with pytest.raises(NotVerified) as refused:
        life.close(MET, outcome)
    assert "kodeordet" in refused.value.says
    closed = life.close(MET, outcome, verified=True)
    assert (closed.state, closed.outcome, closed.verified) == (State.CLOSED, outcome, True)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.rests_on_word])
def test_what_people_did_closes_without_a_word(outcome: Outcome) -> None:
    assert life.close(TAKEN, outcome).outcome is outcome


def test_nobody_closes_or_contacts_what_nobody_has_taken() -> None:
    with pytest.raises(NotAcknowledged):
        life.close(NEW, Outcome.OTHER)
    with pytest.raises(NotAcknowledged):
        life.contacted(NEW)


ACTIONS: dict[str, Callable[[Case], Case]] = {
    "acknowledge": lambda case: life.acknowledge(case, KARI),
    "acknowledge by another": lambda case: life.acknowledge(case, OLA),
    "pass on": lambda case: life.pass_on(case, KARI),
    "contacted": life.contacted,
    "raise": lambda case: life.raise_level(case, Level.RED),
    "call again": life.call_again,
    "lower": lambda case: life.lower_level(case, Level(max(case.level - 1, 0)), "Reisen er avlyst"),
    "close": lambda case: life.close(case, Outcome.NO_CONTACT),
    "withdraw": lambda case: life.close(case, Outcome.WITHDRAWN),
}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_what_is_closed_stays_closed(action: Callable[[Case], Case]) -> None:
    with pytest.raises(Closed):
        action(CLOSED)


@given(st.lists(st.sampled_from(sorted(ACTIONS)), max_size=30))
def test_whatever_people_do_the_case_makes_sense(names: list[str]) -> None:
    case = NEW
    for name in names:
        before = case
        try:
            case = ACTIONS[name](case)
        except Refusal:
            assert case == before
        assert case.level >= before.level or name == "lower"
        assert case.owner is not None or case.state in {State.RECEIVED, State.CONTACTED}
        assert case.state is not State.RECEIVED or case.owner is None
        assert (case.outcome is None) == (case.state is not State.CLOSED)
        assert case.outcome is not Outcome.WITHDRAWN


def test_every_state_and_outcome_has_words() -> None:
    assert {state.says for state in State} == set(STATES.values())
    assert {outcome.says for outcome in Outcome} == set(OUTCOMES.values())
    assert len(set(STATES.values())) == len(State)
    assert len(set(OUTCOMES.values())) == len(Outcome)
