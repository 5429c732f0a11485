from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows.effects import Ask, FileCase, Finish, Line, RaiseAlert, Remember, Schedule, Speak, Warn
from flows.inputs import Chose
from flows.model import Level, Part
from flows.session import FreeText
from tests.flows.small import NOW, TRIP, Talk, flow, only

WITHOUT_ALARM = TRIP.replace("[alarm]", "[section.alarm]\ntitle = 'x'\n[section.unused]\n").replace(
    'at = "red"\ntell = "Ring {number:police}"\nshort = "Fare: {number:police}"', 'title = "y"'
)


def test_danger_warns_alerts_and_files_at_once() -> None:
    turn = Talk(flow(TRIP)).tap("no")
    assert turn.effects == (
        Warn("Ring {number:police}"),
        RaiseAlert(Level.RED, ("Ikke trygg",)),
        FileCase(
            final=False,
            level=Level.RED,
            reasons=("Ikke trygg",),
            parts={Part.ANSWERS: (Line("safe", "Er du trygg?", ("no",), ("Nei",), None),)},
        ),
        Ask("tongue"),
    )
    assert (turn.session.level, turn.session.alarmed) == (Level.RED, True)


def test_after_danger_every_answer_is_filed_again_and_nobody_is_warned_twice() -> None:
    talk = Talk(flow(TRIP))
    talk.tap("no")
    turn = talk.tap("en")
    assert [type(effect) for effect in turn.effects] == [Speak, FileCase, Ask]
    turn = talk.tap("far")
    assert [type(effect) for effect in turn.effects] == [FileCase, Ask]
    filed = only(turn, FileCase)[0]
    assert isinstance(filed, FileCase)
    assert [line.step for line in filed.parts[Part.ANSWERS]] == ["safe", "tongue", "trip"]
    assert talk.back().effects == (Ask("trip"),)


def test_a_level_that_rises_without_reaching_the_alarm_only_waits() -> None:
    talk = Talk(flow(TRIP))
    talk.tap("yes", "nb", "yes")
    turn = talk.say("om to dager")
    assert turn.effects == (Ask("fear"),)
    assert (turn.session.level, turn.session.reasons) == (Level.ORANGE, ("Snart",))
    talk.tick("hit")
    turn = talk.done()
    assert (turn.session.level, turn.session.reasons) == (Level.ORANGE, ("Snart", "Redd"))


def test_an_alarm_that_rises_further_alerts_again() -> None:
    talk = Talk(flow(TRIP.replace('at = "red"', 'at = "yellow"')))
    talk.tap("yes", "nb", "no")
    talk.tick("hit")
    assert [type(effect) for effect in talk.done().effects] == [Warn, RaiseAlert, FileCase, Ask]
    talk.back()
    talk.back()
    talk.tap("yes")
    turn = talk.say("i dag")
    assert [type(effect) for effect in turn.effects] == [RaiseAlert, FileCase, Ask]
    assert turn.session.level is Level.ORANGE


def test_the_end_files_alerts_remembers_expects_and_finishes_in_order() -> None:
    talk = Talk(flow(TRIP))
    talk.through()
    turn = talk.tap("send")
    assert [type(effect) for effect in turn.effects] == [RaiseAlert, FileCase, Remember, Schedule, Finish, Ask]
    alert, filed, remembered, expected = turn.effects[:4]
    assert alert == RaiseAlert(Level.YELLOW, ("Redd",))
    assert isinstance(filed, FileCase)
    assert filed.final
    assert [line.step for line in filed.parts[Part.ANSWERS]] == ["safe", "tongue", "trip", "leaving", "fear", "hour"]
    assert filed.parts[Part.IDENTITY] == (Line("word", "Ordet", (), (), FreeText("eple")),)
    assert remembered == Remember("ok", FreeText("eple"))
    assert expected == Schedule("home", datetime(2026, 12, 22, 23, tzinfo=UTC))  # a day after midnight in Oslo


def test_a_talk_without_a_level_is_filed_as_blue() -> None:
    talk = Talk(flow(TRIP))
    talk.tap("yes", "nb", "no")
    talk.tick("none")
    talk.done()
    talk.done()
    talk.say("14:30")
    talk.skip()
    turn = talk.tap("send")
    assert [type(effect) for effect in turn.effects] == [RaiseAlert, FileCase, Finish, Ask]
    assert turn.effects[0] == RaiseAlert(Level.BLUE, ())


def test_an_unknown_day_is_expected_later_and_a_past_one_soon() -> None:
    for said, due in (("vet ikke", NOW + timedelta(days=30)), ("1.1.2020", NOW + timedelta(hours=24))):
        talk = Talk(flow(TRIP))
        talk.tap("yes", "nb", "yes")
        talk.say(said)
        talk.tick("none")
        talk.done()
        talk.done()
        talk.say("14:30")
        talk.skip()
        assert only(talk.tap("send"), Schedule) == [Schedule("home", due)]


def test_hours_are_counted_across_the_change_to_summer_time() -> None:
    talk = Talk(flow(TRIP))
    talk.tap("yes", "nb", "yes")
    talk.say("28.3.2027")
    talk.tick("none")
    talk.done()
    talk.done()
    talk.say("14:30")
    talk.skip()
    assert only(talk.tap("send"), Schedule) == [Schedule("home", datetime(2027, 3, 28, 23, tzinfo=UTC))]


def test_an_end_that_files_nothing_only_finishes() -> None:
    talk = Talk(flow(TRIP.replace("files = true", "")))
    talk.through()
    assert [type(effect) for effect in talk.tap("send").effects] == [Finish, Ask]


def test_an_alarmed_talk_that_ends_without_filing_still_leaves_what_there_is() -> None:
    talk = Talk(flow(TRIP.replace("files = true", "")))
    talk.through(safe="no")
    turn = talk.tap("send")
    assert [type(effect) for effect in turn.effects] == [FileCase, Finish, Ask]
    filed = turn.effects[0]
    assert isinstance(filed, FileCase)
    assert not filed.final


def test_without_an_alarm_danger_waits_for_the_end() -> None:
    talk = Talk(flow(WITHOUT_ALARM))
    assert talk.tap("no").effects == (Ask("tongue"),)
    talk.tap("nb", "yes")
    talk.skip()
    assert talk.tap("send").effects[0] == RaiseAlert(Level.RED, ("Ikke trygg",))


def test_a_question_asked_days_later_weighs_the_days_that_passed() -> None:
    talk = Talk(flow(TRIP))
    talk.tap("yes", "nb", "yes")
    assert talk.say("om 5 dager").session.level is None
    talk.now = NOW + timedelta(days=3)
    talk.tick("none")
    assert talk.done().session.reasons == ("Snart",)


def test_a_reason_once_given_stays_and_the_level_never_falls() -> None:
    talk = Talk(flow(TRIP))
    talk.tap("no")
    talk.back()
    session = talk.give(Chose("yes", talk.session.turn)).session
    assert (session.level, session.reasons) == (Level.RED, ("Ikke trygg",))
