"""Minutes: what they are made of, what they never hold, and how they come back from what was sealed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from flows.procedures import checklist
from flows.procedures.minutes import as_json, as_text, compose, from_json
from tests.flows.procedures.furu import (
    CALENDAR,
    DAY,
    HOUR,
    KARI,
    MEET,
    NOW,
    OLA,
    gathered,
    ticked,
)  # fmt: skip
from tests.flows.procedures.held_meeting import Card, composed, full, nb


@pytest.fixture(autouse=True)
def _cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.cards.packaged", lambda: {"strl_196": Card("straffeloven § 196")})


def test_people_are_told_by_role_and_function_and_never_by_name_or_number() -> None:
    minutes = full()
    assert [(one.role, one.functions) for one in minutes.participants] == [
        ("Koordinator", ("Møteleder",)),
        ("Politi 1", ()),
        ("Skole", ()),
        ("Politi 2", ()),
        ("Barnevern", ("Referent",)),
    ]
    assert [one.basis for one in minutes.participants] == ["", "straffeloven § 196", "", "", "samtykke"]
    assert [one.anonymous for one in minutes.participants] == [False, False, True, False, False]
    assert [one.left_at is not None for one in minutes.participants] == [False, False, False, True, False]
    assert minutes.called_by == "Koordinator"


def test_who_ticked_what_and_when_stands_at_each_step() -> None:
    steps = {step.task: step for step in full().steps}
    assert [(one.role, one.at, one.choice) for one in steps["clear"].ticks] == [("Politi 1", NOW, "Yes")]
    assert [one.role for one in steps["lead"].ticks] == ["Møteleder"]
    assert [one.role for one in steps["basis"].ticks] == ["Politi 2"]
    assert not steps["basis"].done
    assert "Skole" in steps["basis"].waits_for
    assert steps["call"].law == ("straffeloven § 196", "bvl_99")
    assert [step.number for step in full().steps] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert full().law == ("straffeloven § 196", "bvl_99")


def test_what_is_left_and_late_is_told() -> None:
    minutes = full()
    assert {step.task for step in minutes.not_done} == {"basis", "talk", "facts", "minutes", "found", "red_only"}
    assert [step.task for step in minutes.steps if step.overdue] == ["basis"]
    assert [(step.task, tick.choice) for step, tick in minutes.decisions] == [("clear", "Yes")]


def test_a_step_that_was_late_when_the_meeting_was_closed_stays_late() -> None:
    run = checklist.set_meeting(gathered(), KARI, NOW + HOUR, NOW)
    closed = checklist.close(MEET, run, "reported", KARI, NOW + 2 * HOUR)
    minutes = compose(MEET, closed, (), {}, (), CALENDAR, NOW + 90 * DAY, nb)
    assert [step.task for step in minutes.steps if step.overdue] == ["basis"]
    assert (minutes.result, minutes.closed_at, minutes.state) == ("Reported", NOW + 2 * HOUR, "Avsluttet")
    assert "- Avsluttet: 7.6.2027 12:00\n- Resultat: Reported\n" in as_text(minutes, nb)


def test_a_meeting_to_come_is_the_next_one() -> None:
    run = checklist.set_meeting(gathered(), KARI, NOW + DAY, NOW)
    before, after = composed(run, later=HOUR), composed(run, later=2 * DAY)
    assert (before.held_at, before.next_at) == (None, NOW + DAY)
    assert (after.held_at, after.next_at) == (NOW + DAY, None)
    assert (composed(gathered()).held_at, composed(gathered()).next_at) == (None, None)


def test_a_stopped_run_says_which_stop_fell() -> None:
    minutes = composed(checklist.stop(MEET, gathered(), "hand", KARI, NOW))
    assert minutes.stopped == "Stopp"
    assert "Stoppet: Stopp" in as_text(minutes, nb)


def test_measures_and_shared_information_hold_what_was_typed_and_nothing_forgotten() -> None:
    minutes = full()
    one, two, three = minutes.measures
    assert (one.kind, one.what, one.why, one.disagreement) == (
        "Risikovurdering bestilt hos politiet",
        "Ring skolen",
        "Hun ba om det",
        "Skolen er uenig",
    )
    assert (one.responsible, one.open, one.overdue, one.urgent, one.disagreed) == ("Politi 1", True, True, True, True)
    assert (two.kind, two.state, two.overdue, two.what) == ("a kind of tomorrow", "Gjort", False, "")
    assert (three.responsible, three.overdue) == ("En som ikke lenger er med", False)
    assert [(told.track, told.role, told.basis, told.words) for told in minutes.shared] == [
        ("Straffesak", "Politi 1", "straffeloven § 196", "Sett ved skolen\nkl. 14"),
        ("Forebygging", "Skole", "samtykke", "Borte i to uker"),
        ("Forebygging", "En som ikke lenger er med", "", "Ukjent kilde"),
    ]


def test_somebody_else_than_a_member_who_ticked_is_told_by_role() -> None:
    run = ticked(gathered(), ("clear", OLA, "yes"))
    alone = replace(run, members={KARI: run.members[KARI]})
    steps = {step.task: step for step in composed(alone).steps}
    assert [one.role for one in steps["clear"].ticks] == ["Politi"]


def test_minutes_come_back_from_what_was_sealed() -> None:
    minutes = full()
    sealed = json.dumps(as_json(minutes), ensure_ascii=False)
    assert from_json(sealed) == from_json(sealed.encode()) == minutes
    assert "KARI" not in sealed


CHANGES: tuple[dict[str, object], ...] = (
    {"zone": "Nowhere/At all"},
    {"zone": "../x"},
    {"level": "violet"},
    {"reference": 7},
    {"parts": {}},
    {"parts": [1]},
    {"called_at": "2027-06-07T08:00:00"},
    {"called_at": 5},
    {"more": "than there was"},
)


@pytest.mark.parametrize("broken", ["no JSON", "[]", "{}", '{"form": 2}', '{"form": 1}'])
def test_what_are_no_minutes_is_refused_without_a_quotation(broken: str) -> None:
    with pytest.raises(ValueError, match=r"^these are no minutes that this version can read$"):
        from_json(broken)


@pytest.mark.parametrize("change", CHANGES)
def test_minutes_that_were_changed_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no minutes"):
        from_json(json.dumps(as_json(full()) | change))
