import random
import threading
from collections.abc import Callable
from concurrent.futures import wait
from datetime import datetime

import pytest
from sqlalchemy import Connection, select, update

from storage import outbox
from storage.engine import Store
from storage.keyring import Keyring
from storage.outbox import Message, Waiting
from storage.tables import outbox as rows
from tests.storage.scene import CANARY, HOUR, MINUTE, NOW, SECOND, doing, youth

LEASE = 5 * SECOND
Put = Callable[..., None]
Take = Callable[..., list[Waiting]]


@pytest.fixture
def people_met(store: Store, keyring: Keyring) -> list[int]:
    return [store.run(doing(youth, keyring, n)).id for n in range(1, 6)]


@pytest.fixture
def put(store: Store, keyring: Keyring) -> Put:
    def put_one(person: int, text: str, priority: int = 2, replaces: str | None = None, now: datetime = NOW) -> None:
        message = Message("screen", person, priority, {"text": text}, replaces)
        store.run(lambda db: outbox.put(db, keyring, message, now))

    return put_one


@pytest.fixture
def take(store: Store, keyring: Keyring) -> Take:
    def take_some(now: datetime = NOW, limit: int = 10, busy: tuple[int, ...] = ()) -> list[Waiting]:
        return store.run(lambda db: outbox.take(db, keyring, now, limit, LEASE, busy=busy))

    return take_some


def texts(taken: list[Waiting]) -> list[str]:
    return [waiting.message.payload["text"] for waiting in taken]


def test_most_urgent_goes_first_then_the_oldest(people_met: list[int], put: Put, take: Take) -> None:
    one, two, three, four, _ = people_met
    put(one, "reply", 2)
    put(two, "rest", 3)
    put(three, "alert", 1)
    put(four, "hide", 0)
    put(four, "second of four", 1)
    assert texts(take(limit=3)) == ["hide", "alert", "reply"]
    assert texts(take()) == ["rest"]


def test_one_message_a_person_at_a_time_and_in_order(people_met: list[int], put: Put, take: Take, store: Store) -> None:
    one, two, *_ = people_met
    for text in ("first", "second", "third"):
        put(one, text)
    put(two, "other")
    (first, other) = take()
    assert texts([first, other]) == ["first", "other"]
    assert take() == []
    assert store.run(lambda db: outbox.sent(db, first.id))
    (second,) = take()
    assert texts([second]) == ["second"]


def test_ten_thousand_for_one_person_hold_up_nobody(
    people_met: list[int], store: Store, keyring: Keyring, put: Put, take: Take
) -> None:
    one, two, *_ = people_met

    def flood(db: Connection) -> None:
        for number in range(500):
            outbox.put(db, keyring, Message("reply", one, 2, {"text": str(number)}), NOW)

    store.run(flood)
    put(two, "for two")
    assert texts(take()) == ["0", "for two"]


def test_newer_screen_takes_the_place_of_an_unsent_one(
    people_met: list[int], put: Put, take: Take, store: Store
) -> None:
    one, two, *_ = people_met
    put(one, "old", replaces="screen")
    put(two, "not mine", replaces="screen")
    put(one, "no key")
    put(one, "new", replaces="screen")
    assert store.read(outbox.depth).waiting == 3
    taken = take()
    assert sorted(texts(taken)) == ["no key", "not mine"]
    for waiting in taken:
        store.run(doing(outbox.sent, waiting.id))
    assert texts(take()) == ["new"]


def test_screen_on_its_way_is_not_replaced_but_followed(
    people_met: list[int], put: Put, take: Take, store: Store
) -> None:
    one = people_met[0]
    put(one, "on its way", replaces="screen")
    (under_way,) = take()
    put(one, "newer", replaces="screen")
    assert take() == []
    store.run(lambda db: outbox.retry(db, under_way.id, NOW + SECOND, "TelegramServerError"))
    assert texts(take(NOW + HOUR)) == ["newer"]
    assert store.read(outbox.depth).waiting == 1


def test_message_to_retry_waits_and_counts_its_attempts(
    people_met: list[int], put: Put, take: Take, store: Store
) -> None:
    put(people_met[0], "again")
    (waiting,) = take()
    assert waiting.attempts == 1
    store.run(lambda db: outbox.retry(db, waiting.id, NOW + MINUTE, "TelegramRetryAfter"))
    assert take(NOW + MINUTE - SECOND) == []
    (again,) = take(NOW + MINUTE)
    assert (again.id, again.attempts, again.created_at) == (waiting.id, 2, NOW)
    store.run(lambda db: outbox.retry(db, 10_000, NOW, "gone meanwhile"))


def test_lease_of_a_dead_sender_is_taken_over(people_met: list[int], put: Put, take: Take, store: Store) -> None:
    put(people_met[0], "mine")
    (first,) = take(NOW)
    assert take(NOW + LEASE - SECOND / 1000) == []
    (second,) = take(NOW + LEASE)
    assert second.id == first.id
    assert store.run(lambda db: outbox.sent(db, second.id)) is True
    assert store.run(lambda db: outbox.sent(db, first.id)) is False


def test_slow_delivery_is_not_taken_over_while_its_sender_lives(
    people_met: list[int], put: Put, take: Take, store: Store
) -> None:
    put(people_met[0], "slow")
    (slow,) = take(NOW)
    store.run(doing(outbox.renew, [slow.id], NOW + 2 * LEASE))
    assert take(NOW + 2 * LEASE - SECOND) == []
    assert [again.id for again in take(NOW + 2 * LEASE)] == [slow.id]


def test_clock_set_back_delays_nothing(people_met: list[int], put: Put, take: Take) -> None:
    one, two, *_ = people_met
    put(one, "leased before")
    assert texts(take(NOW)) == ["leased before"]
    put(two, "put before")
    assert sorted(texts(take(NOW - 2 * HOUR))) == ["leased before", "put before"]


def test_poison_is_set_aside_and_stops_nobody(people_met: list[int], put: Put, take: Take, store: Store) -> None:
    put(people_met[0], "poison", 0)
    put(people_met[0], "next")
    (poison,) = take()
    store.run(lambda db: outbox.set_aside(db, poison.id, "TelegramBadRequest"))
    assert texts(take(NOW + HOUR)) == ["next"]
    depth = store.read(outbox.depth)
    assert (depth.waiting, depth.oldest, depth.aside) == (1, NOW, 1)


def test_busy_persons_are_passed_over(people_met: list[int], put: Put, take: Take) -> None:
    for person in people_met:
        put(person, str(person))
    busy = tuple(people_met[:3])
    assert texts(take(busy=busy)) == [str(person) for person in people_met[3:]]


def test_withdrawn_message_is_not_sent_unless_it_is_on_its_way(
    people_met: list[int], put: Put, take: Take, store: Store
) -> None:
    one, two, *_ = people_met
    put(one, "waiting", replaces="page:1")
    put(two, "leaving", replaces="page:2")
    take(busy=(one,))
    assert store.run(lambda db: outbox.withdraw(db, one, "page:1")) == 1
    assert store.run(lambda db: outbox.withdraw(db, two, "page:2")) == 0
    assert take() == []


def test_payload_is_a_ciphertext_bound_to_its_person(people_met: list[int], put: Put, take: Take, store: Store) -> None:
    one, two, *_ = people_met
    put(one, CANARY)
    row = store.read(lambda db: db.execute(select(rows)).one())
    assert CANARY.encode() not in row.payload
    store.run(lambda db: db.execute(update(rows).values(person_id=two)))
    assert take() == []
    assert store.read(lambda db: db.execute(select(rows.c.aside, rows.c.reason)).all()) == [(True, "Tampered")]


def test_message_cannot_be_printed(people_met: list[int], put: Put, take: Take) -> None:
    put(people_met[0], CANARY)
    assert CANARY not in repr(take())


def test_two_senders_never_take_the_same_message(post: Store, keyring: Keyring) -> None:
    crowd = [post.run(doing(youth, keyring, n)).id for n in range(1, 61)]

    def fill(db: Connection) -> None:
        for person in crowd:
            for number in range(2):
                outbox.put(db, keyring, Message("reply", person, 2, {"n": number}), NOW)

    post.run(fill)
    gate, overlapping = threading.Barrier(4), threading.Lock()
    seen: list[int] = []

    def send(db: Connection) -> None:
        taken = outbox.take(db, keyring, NOW, 20, LEASE)
        with overlapping:
            seen.extend(waiting.id for waiting in taken)
        gate.wait(10)  # all four hold their rows at once, uncommitted

    wait([post.submit(send) for _ in range(4)], 20)
    assert len(seen) == len(set(seen))
    assert len(seen) >= 60  # SKIP LOCKED: nobody waited for another's rows, nobody came away empty


def test_random_traffic_keeps_every_chat_in_order_and_loses_nothing(
    people_met: list[int], put: Put, take: Take, store: Store
) -> None:
    chance, sent, now = random.Random(7), [], NOW
    expected = dict.fromkeys(people_met, 0)
    for step in range(120):
        now += SECOND / 10
        if step < 80:
            person = chance.choice(people_met)
            expected[person] += 1
            put(person, f"{person}:{expected[person]}", now=now)
        for waiting in take(now, limit=2):
            sent.append(waiting.message.payload["text"])
            store.run(doing(outbox.sent, waiting.id))
    while taken := take(now):
        for waiting in taken:
            sent.append(waiting.message.payload["text"])
            store.run(doing(outbox.sent, waiting.id))
    for person, count in expected.items():
        mine = [text for text in sent if text.startswith(f"{person}:")]
        assert mine == [f"{person}:{number}" for number in range(1, count + 1)]
