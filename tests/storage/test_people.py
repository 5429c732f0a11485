from concurrent.futures import wait

from sqlalchemy import Connection

from storage import people, sessions
from storage.engine import Store
from storage.keyring import Keyring
from storage.people import Person
from tests.storage.scene import NOW, staff, talk, youth

TELEGRAM = 5_000_000_001


def test_stranger_becomes_a_young_person(store: Store, keyring: Keyring) -> None:
    met = store.run(lambda db: people.meet(db, keyring, TELEGRAM, "nn", NOW))
    assert (met.role, met.name, met.unit, met.language, met.chat) == ("youth", None, "", "nn", TELEGRAM)
    assert store.read(lambda db: people.by_telegram(db, keyring, TELEGRAM)) == met
    assert store.read(lambda db: people.by_id(db, keyring, met.id)) == met
    assert store.read(lambda db: people.by_telegram(db, keyring, TELEGRAM + 1)) is None
    assert store.read(lambda db: people.by_id(db, keyring, met.id + 1)) is None


def test_two_first_messages_at_once_are_one_person(store: Store, keyring: Keyring) -> None:
    futures = [store.submit(lambda db: people.meet(db, keyring, TELEGRAM, "nb", NOW)) for _ in range(16)]
    wait(futures, 20)
    assert len({future.result(0).id for future in futures}) == 1


def test_what_is_set_is_read_back(store: Store, keyring: Keyring) -> None:
    met = store.run(lambda db: people.meet(db, keyring, TELEGRAM, "nb", NOW))
    store.run(lambda db: people.set_language(db, keyring, met.id, "ar"))
    store.run(lambda db: people.set_state(db, met.id, people.BLOCKED))
    store.run(lambda db: people.set_face(db, met.id, people.HIDDEN))
    found = store.read(lambda db: people.by_id(db, keyring, met.id))
    assert found == Person(met.id, "youth", None, "", "ar", TELEGRAM, "blocked", "hidden")


def test_a_person_cannot_be_printed_with_chat_or_language(store: Store, keyring: Keyring) -> None:
    met = store.run(lambda db: people.meet(db, keyring, TELEGRAM, "ckb", NOW))
    assert str(TELEGRAM) not in repr(met)
    assert "ckb" not in repr(met)


def test_staff_of_a_unit_are_those_who_can_be_written_to(store: Store, keyring: Keyring) -> None:
    def work(db: Connection) -> list[Person]:
        return [
            staff(db, keyring, 1, "Kari"),
            staff(db, keyring, 2, "Ola", unit=""),
            staff(db, keyring, 3, "Per", unit="nord"),
            staff(db, keyring, 4, "Eva", role="admin"),
            staff(db, keyring, 5, "Blokkert"),
        ]

    kari, ola, _, eva, blocked = store.run(work)
    store.run(lambda db: people.set_state(db, blocked.id, people.BLOCKED))
    assert store.read(lambda db: people.coordinators(db, keyring, "midt")) == [kari, ola]
    assert store.read(lambda db: people.administrators(db, keyring, "midt")) == [eva]
    assert store.read(lambda db: people.with_ids(db, keyring, [ola.id, 999, kari.id])) == [ola, kari]
    assert store.read(people.names)[kari.id] == "Kari"


def test_no_screen_of_a_new_talk_has_the_number_of_an_older_one(store: Store, keyring: Keyring) -> None:
    person = store.run(lambda db: youth(db, keyring))
    assert store.read(lambda db: people.next_turn(db, person.id)) == 1
    store.run(lambda db: sessions.save(db, keyring, person.id, talk(turn=7), NOW))
    store.run(lambda db: sessions.forget(db, person.id))
    assert store.read(lambda db: people.next_turn(db, person.id)) == 8
    store.run(lambda db: sessions.save(db, keyring, person.id, talk(turn=12), NOW))
    store.run(lambda db: sessions.expire(db, NOW + sessions.LIFE))
    assert store.read(lambda db: people.next_turn(db, person.id)) == 13
    store.run(lambda db: sessions.forget(db, person.id, 3))
    assert store.read(lambda db: people.next_turn(db, person.id)) == 13
    store.run(lambda db: sessions.forget(db, person.id, 20))
    assert store.read(lambda db: people.next_turn(db, person.id)) == 21
