from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.model import Level
from flows.procedures import checklist
from flows.procedures.run import Member, Run
from tests.flows.procedures.furu import DAY, EVA, KARI, LIV, MEET, MINUTE, NOW, OLA, PER, begun, gathered, ticked

LATER = NOW + MINUTE


def people(run: Run) -> list[int]:
    return [member.person for member in run.present]


def anonymous(run: Run, person: int) -> Run:
    return checklist.set_basis(run, person, "", True, NOW)  # noqa: FBT003


def test_joining_is_kept_in_order_and_again_changes_nothing() -> None:
    run = checklist.join(begun(), OLA, "police", LATER)
    assert run.members[OLA] == Member(OLA, "police", LATER)
    assert (people(run), run.changed_at) == ([KARI, OLA], LATER)
    assert checklist.join(run, OLA, "police", LATER + DAY) is run
    with pytest.raises(checklist.AlreadyMember):
        checklist.join(run, OLA, "school", LATER)
    with pytest.raises(ValueError, match="no role"):
        checklist.join(run, PER, "chair", LATER)


def test_who_comes_back_comes_last_and_states_a_basis_anew() -> None:
    run = checklist.set_basis(gathered(), OLA, "police_27", False, NOW)  # noqa: FBT003
    run = checklist.leave(run, OLA, NOW)
    assert (people(run), run.members[OLA].left_at) == ([KARI, PER, EVA, LIV], NOW)
    back = checklist.join(run, OLA, "nav", LATER)
    assert people(back) == [KARI, PER, EVA, LIV, OLA]
    assert back.members[OLA] == Member(OLA, "nav", LATER)


def test_a_participant_removed_midway_keeps_their_marks() -> None:
    run = ticked(gathered(), ("facts", OLA))
    after = checklist.remove(run, OLA, KARI, LATER)
    assert after.member(OLA) is None
    assert after.marks == run.marks
    assert checklist.done(MEET, ticked(after, ("facts", PER)), MEET.tasks["facts"])
    with pytest.raises(checklist.NotChair):
        checklist.remove(run, OLA, PER, LATER)
    with pytest.raises(checklist.NotMember):
        checklist.remove(run, 99, KARI, LATER)


def test_when_the_chair_leaves_who_called_it_leads_or_who_joined_first() -> None:
    run = checklist.set_chair(gathered(), KARI, PER, NOW)
    assert checklist.leave(run, PER, LATER).chair == KARI
    without = checklist.leave(run, KARI, LATER)
    assert without.chair == PER
    assert checklist.leave(without, PER, LATER).chair == OLA


def test_who_is_there_anonymously_does_not_come_to_lead() -> None:
    run = anonymous(gathered(), OLA)
    assert checklist.leave(run, KARI, NOW).chair == PER
    two = anonymous(checklist.join(begun(), OLA, "police", NOW), OLA)
    with pytest.raises(checklist.LastMember):
        checklist.leave(two, KARI, NOW)


def test_the_last_one_stays() -> None:
    with pytest.raises(checklist.LastMember):
        checklist.leave(begun(), KARI, NOW)
    with pytest.raises(checklist.NotMember):
        checklist.leave(begun(), OLA, NOW)


def test_who_comes_to_lead_keeps_the_minutes_no_longer() -> None:
    run = checklist.set_secretary(gathered(), KARI, OLA, NOW)
    after = checklist.leave(run, KARI, NOW)
    assert (after.chair, after.secretary) == (OLA, None)


def test_a_secretary_who_leaves_keeps_the_minutes_no_longer() -> None:
    run = checklist.set_secretary(gathered(), KARI, OLA, NOW)
    assert checklist.leave(run, OLA, NOW).secretary is None
    assert checklist.leave(run, PER, NOW).secretary == OLA


def test_the_chair_or_who_called_it_says_who_leads() -> None:
    run = checklist.set_chair(gathered(), KARI, OLA, LATER)
    assert (run.chair, run.changed_at) == (OLA, LATER)
    assert checklist.set_chair(run, KARI, PER, LATER).chair == PER
    assert checklist.set_chair(run, OLA, PER, LATER).chair == PER
    assert checklist.set_chair(run, OLA, OLA, LATER) is run
    with pytest.raises(checklist.NotChair):
        checklist.set_chair(run, PER, PER, LATER)
    with pytest.raises(checklist.NotMember):
        checklist.set_chair(run, OLA, 99, LATER)
    with pytest.raises(checklist.AnonymousOnly):
        checklist.set_chair(anonymous(run, PER), OLA, PER, LATER)


def test_chair_and_secretary_are_two_people() -> None:
    run = checklist.set_secretary(gathered(), KARI, OLA, LATER)
    assert (run.secretary, run.changed_at) == (OLA, LATER)
    assert checklist.set_secretary(run, KARI, OLA, LATER + DAY) is run
    assert checklist.set_secretary(run, KARI, None, LATER).secretary is None
    with pytest.raises(checklist.ChairIsSecretary):
        checklist.set_secretary(run, KARI, KARI, LATER)
    with pytest.raises(checklist.ChairIsSecretary):
        checklist.set_chair(run, KARI, OLA, LATER)
    with pytest.raises(checklist.NotChair):
        checklist.set_secretary(run, OLA, PER, LATER)
    with pytest.raises(checklist.AnonymousOnly):
        checklist.set_secretary(anonymous(run, PER), KARI, PER, LATER)


def test_a_basis_is_stated_and_an_anonymous_secretary_stops_writing() -> None:
    run = checklist.set_basis(gathered(), OLA, "consent", False, LATER)  # noqa: FBT003
    assert (run.members[OLA].basis, run.changed_at) == ("consent", LATER)
    assert checklist.set_basis(run, OLA, "consent", False, LATER + DAY) is run  # noqa: FBT003
    written = checklist.set_secretary(checklist.set_secretary(run, KARI, OLA, NOW), KARI, PER, NOW)
    assert anonymous(written, OLA).secretary == PER
    assert anonymous(written, PER).secretary is None
    assert people(anonymous(written, PER)) == people(run)
    with pytest.raises(checklist.ChairNotAnonymous):
        anonymous(run, KARI)
    with pytest.raises(checklist.NotMember):
        anonymous(run, 99)


def test_a_colleague_takes_over_the_role_and_everything_done() -> None:
    run = ticked(checklist.set_secretary(gathered(), KARI, OLA, NOW), ("clear", OLA, "yes"))
    after = checklist.hand_over(run, OLA, 9, LATER)
    assert after.members[9] == Member(9, "police", LATER)
    assert (after.secretary, after.members[OLA].left_at) == (9, LATER)
    assert after.marks == run.marks
    assert checklist.hand_over(run, OLA, OLA, LATER) is run


def test_the_chair_hands_over_also_to_who_keeps_the_minutes() -> None:
    run = checklist.set_secretary(gathered(), KARI, OLA, NOW)
    after = checklist.hand_over(run, KARI, OLA, LATER)
    assert (after.chair, after.secretary, after.members[OLA].role) == (OLA, None, "coordinator")
    alone = checklist.hand_over(begun(), KARI, 9, LATER)
    assert (alone.chair, people(alone)) == (9, [9])


def test_the_secretary_hands_over_to_the_chair_who_leads_on() -> None:
    run = checklist.set_secretary(gathered(), KARI, OLA, NOW)
    after = checklist.hand_over(run, OLA, KARI, LATER)
    assert (after.chair, after.secretary, after.members[KARI].role) == (KARI, None, "police")


def test_who_takes_over_from_somebody_anonymous_is_anonymous_too() -> None:
    run = anonymous(gathered(), OLA)
    assert checklist.hand_over(run, OLA, 9, LATER).members[9].anonymous
    assert checklist.hand_over(run, OLA, PER, LATER).members[PER] == Member(PER, "police", NOW)


def test_leading_is_not_handed_to_somebody_anonymous() -> None:
    run = anonymous(gathered(), OLA)
    with pytest.raises(checklist.AnonymousOnly):
        checklist.hand_over(run, KARI, OLA, LATER)
    assert checklist.hand_over(run, PER, OLA, LATER).members[OLA].anonymous
    with pytest.raises(checklist.NotMember):
        checklist.hand_over(run, 99, OLA, LATER)


def test_nobody_comes_or_goes_when_it_is_closed() -> None:
    run = checklist.close(MEET, gathered(level=Level.RED), "nothing", KARI, NOW)
    works: tuple[Callable[[], object], ...] = (
        lambda: checklist.join(run, 9, "nav", NOW),
        lambda: checklist.leave(run, OLA, NOW),
        lambda: checklist.remove(run, OLA, KARI, NOW),
        lambda: checklist.set_chair(run, KARI, OLA, NOW),
        lambda: checklist.set_secretary(run, KARI, OLA, NOW),
        lambda: anonymous(run, OLA),
        lambda: checklist.hand_over(run, OLA, 9, NOW),
    )
    for work in works:
        with pytest.raises(checklist.NotOpen):
            work()
