import itertools
import re
from collections import Counter

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import NoResultFound

from flows import case as life
from flows.case import Outcome, State
from flows.model import Level
from storage import cases, filing, invitations, meta, references, roster, statistics, tables, words
from storage.cases import Case
from storage.engine import Store
from storage.keyring import Keyring
from tests.storage import scene
from tests.storage.scene import HOUR, NOW, SECOND, doing, staff, youth


@pytest.fixture
def case(store: Store, keyring: Keyring) -> Case:
    def work(db: Connection) -> Case:
        person = youth(db, keyring)
        return filing.file(db, keyring, person_id=person.id, unit="midt", filed=scene.filing(), talk=NOW, now=NOW)

    return store.run(work)


def test_what_was_decided_on_a_case_is_kept(store: Store, keyring: Keyring, case: Case) -> None:
    kari = store.run(lambda db: staff(db, keyring, 7, "Kari"))

    def work(db: Connection) -> None:
        taken = life.acknowledge(cases.life(db, case.reference), kari.id)
        lowered = life.lower_level(taken, Level.YELLOW, "snakket med henne")
        cases.save_life(db, life.close(lowered, Outcome.HELPED), NOW + HOUR)
        cases.follow_up(db, case.reference, NOW + 24 * HOUR)

    store.run(work)
    found = store.read(lambda db: cases.by_reference(db, case.reference))
    assert found is not None
    assert (found.state, found.level, found.owner_id, found.outcome) == (
        State.CLOSED,
        Level.YELLOW,
        kari.id,
        Outcome.HELPED,
    )
    assert (found.changed_at, found.follow_up_at) == (NOW + HOUR, NOW + 24 * HOUR)
    assert store.read(lambda db: cases.open_of(db, case.person_id or 0)) is None
    assert store.read(cases.listing) == []
    assert store.read(lambda db: cases.listing(db, "midt", include_closed=True)) == [found]


def test_unknown_case_is_said(store: Store) -> None:
    assert store.read(lambda db: cases.by_reference(db, "K7M-42P")) is None
    with pytest.raises(NoResultFound):
        store.run(lambda db: cases.life(db, "K7M-42P"))


def test_references_are_neutral_and_spread(lite: Store) -> None:
    made = lite.read(lambda db: [references.fresh(db) for _ in range(2000)])
    assert all(re.fullmatch(f"[{references.ALPHABET}]{{3}}-[{references.ALPHABET}]{{3}}", one) for one in made)
    assert not set(references.ALPHABET) & set("AEIOUYÆØÅ015SBGZLQ8")
    assert len(set(made)) >= 1998
    first_signs = Counter(one[0] for one in made)
    assert len(first_signs) == len(references.ALPHABET)
    assert max(first_signs.values()) < 200


def test_taken_reference_is_not_given_again(store: Store, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    halves = iter([*case.reference.split("-"), "K7M", "42P"])
    monkeypatch.setattr(references, "_half", lambda: next(halves))
    assert store.run(references.fresh) == "K7M-42P"


def test_running_out_of_references_is_said(store: Store, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    halves = itertools.cycle(case.reference.split("-"))
    monkeypatch.setattr(references, "_half", lambda: next(halves))
    with pytest.raises(RuntimeError, match="no free reference"):
        store.run(references.fresh)


@pytest.mark.parametrize("said", ["k7m-42p", "K7M42P", " k7m 42p ", "K7M – 42P"])
def test_reference_is_read_as_people_write_it(said: str) -> None:
    assert references.normal(said) == "K7M-42P"


def test_code_word_is_known_again_however_it_is_written(store: Store, keyring: Keyring, case: Case) -> None:
    assert case.person_id is not None
    person = case.person_id

    def said(text: str, by: int = person) -> tuple[str, str] | None:
        return store.read(lambda db: words.meaning_of(db, keyring, by, text))

    store.run(lambda db: words.remember(db, keyring, case.reference, "ok", "Blå sommerfugl"))
    store.run(lambda db: words.remember(db, keyring, case.reference, "danger", "bestemor"))
    assert said("  blå   SOMMERFUGL\n") == (case.reference, "ok")
    assert said("bla\u030a sommerfugl") == (case.reference, "ok")  # å typed as two signs
    assert said("Bestemor") == (case.reference, "danger")
    assert said("bestemora") is None
    assert said("bestemor", by=person + 1) is None
    store.run(lambda db: words.remember(db, keyring, case.reference, "danger", "onkel"))
    assert (said("bestemor"), said("onkel")) == (None, (case.reference, "danger"))


@pytest.mark.parametrize(
    "said", ["Bestemor.", "«bestemor»", "bestemor \U0001f622", "\u200fbestemor", "bestemor\ufe0f!"]
)
def test_code_word_was_unknown_with_something_around_it(store: Store, keyring: Keyring, case: Case, said: str) -> None:
    assert case.person_id is not None
    person = case.person_id
    store.run(lambda db: words.remember(db, keyring, case.reference, "danger", "bestemor"))
    assert store.read(lambda db: words.meaning_of(db, keyring, person, said)) == (case.reference, "danger")
    store.run(lambda db: words.remember(db, keyring, case.reference, "danger", said))
    assert store.read(lambda db: words.meaning_of(db, keyring, person, "BESTEMOR")) == (case.reference, "danger")


def test_code_word_of_signs_alone_is_those_signs(store: Store, keyring: Keyring, case: Case) -> None:
    assert case.person_id is not None
    person = case.person_id

    def said(text: str) -> tuple[str, str] | None:
        return store.read(lambda db: words.meaning_of(db, keyring, person, text))

    store.run(lambda db: words.remember(db, keyring, case.reference, "danger", "\U0001f98a"))
    assert [said(text) for text in ("\U0001f622", "!", "", "bestemor")] == [None] * 4
    assert said("\U0001f98a") == (case.reference, "danger")


def test_code_word_that_was_stored_with_what_stood_around_it_is_still_known(
    store: Store, keyring: Keyring, case: Case
) -> None:
    assert case.person_id is not None
    person = case.person_id
    before = {"word": keyring.index("word", f"{person}:bestemor!"), "meaning": "danger"}

    def stored(db: Connection) -> None:
        db.execute(tables.words.insert(), {"reference": case.reference, "person_id": person, **before})

    store.run(stored)
    assert store.read(lambda db: words.meaning_of(db, keyring, person, "Bestemor!")) == (case.reference, "danger")


def test_one_word_for_both_means_danger(store: Store, keyring: Keyring, case: Case) -> None:
    for meaning in ("ok", "danger"):
        store.run(doing(words.remember, keyring, case.reference, meaning, "sol"))
    assert case.person_id is not None
    assert store.read(lambda db: words.meaning_of(db, keyring, case.person_id or 0, "sol")) == (
        case.reference,
        "danger",
    )


def test_duty_has_an_order_and_leaves_out_those_who_cannot_be_reached(store: Store, keyring: Keyring) -> None:
    def arrive(db: Connection) -> list[int]:
        met = [staff(db, keyring, number, name) for number, name in enumerate(("Kari", "Ola", "Per"), 1)]
        boss = staff(db, keyring, 9, "Eva", role="admin")
        for person, hours in zip(met, (2, 1, 3), strict=True):
            roster.go_on(db, person.id, NOW + hours * HOUR)
        roster.go_on(db, met[0].id, NOW)  # already on: keeps the place
        return [*(person.id for person in met), boss.id]

    kari, ola, per, eva = store.run(arrive)
    assert [one.name for one in store.read(lambda db: roster.on_duty(db, keyring, "midt"))] == ["Ola", "Kari", "Per"]
    assert store.read(lambda db: roster.since(db, kari)) == NOW + 2 * HOUR
    assert store.read(lambda db: roster.next_in_line(db, "midt", (ola,))) == kari
    assert store.run(lambda db: roster.go_off(db, kari)) is True
    assert store.run(lambda db: roster.go_off(db, kari)) is False
    staffing = store.read(lambda db: roster.staffing(db, "midt"))
    assert (staffing.on_duty, staffing.coordinators, staffing.administrators) == ((ola, per), (kari, ola, per), (eva,))
    assert store.read(lambda db: roster.staffing(db, "nord")).on_duty == ()


def test_invitation_is_good_once_and_for_a_day(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))

    def redeem(code: str, now: object = NOW) -> object:
        return store.run(lambda db: invitations.redeem(db, code, person.id, now))  # type: ignore[arg-type]

    code = store.run(lambda db: invitations.invite(db, "coordinator", "Kari", "midt", NOW))
    late = store.run(lambda db: invitations.invite(db, "admin", "Eva", "", NOW, invited_by=person.id))
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code)
    assert [one.name for one, _ in store.read(lambda db: invitations.open_until(db, NOW))] == ["Kari", "Eva"]
    assert redeem("0000-0000-0000") is None
    assert redeem(late, NOW + 24 * HOUR) is None
    said = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert redeem(said, NOW + 24 * HOUR - SECOND) == invitations.Invitation("coordinator", "Kari", "midt")
    assert redeem(code) is None
    assert store.read(lambda db: roster.staffing(db, "midt")).coordinators == (person.id,)
    assert store.run(lambda db: invitations.prune(db, NOW + 24 * HOUR)) == 2


def test_invitation_is_looked_at_without_being_used(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    code = store.run(lambda db: invitations.invite(db, "staff", "Per", "midt", NOW))
    for _ in range(2):
        assert store.read(lambda db: invitations.find(db, code.lower(), NOW)) == invitations.Invitation(
            "staff", "Per", "midt"
        )
    assert store.read(lambda db: invitations.find(db, code, NOW + 24 * HOUR)) is None
    assert store.run(lambda db: invitations.redeem(db, code, person.id, NOW)) is not None
    assert store.read(lambda db: invitations.find(db, code, NOW)) is None


def test_code_is_not_stored(store: Store) -> None:
    code = store.run(lambda db: invitations.invite(db, "staff", "Per", "midt", NOW))
    from storage.tables import invitations as rows  # noqa: PLC0415 - the module above has the name

    row = store.read(lambda db: db.execute(rows.select()).one())
    assert code.replace("-", "").encode() not in row.code
    assert len(row.code) == 32


def test_small_counts_are_not_told_and_cannot_be_worked_out(store: Store) -> None:
    for cell, number in (("blue", 40), ("orange", 3), ("red", 7), ("yellow", 12)):
        for _ in range(number):
            store.run(doing(statistics.count, "2027-03", "cases", cell))
    told = {one.cell: one.count for one in store.read(lambda db: statistics.told(db, "2027-03", "cases"))}
    assert told == {"blue": 40, "orange": None, "red": None, "yellow": 12}
    assert store.read(lambda db: statistics.told(db, "2027-04", "cases")) == []
    store.run(lambda db: statistics.count(db, "2027-04", "cases", "red", 2))
    assert [one.count for one in store.read(lambda db: statistics.told(db, "2027-04", "cases"))] == [None]


def test_note_of_the_service_is_kept_and_replaced(store: Store) -> None:
    assert store.read(lambda db: meta.read(db, meta.BOT_NAME)) is None
    for name in ("havn_bot", "havn_nord_bot"):
        store.run(doing(meta.keep, meta.BOT_NAME, name))
    assert store.read(lambda db: meta.read(db, meta.BOT_NAME)) == "havn_nord_bot"
