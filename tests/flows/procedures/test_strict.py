"""What never falls to the chair, and who ticks for no agency."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.model import Level
from flows.procedures import checklist
from flows.procedures.model import EVERYONE, Procedure
from flows.procedures.run import Run
from tests.flows.procedures.furu import EVA, KARI, NOW, OLA, procedure, task

CLEARED = task("cleared", "police", "child_welfare", strict=True)
FACTS = task("facts", EVERYONE, each=True)


def begun(made: Procedure) -> Run:
    return checklist.begin(made, "Furu-27", unit="vik", level=Level.YELLOW, by=KARI, role="specialist", now=NOW)


def test_a_strict_task_waits_for_its_roles_when_nobody_has_them() -> None:
    made = procedure(CLEARED)
    run = begun(made)
    assert checklist.may_tick(made, run, CLEARED, KARI) is None
    assert checklist.outstanding(made, run, CLEARED) == ("police", "child_welfare")
    assert checklist.responsible(made, run, CLEARED) == (KARI,)
    assert checklist.empty_roles(made, run) == ("police", "child_welfare")
    with pytest.raises(checklist.NotYourTask):
        checklist.tick(made, run, "cleared", KARI, NOW)
    run = checklist.tick(made, checklist.join(run, OLA, "police", NOW), "cleared", OLA, NOW)
    assert checklist.done(made, run, CLEARED)


def test_a_role_is_not_missing_while_another_role_of_the_same_task_is_there() -> None:
    made = procedure(CLEARED)
    run = checklist.join(begun(made), OLA, "police", NOW)
    assert checklist.empty_roles(made, run) == ()


def test_an_interpreter_ticks_for_no_agency() -> None:
    made = procedure(FACTS)
    run = checklist.join(checklist.join(begun(made), OLA, "police", NOW), EVA, "interpreter", NOW)
    assert checklist.outstanding(made, run, FACTS) == ("specialist", "police")
    assert checklist.may_tick(made, run, FACTS, EVA) is None


def test_content_that_nobody_checked_or_checks_again_is_outdated() -> None:
    made = procedure(CLEARED)
    assert made.outdated(NOW.date())
    later = replace(made, review_by=NOW.date())
    assert not later.outdated(NOW.date())
    assert later.outdated(NOW.date() + timedelta(days=1))
