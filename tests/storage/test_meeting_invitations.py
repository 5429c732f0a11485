from collections.abc import Callable

import pytest
from sqlalchemy import Connection, select

from storage import invitations, meeting_invitations, runs
from storage.engine import Store
from storage.keyring import Keyring
from storage.meeting_invitations import MeetingInvitation
from storage.tables import run_invitations
from tests.storage.meeting import PROCEDURE, REFERENCE, People, begun, held
from tests.storage.scene import HOUR, NOW, SECOND, doing

LATER = NOW + 2 * HOUR
NAME = "Åse Nord-Hansen"


@pytest.fixture
def who(store: Store, keyring: Keyring) -> People:
    return store.run(lambda db: held(db, keyring))


@pytest.fixture
def code(store: Store, keyring: Keyring, who: People) -> str:
    return store.run(lambda db: meeting_invitations.invite(db, keyring, REFERENCE, "school", NAME, who.chair.id, NOW))


def redeem(store: Store, keyring: Keyring, code: str, person: int, at: object = LATER) -> MeetingInvitation | None:
    return store.run(lambda db: meeting_invitations.redeem(db, keyring, code, person, at))  # type: ignore[arg-type]


def waiting(store: Store, keyring: Keyring, at: object = LATER) -> list[int]:
    found = store.read(lambda db: meeting_invitations.open_of(db, keyring, REFERENCE, at))  # type: ignore[arg-type]
    return [one.id for one in found]


def knocking(store: Store, keyring: Keyring) -> list[MeetingInvitation]:
    return store.read(lambda db: meeting_invitations.knocking(db, keyring, REFERENCE))


def test_code_lets_one_person_in_once(store: Store, keyring: Keyring, who: People, code: str) -> None:
    taken = redeem(store, keyring, code.lower().replace("-", " "), who.school.id)
    assert taken is not None
    assert (taken.reference, taken.role, taken.name) == (REFERENCE, "school", NAME)
    assert (taken.invited_by, taken.redeemed_by, taken.redeemed_at) == (who.chair.id, who.school.id, LATER)
    assert (taken.invited_at, taken.expires_at) == (NOW, NOW + invitations.LIFE)
    assert "Nord" not in repr(taken)
    for person in (who.school.id, who.police.id):
        assert redeem(store, keyring, code, person) is None
    assert store.read(lambda db: meeting_invitations.by_id(db, keyring, taken.id)) == taken
    assert store.read(lambda db: meeting_invitations.by_id(db, keyring, taken.id + 1)) is None


def test_code_is_good_for_24_hours(store: Store, keyring: Keyring, who: People, code: str) -> None:
    over = NOW + invitations.LIFE
    assert store.read(lambda db: meeting_invitations.find(db, code, over)) is None
    assert redeem(store, keyring, code, who.school.id, over) is None
    assert waiting(store, keyring, over) == []
    assert redeem(store, keyring, code, who.school.id, over - SECOND) is not None


def test_code_is_found_without_its_name_before_it_is_used(
    store: Store, keyring: Keyring, who: People, code: str
) -> None:
    found = store.read(lambda db: meeting_invitations.find(db, code, LATER))
    assert found is not None
    assert (found.reference, found.role, found.name, found.redeemed_by) == (REFERENCE, "school", None, None)
    assert store.read(lambda db: meeting_invitations.find(db, "7QK2-M4XT-0WPN", LATER)) is None
    redeem(store, keyring, code, who.school.id)
    assert store.read(lambda db: meeting_invitations.find(db, code, LATER)) is None


def test_code_is_no_invitation_to_the_staff(store: Store, keyring: Keyring, who: People, code: str) -> None:
    assert store.run(lambda db: invitations.redeem(db, code, who.school.id, LATER)) is None
    staff = store.run(lambda db: invitations.invite(db, "staff", "Ola", "midt", NOW))
    assert redeem(store, keyring, staff, who.school.id) is None


def test_only_a_hash_and_a_ciphertext_are_kept(store: Store, keyring: Keyring, code: str) -> None:
    row = store.read(lambda db: db.execute(select(run_invitations)).one())
    assert len(row.code) == 32
    assert code.encode() not in row.code + row.name
    assert NAME.encode() not in row.name


def test_who_redeemed_knocks_until_somebody_answers(store: Store, keyring: Keyring, who: People, code: str) -> None:
    assert knocking(store, keyring) == []
    taken = redeem(store, keyring, code, who.school.id)
    assert taken is not None
    assert knocking(store, keyring) == [taken]
    assert waiting(store, keyring, NOW + 3 * invitations.LIFE) == [taken.id]
    assert store.run(lambda db: meeting_invitations.admit(db, taken.id, LATER)) is True
    assert knocking(store, keyring) == []
    assert waiting(store, keyring) == []
    after = store.read(lambda db: meeting_invitations.by_id(db, keyring, taken.id))
    assert after is not None
    assert (after.admitted_at, after.refused_at) == (LATER, None)


Answer = Callable[[Connection, int, object], bool]


@pytest.mark.parametrize("answer", [meeting_invitations.admit, meeting_invitations.refuse])
def test_one_answer_is_given_to_those_who_knock(
    store: Store, keyring: Keyring, who: People, code: str, answer: Answer
) -> None:
    number = waiting(store, keyring)[0]
    assert store.run(lambda db: answer(db, number, LATER)) is False
    redeem(store, keyring, code, who.school.id)
    assert store.run(lambda db: answer(db, number, LATER)) is True
    for late in (meeting_invitations.admit, meeting_invitations.refuse, meeting_invitations.withdraw):
        assert store.run(doing(late, number, LATER)) is False
    assert (knocking(store, keyring), waiting(store, keyring)) == ([], [])


def test_withdrawn_invitation_is_worth_nothing(store: Store, keyring: Keyring, who: People, code: str) -> None:
    number = waiting(store, keyring)[0]
    assert store.run(lambda db: meeting_invitations.withdraw(db, number, NOW)) is True
    assert store.run(lambda db: meeting_invitations.withdraw(db, number, NOW)) is False
    assert redeem(store, keyring, code, who.school.id) is None
    assert waiting(store, keyring) == []


def test_withdrawing_turns_away_who_knocks(store: Store, keyring: Keyring, who: People, code: str) -> None:
    taken = redeem(store, keyring, code, who.school.id)
    assert taken is not None
    assert store.run(lambda db: meeting_invitations.withdraw(db, taken.id, LATER)) is True
    assert store.run(lambda db: meeting_invitations.admit(db, taken.id, LATER)) is False
    assert knocking(store, keyring) == []


def test_invitations_of_another_meeting_are_not_shown(store: Store, keyring: Keyring, who: People, code: str) -> None:
    store.run(lambda db: runs.start(db, PROCEDURE, begun(who, "Gran-3")))
    other = doing(meeting_invitations.invite, keyring, "Gran-3", "police", "Per", who.chair.id, NOW)
    store.run(other)
    assert len(waiting(store, keyring)) == 1
    assert len(store.read(lambda db: meeting_invitations.open_of(db, keyring, "Gran-3", LATER))) == 1


def test_forwarded_code_lets_one_of_two_in_when_both_tap_at_once(post: Store, keyring: Keyring) -> None:
    who = post.run(lambda db: held(db, keyring))
    for _ in range(6):
        code = post.run(doing(meeting_invitations.invite, keyring, REFERENCE, "school", NAME, who.chair.id, NOW))
        redeeming = (
            doing(meeting_invitations.redeem, keyring, code, one.id, LATER) for one in (who.school, who.police)
        )
        answers = [one.result(20) for one in [post.submit(work) for work in redeeming]]
        assert [one is None for one in answers].count(True) == 1
