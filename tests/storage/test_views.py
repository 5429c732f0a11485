from threading import Event

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from storage import runs, views
from storage.engine import Store
from storage.keyring import Keyring
from storage.views import View
from tests.storage.meeting import REFERENCE, People, held, ticked
from tests.storage.scene import doing


@pytest.fixture
def who(store: Store, keyring: Keyring) -> People:
    return store.run(lambda db: held(db, keyring))


def show(store: Store, person: int, showing: str, expects: str = "") -> None:
    store.run(doing(views.show, person, showing, expects))


def stale(store: Store, but: int, reference: str = REFERENCE) -> int:
    return store.run(doing(views.stale, reference, but))


def taken(store: Store, limit: int = 100) -> list[tuple[int, str]]:
    return store.run(doing(views.take_stale, limit))


def test_chat_shows_what_was_shown_last(store: Store, who: People) -> None:
    person = who.chair.id
    assert store.read(lambda db: views.of(db, person)) is None
    show(store, person, f"run:{REFERENCE}")
    assert store.read(lambda db: views.of(db, person)) == View(f"run:{REFERENCE}")
    show(store, person, f"why:{REFERENCE}:call", f"untick:{REFERENCE}:call")
    assert store.read(lambda db: views.of(db, person)) == View(f"why:{REFERENCE}:call", f"untick:{REFERENCE}:call")
    assert store.run(lambda db: views.leave(db, person)) is True
    assert store.run(lambda db: views.leave(db, person)) is False
    assert store.read(lambda db: views.of(db, person)) is None


def test_change_marks_those_who_look_at_the_run_but_not_who_made_it(store: Store, who: People) -> None:
    show(store, who.chair.id, f"run:{REFERENCE}")
    show(store, who.police.id, f"task:{REFERENCE}:call")
    show(store, who.school.id, f"task:{REFERENCE}:call")
    assert stale(store, who.chair.id) == 2
    assert stale(store, who.chair.id) == 2
    expected = [(who.police.id, f"task:{REFERENCE}:call"), (who.school.id, f"task:{REFERENCE}:call")]
    assert sorted(taken(store)) == sorted(expected)
    assert taken(store) == []
    assert stale(store, who.school.id) == 2


@pytest.mark.parametrize(
    "showing", ["menu", "run:Furu-2", "run:Furu-271", "run:Gran-27", "run:", "Furu-27", "mine:x:Furu-27"]
)
def test_other_screens_are_not_marked(store: Store, who: People, showing: str) -> None:
    show(store, who.police.id, showing)
    assert stale(store, who.chair.id) == 0
    assert taken(store) == []


def test_new_screen_is_fresh_and_one_that_was_left_is_not_drawn(store: Store, who: People) -> None:
    for person in (who.police.id, who.school.id):
        show(store, person, f"run:{REFERENCE}")
    assert stale(store, who.chair.id) == 2
    show(store, who.police.id, "menu")
    store.run(doing(views.leave, who.school.id))
    assert taken(store) == []


def test_a_few_are_taken_at_a_time(store: Store, who: People) -> None:
    people = [who.chair.id, who.police.id, who.school.id]
    for person in people:
        show(store, person, f"run:{REFERENCE}")
    stale(store, 0)
    first, second = taken(store, 2), taken(store, 2)
    assert (len(first), len(second)) == (2, 1)
    assert sorted(person for person, _ in first + second) == sorted(people)


def test_stranger_has_no_view(store: Store) -> None:
    with pytest.raises(IntegrityError):
        show(store, 999, "menu")


def test_two_sweepers_take_different_chats(post: Store, keyring: Keyring) -> None:
    who = post.run(lambda db: held(db, keyring))
    for person in (who.chair.id, who.police.id, who.school.id):
        show(post, person, f"run:{REFERENCE}")
    stale(post, 0)
    holding, done = Event(), Event()

    def first(db: Connection) -> list[tuple[int, str]]:
        found = views.take_stale(db, 2)
        holding.set()
        done.wait(3)
        return found

    slow = post.submit(first)
    assert holding.wait(10)
    quick = post.submit(doing(views.take_stale, 10)).result(10)
    done.set()
    assert len(quick) == 1
    assert sorted(person for person, _ in quick + slow.result(10)) == sorted(
        [who.chair.id, who.police.id, who.school.id]
    )


def test_change_made_while_a_chat_is_drawn_marks_it_anew(post: Store, keyring: Keyring) -> None:
    who = post.run(lambda db: held(db, keyring))
    show(post, who.police.id, f"run:{REFERENCE}")
    stale(post, who.chair.id)
    drawing, go_on = Event(), Event()

    def draw(db: Connection) -> int:
        ((person, showing),) = views.take_stale(db, 10)
        run = runs.load(db, REFERENCE)
        assert run is not None
        drawing.set()
        go_on.wait(5)
        views.show(db, person, showing)
        return len(run.marks)

    def tick(db: Connection) -> None:
        runs.mark(db, REFERENCE, ticked(who.chair))
        go_on.set()
        views.stale(db, REFERENCE, who.chair.id)

    drawn = post.submit(draw)
    assert drawing.wait(10)
    post.submit(tick).result(20)
    assert drawn.result(20) == 0
    assert taken(post) == [(who.police.id, f"run:{REFERENCE}")]


def test_screen_drawn_under_the_lock_misses_no_tick(post: Store, keyring: Keyring) -> None:
    """Whoever opens a run while another ticks either sees the tick, or is marked by it."""
    who = post.run(lambda db: held(db, keyring))

    def look(db: Connection, number: int) -> int:
        run = runs.load(db, REFERENCE, lock=True)
        assert run is not None
        views.show(db, who.police.id, f"run:{REFERENCE}:{number}")
        return len(run.marks)

    def tick(db: Connection, number: int) -> None:
        run = runs.load(db, REFERENCE, lock=True)
        assert run is not None
        runs.mark(db, REFERENCE, ticked(who.chair, f"task{number}"))
        views.stale(db, REFERENCE, who.chair.id)

    for number in range(12):
        post.run(lambda db: views.leave(db, who.police.id))
        looking, ticking = post.submit(doing(look, number)), post.submit(doing(tick, number))
        ticking.result(20)
        seen = looking.result(20) == number + 1
        assert seen != bool(taken(post))
