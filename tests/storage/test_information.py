"""Information keeps to its track, crosses on a stated basis only, and comes back when the basis falls."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from flows.procedures.model import Track
from flows.refusal import Refusal
from flows.session import FreeText
from storage import consents, information, runs
from storage.consents import Consent
from storage.engine import Store
from storage.information import NoBasis, NoConsent, Piece, Share, UnknownPiece
from storage.keyring import Keyring
from storage.seal_errors import Tampered
from storage.tables import run_information, run_shares
from tests.storage.meeting import PROCEDURE, REFERENCE, People, begun, held
from tests.storage.scene import CANARY, HOUR, NOW, SECOND

PREVENTION, CHILD, CRIME = Track.PREVENTION, Track.CHILD_WELFARE, Track.CRIMINAL_CASE
LAW = "bvl_13_2"


@pytest.fixture
def who(store: Store, keyring: Keyring) -> People:
    return store.run(lambda db: held(db, keyring))


def told(store: Store, keyring: Keyring, author: int, track: Track, words: str = CANARY) -> int:
    return store.run(lambda db: information.add(db, keyring, REFERENCE, author, track, FreeText(words), NOW))


def share(store: Store, number: int, to: Track, basis: str, by: int) -> bool:
    return store.run(lambda db: information.share(db, REFERENCE, number, to, basis, by, NOW + SECOND))


def numbers(store: Store, keyring: Keyring, *tracks: Track, reference: str = REFERENCE) -> list[int]:
    return [one.number for one in store.read(lambda db: information.seen_by(db, keyring, reference, tracks))]


def test_piece_is_seen_in_its_own_track_alone(store: Store, keyring: Keyring, who: People) -> None:
    assert told(store, keyring, who.police.id, CRIME) == 1
    assert told(store, keyring, who.school.id, PREVENTION, "fravær") == 2
    seen = store.read(lambda db: information.seen_by(db, keyring, REFERENCE, [CRIME]))
    assert seen == [Piece(1, who.police.id, CRIME, NOW, FreeText(CANARY))]
    assert numbers(store, keyring, PREVENTION) == [2]
    assert numbers(store, keyring, CHILD) == []
    assert numbers(store, keyring) == []
    assert numbers(store, keyring, CRIME, PREVENTION) == [1, 2]
    assert numbers(store, keyring, *Track, reference="Gran-1") == []
    assert "tsjirp" not in repr(seen)


def test_piece_crosses_on_a_law_and_says_which(store: Store, keyring: Keyring, who: People) -> None:
    number = told(store, keyring, who.school.id, PREVENTION)
    assert share(store, number, CHILD, LAW, who.school.id) is True
    assert share(store, number, CHILD, LAW, who.chair.id) is False
    shared = Share(CHILD, LAW, who.school.id, NOW + SECOND)
    there = store.read(lambda db: information.seen_by(db, keyring, REFERENCE, [CHILD]))
    here = store.read(lambda db: information.seen_by(db, keyring, REFERENCE, [PREVENTION]))
    both = store.read(lambda db: information.seen_by(db, keyring, REFERENCE, [CHILD, PREVENTION]))
    assert there == [Piece(number, who.school.id, PREVENTION, NOW, FreeText(CANARY), LAW)]
    assert here == both == [Piece(number, who.school.id, PREVENTION, NOW, FreeText(CANARY), "", (shared,))]
    assert numbers(store, keyring, CRIME) == []


@pytest.mark.parametrize("basis", ["", "  ", "Fordi mor sa det", "§ 13-2", "consent:", "consent:0", "x" * 65])
def test_nothing_crosses_without_a_basis(store: Store, keyring: Keyring, who: People, basis: str) -> None:
    number = told(store, keyring, who.school.id, PREVENTION)
    with pytest.raises(NoBasis) as refused:
        share(store, number, CHILD, basis, who.school.id)
    assert "tsjirp" not in str(refused.value)
    assert numbers(store, keyring, CHILD) == []


def test_refusals_say_why_in_plain_words() -> None:
    assert issubclass(NoBasis, Refusal)
    assert {kind().says for kind in (NoBasis, NoConsent, UnknownPiece)} == {
        "Opplysningen deles ikke uten grunnlag. Velg loven eller samtykket som åpner for det.",
        "Samtykket gjelder ikke: det er trukket tilbake, eller det gjelder en annen mottaker.",
        "Opplysningen finnes ikke.",
    }


def test_unknown_piece_is_not_shared(store: Store, keyring: Keyring, who: People) -> None:
    with pytest.raises(UnknownPiece):
        share(store, 1, CHILD, LAW, who.school.id)


def test_piece_needs_no_share_where_it_lies(store: Store, keyring: Keyring, who: People) -> None:
    number = told(store, keyring, who.school.id, PREVENTION)
    assert share(store, number, PREVENTION, LAW, who.school.id) is False
    assert store.read(lambda db: db.execute(select(func.count()).select_from(run_shares)).scalar_one()) == 0


def test_what_was_taken_back_is_seen_no_more_and_may_be_shared_anew(
    store: Store, keyring: Keyring, who: People
) -> None:
    number = told(store, keyring, who.school.id, PREVENTION)
    for basis in (LAW, "strl_196"):
        share(store, number, CHILD, basis, who.school.id)
    share(store, number, CRIME, LAW, who.school.id)
    taken = store.run(lambda db: information.unshare(db, REFERENCE, number, CHILD, who.school.id, NOW + HOUR))
    again = store.run(lambda db: information.unshare(db, REFERENCE, number, CHILD, who.school.id, NOW + HOUR))
    assert (taken, again) == (2, 0)
    assert numbers(store, keyring, CHILD) == []
    assert numbers(store, keyring, CRIME) == [number]
    assert share(store, number, CHILD, LAW, who.school.id) is True
    assert numbers(store, keyring, CHILD) == [number]
    traces = store.read(lambda db: db.execute(select(run_shares.c.taken_back_by).order_by(run_shares.c.id)).scalars())
    assert [*traces] == [who.school.id, who.school.id, None, None]


def give(store: Store, who: People, recipient: str = "child_welfare", reference: str = REFERENCE) -> int:
    return store.run(lambda db: consents.give(db, reference, recipient, "spoken", who.school.id, NOW))


def revoke(store: Store, who: People, number: int, reference: str = REFERENCE) -> int:
    return store.run(lambda db: consents.revoke(db, reference, number, who.chair.id, NOW + HOUR))


def test_consents_are_registered_for_each_recipient(store: Store, who: People) -> None:
    store.run(lambda db: runs.start(db, PROCEDURE, begun(who, "Gran-3")))
    assert [give(store, who), give(store, who, "police"), give(store, who, reference="Gran-3")] == [1, 2, 1]
    revoke(store, who, 2)
    first = Consent(1, "child_welfare", "spoken", NOW, who.school.id)
    second = Consent(2, "police", "spoken", NOW, who.school.id, NOW + HOUR, who.chair.id)
    assert store.read(lambda db: consents.of_run(db, REFERENCE)) == [first, second]
    assert [(one.holds, one.basis) for one in (first, second)] == [(True, "consent:1"), (False, "consent:2")]
    assert store.read(lambda db: consents.one(db, REFERENCE, 2)) == second
    assert store.read(lambda db: consents.one(db, REFERENCE, 3)) is None


def test_how_a_consent_was_given_is_a_code(store: Store, who: People) -> None:
    with pytest.raises(ValueError, match="is a code") as refused:
        store.run(lambda db: consents.give(db, REFERENCE, "police", CANARY, who.school.id, NOW))
    assert "tsjirp" not in str(refused.value)
    assert store.read(lambda db: consents.of_run(db, REFERENCE)) == []


def test_consent_in_no_run_is_refused(store: Store, who: People) -> None:
    with pytest.raises(IntegrityError):
        give(store, who, reference="Gran-9")


@pytest.mark.parametrize(
    ("basis", "number"),
    [("consent:3", 3), ("consent:12", 12), ("consent", None), ("bvl_13_2", None), ("consent:x", None)],
)
def test_basis_names_a_consent(basis: str, number: int | None) -> None:
    assert consents.named(basis) == number


def test_withdrawn_consent_takes_back_all_that_rests_on_it(store: Store, keyring: Keyring, who: People) -> None:
    first, second = told(store, keyring, who.school.id, PREVENTION), told(store, keyring, who.school.id, PREVENTION)
    consent, other = give(store, who), give(store, who)
    for piece in (first, second):
        assert share(store, piece, CHILD, f"consent:{consent}", who.school.id) is True
    share(store, second, CHILD, f"consent:{other}", who.school.id)
    share(store, first, CRIME, LAW, who.school.id)
    assert numbers(store, keyring, CHILD) == [first, second]
    assert revoke(store, who, consent) == 2
    assert revoke(store, who, consent) == 0
    assert numbers(store, keyring, CHILD) == [second]
    assert numbers(store, keyring, CRIME) == [first]
    assert revoke(store, who, 9) == 0
    kept = store.read(lambda db: consents.one(db, REFERENCE, consent))
    assert kept is not None
    assert (kept.revoked_at, kept.revoked_by) == (NOW + HOUR, who.chair.id)


def test_consents_of_two_runs_are_apart(store: Store, keyring: Keyring, who: People) -> None:
    store.run(lambda db: runs.start(db, PROCEDURE, begun(who, "Gran-3")))
    number = told(store, keyring, who.school.id, PREVENTION)
    here, there = give(store, who), give(store, who, reference="Gran-3")
    assert here == there == 1
    share(store, number, CHILD, "consent:1", who.school.id)
    assert revoke(store, who, 1, "Gran-3") == 0
    assert numbers(store, keyring, CHILD) == [number]


@pytest.mark.parametrize("basis", ["consent", "consent:7", "consent:2", "consent:3"])
def test_consent_that_does_not_hold_carries_nothing(store: Store, keyring: Keyring, who: People, basis: str) -> None:
    number = told(store, keyring, who.school.id, PREVENTION)
    give(store, who)
    revoke(store, who, give(store, who))
    give(store, who, "health")  # who works in prevention, and not in the child welfare case
    with pytest.raises(NoConsent):
        share(store, number, CHILD, basis, who.school.id)
    assert numbers(store, keyring, CHILD) == []


def test_consent_carries_to_each_track_of_its_recipient(store: Store, keyring: Keyring, who: People) -> None:
    number = told(store, keyring, who.chair.id, CHILD)
    give(store, who, "police")
    give(store, who, "own_role")
    assert share(store, number, CRIME, "consent:1", who.chair.id)
    with pytest.raises(information.NoConsent):
        share(store, number, PREVENTION, "consent:1", who.chair.id)
    assert share(store, number, PREVENTION, "consent:2", who.chair.id)
    assert revoke(store, who, 1) == 1
    seen = store.read(lambda db: information.seen_by(db, keyring, REFERENCE, [PREVENTION]))
    assert [one.basis for one in seen] == ["consent:2"]


def test_share_and_withdrawal_at_once_never_leave_a_share_on_nothing(post: Store, keyring: Keyring) -> None:
    who = post.run(lambda db: held(db, keyring))
    number = told(post, keyring, who.school.id, PREVENTION)
    for _ in range(8):
        consent, together = give(post, who), Barrier(2)

        def meet(together: Barrier = together) -> None:
            with suppress(BrokenBarrierError):
                together.wait(5)

        def sharing(db: Connection, consent: int = consent) -> bool:
            meet()
            return information.share(db, REFERENCE, number, CHILD, f"consent:{consent}", who.school.id, NOW)

        def withdrawing(db: Connection, consent: int = consent) -> int:
            meet()
            return consents.revoke(db, REFERENCE, consent, who.chair.id, NOW)

        shared, withdrawn = post.submit(sharing), post.submit(withdrawing)
        withdrawn.result(20)
        with suppress(NoConsent):
            shared.result(20)
        assert numbers(post, keyring, CHILD) == []


def test_words_moved_to_another_piece_do_not_open(store: Store, keyring: Keyring, who: People) -> None:
    told(store, keyring, who.school.id, PREVENTION)
    told(store, keyring, who.police.id, CRIME, "annet")

    def move(db: Connection) -> None:
        words = db.execute(select(run_information.c.words).where(run_information.c.number == 2)).scalar_one()
        db.execute(update(run_information).where(run_information.c.number == 1).values(words=words))

    store.run(move)
    with pytest.raises(Tampered):
        numbers(store, keyring, PREVENTION)
