from __future__ import annotations

import pytest

from flows import engine, notices
from flows.effects import Ask, Finish, Speak
from flows.inputs import Back, Change, Chose, Done, Other, Said, Show, Skip, Ticked
from flows.session import SKIPPED, UNKNOWN, Answer, FreeText
from tests.flows.small import NOW, TRIP, Talk, flow, notice, only


@pytest.fixture
def talk() -> Talk:
    return Talk(flow(TRIP))


def test_a_talk_begins_at_the_start_in_an_offered_language() -> None:
    trip = flow(TRIP)
    turn = engine.begin(trip, NOW, "en")
    assert (turn.session.state, turn.session.turn, turn.session.language) == ("safe", 1, "en")
    assert turn.effects == (Ask("safe"),)
    assert engine.begin(trip, NOW, "tlh").session.language == "nb"


def test_a_tap_answers_and_moves_on(talk: Talk) -> None:
    turn = talk.tap("yes")
    assert turn.effects == (Ask("tongue"),)
    assert turn.session.answers == {"safe": Answer(("yes",))}
    assert (turn.session.trail, turn.session.turn, turn.stale) == (["safe"], 2, False)


def test_the_chosen_language_is_spoken_from_then_on(talk: Talk) -> None:
    talk.tap("yes")
    turn = talk.tap("en")
    assert turn.effects == (Speak("en"), Ask("trip"))
    assert turn.session.language == "en"


def test_a_skipped_language_changes_nothing(talk: Talk) -> None:
    talk.tap("yes")
    turn = talk.skip()
    assert turn.effects == (Ask("trip"),)
    assert turn.session.answers["tongue"] == Answer((SKIPPED,))


@pytest.mark.parametrize("late", [Chose("no", 7), Ticked("no", 7), Done(7), Skip(7), Back(7), Change("safe", 7)])
def test_a_button_from_another_screen_changes_nothing(
    talk: Talk, late: Chose | Ticked | Done | Skip | Back | Change
) -> None:
    before = talk.tap("yes").session
    turn = talk.give(late)
    assert turn.stale
    assert turn.session == before
    assert turn.effects == (Ask("tongue"),)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Chose("maybe", 1), notices.UNFAMILIAR),
        (Ticked("yes", 1), notices.UNFAMILIAR),
        (Done(1), notices.UNFAMILIAR),
        (Back(1), notices.FIRST),
        (Change("safe", 1), notices.NOT_HERE),
        (Said(FreeText("hei")), notices.TAP),
        (Other("photo"), notices.PICTURE),
        (Other("dice"), notices.OTHER),
    ],
)
def test_what_is_no_answer_gets_a_kind_notice(talk: Talk, given: Chose | Said | Other, said: str) -> None:
    before = talk.session
    turn = talk.give(given)
    assert turn.session == before
    assert (notice(turn), turn.stale) == (said, False)


def test_going_the_whole_way(talk: Talk) -> None:
    talk.tap("yes", "nb", "far")
    assert talk.say("12.07.2027").effects == (Ask("days"),)
    assert talk.say("to uker").effects == (Ask("fear"),)
    talk.tick("hit", "locked")
    assert talk.session.ticked == ("locked", "hit")
    assert talk.done().effects == (Ask("read"),)
    assert talk.done().effects == (Ask("hour"),)
    assert talk.say("kl 14").effects == (Ask("word"),)
    assert talk.say("  eple ").effects == (Ask("sum"),)
    assert talk.session.answers == {
        "safe": Answer(("yes",)),
        "tongue": Answer(("nb",)),
        "trip": Answer(("far",)),
        "leaving": Answer(("2027-07-12",), FreeText("12.07.2027")),
        "days": Answer(("14",), FreeText("to uker")),
        "fear": Answer(("locked", "hit")),
        "read": Answer(()),
        "hour": Answer(("14:00",), FreeText("kl 14")),
        "word": Answer((), FreeText("eple")),
    }
    turn = talk.tap("send")
    assert turn.session.ended
    assert only(turn, Finish)


def test_a_question_is_passed_over_when_its_condition_does_not_hold(talk: Talk) -> None:
    talk.tap("yes", "nb", "yes")
    assert talk.say("i sommer").session.state == "fear"
    assert "days" not in talk.session.answers


def test_a_choice_jumps_and_a_route_with_a_condition_is_taken(talk: Talk) -> None:
    talk.tap("yes", "nb")
    assert talk.tap("no").session.state == "fear"
    talk = Talk(flow(TRIP))
    talk.tap("no", "nb")
    assert talk.tap("far").session.state == "word"


def test_words_where_a_button_is_wanted(talk: Talk) -> None:
    talk.tap("yes", "nb", "no")
    assert notice(talk.say("slått")) == notices.TAP
    assert notice(talk.done()) == notices.TICK
    talk.tick("none")
    talk.done()
    assert notice(talk.say("lest")) == notices.READ
    assert notice(talk.tap("x")) == notices.UNFAMILIAR
    assert notice(talk.skip()) == notices.NO_SKIP
    assert talk.session.state == "read"


def test_boxes(talk: Talk) -> None:
    talk.tap("yes", "nb", "no")
    assert talk.tick("hit").effects == (Ask("fear"),)
    assert talk.tick("locked").session.ticked == ("locked", "hit")
    assert talk.tick("locked").session.ticked == ("hit",)
    assert talk.tick("none").session.ticked == ("none",)
    assert talk.tick("hit").session.ticked == ("hit",)
    assert talk.session.turn == 9
    assert notice(talk.tick("nothing")) == notices.UNFAMILIAR
    assert notice(talk.tap("hit")) == notices.UNFAMILIAR
    assert talk.done().session.ticked == ()


def test_a_date_that_is_not_known_or_not_understood(talk: Talk) -> None:
    talk.tap("yes", "nb", "yes")
    before = talk.session
    assert notice(talk.say("31.2.")) == notices.NO_SUCH_DAY
    assert notice(talk.say("når de vil")) == notices.DATE
    assert notice(talk.say("  ")) == notices.EMPTY
    assert talk.session == before
    talk.say("vet ikke")
    assert talk.session.answers["leaving"] == Answer((UNKNOWN,), FreeText("vet ikke"))


def test_showing_again_changes_nothing_but_the_time(talk: Talk) -> None:
    talk.tap("yes")
    before = talk.session
    talk.now = NOW.replace(day=25)
    turn = talk.give(Show())
    assert turn.effects == (Ask("tongue"),)
    assert turn.session.touched_at == talk.now
    turn.session.touched_at = before.touched_at
    assert turn.session == before


def test_nothing_follows_the_end(talk: Talk) -> None:
    talk.through()
    ended = talk.tap("send").session
    for given in (Back(ended.turn), Said(FreeText("hei")), Other("photo"), Done(ended.turn)):
        turn = talk.give(given)
        assert turn.session == ended
        assert notice(turn) == notices.ENDED
    assert talk.give(Show()).effects == (Ask("receipt"),)


def test_ten_thousand_characters_are_kept_and_more_is_cut_and_told(talk: Talk) -> None:
    talk.tap("no", "nb", "yes")
    assert notice(talk.say("x" * 10_000)) is None
    talk.back()
    turn = talk.say("y" * 20_001)
    assert notice(turn) == notices.SHORTENED
    assert turn.session.answers["word"].words == "y" * 20_000


def test_half_a_character_cannot_stop_anything(talk: Talk) -> None:
    talk.tap("no", "nb", "yes")
    words = talk.say("hei \ud800").session.answers["word"].words
    assert words is not None
    assert words.encode() == b"hei ?"
