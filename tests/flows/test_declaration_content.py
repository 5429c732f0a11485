"""The declaration as it is written: all 45 points, the short way, every branch to its end."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from flows.effects import Effect, FileCase, Finish, RaiseAlert, Remember, Schedule, Warn
from flows.model import Kind, Level, Part
from flows.texts import placeholders
from tests.flows.declaring import FLOW, LONG, SAFE, TYPED, Person, went


def of(person: Person, kind: type[Effect]) -> list[Effect]:
    return [effect for effect in person.effects if isinstance(effect, kind)]


def comments() -> Iterator[tuple[str, str]]:
    """Each step of the file with the comment right above it."""
    for found in re.finditer(r"((?:^#.*\n)*)^\[step\.(\w+)\]$", FLOW.source, re.MULTILINE):
        yield found[2], found[1]


def test_all_45_points_are_there() -> None:
    points: set[int] = set()
    for _, comment in comments():
        for first, last in re.findall(r"^# (\d+)(?:(?:-| og )(\d+))?[.,\n]", comment, re.MULTILINE):
            points |= set(range(int(first), int(last or first) + 1))
    assert points == set(range(1, 46))


def test_a_paragraph_of_law_stands_with_the_day_it_was_checked() -> None:
    cited = [(step, comment) for step, comment in comments() if "§" in comment]
    assert len(cited) > 8
    assert [step for step, comment in cited if "ontrollert 2026-07-02" not in comment] == []


@pytest.mark.parametrize(
    ("safe", "seen"), [("yes", "maybe"), ("yes", "yes"), ("no", "no"), ("unsure", "no"), ("no", "yes")]
)
@pytest.mark.parametrize("where", ["yes", "airport", "abroad"])
@pytest.mark.parametrize("contact", ["self", "telegram"])
def test_the_short_way_is_twelve_taps_and_nothing_is_typed(safe: str, seen: str, where: str, contact: str) -> None:
    person = went(safe_now=safe, phone_seen=seen, age="15", in_norway=where, contact_short=contact)
    assert person.taps <= 12, person.seen
    assert person.seen[-1] == "receipt_short"
    assert "language" not in person.seen


def test_the_short_way_asks_what_matters_most() -> None:
    person = went(safe_now="yes", phone_seen="yes", age="15")
    assert person.taps == 12
    assert person.seen == [
        "safe_now", "phone_seen", "age", "understand_short", "who", "concern", "when", "in_norway", "violence",
        "contact_short", "summary_short", "receipt_short",
    ]  # fmt: skip
    assert "{number:alarmtelefonen}" in str(FLOW.steps["understand_short"].help)


def test_whoever_is_not_safe_gets_help_at_the_first_tap() -> None:
    person = Person({"safe_now": "no"})
    person.answer(FLOW.steps["safe_now"])
    assert [type(effect) for effect in person.effects][:3] == [Warn, RaiseAlert, FileCase]
    assert person.level is Level.RED
    assert FLOW.alarm is not None
    for text in (FLOW.alarm.tell, FLOW.alarm.short):
        assert {"number:police", "number:medical", "number:alarmtelefonen"} <= set(placeholders(text))


def test_every_branch_reaches_an_end_and_every_step_is_reached() -> None:
    reached: set[str] = set()
    starts: list[dict[str, object]] = [{}, {**SAFE, "age": "18_up"}, {**LONG, "who": "me", "concern": ("married",)}]
    for seed in range(600):
        person = Person(starts[seed % 3], random.Random(seed)).go()
        assert len(of(person, Finish)) == 1
        reached |= set(person.seen)
    assert set(FLOW.steps) - reached == set()


def test_every_question_can_be_passed_over() -> None:
    asked = [step for step in FLOW.steps.values() if step.kind in TYPED | {Kind.CHOICE, Kind.CHOICES}]
    assert [step.id for step in asked if step.skip is None] == []
    skipped: dict[str, object] = {step.id: None for step in asked if step.id not in SAFE}
    assert went(**SAFE, **skipped).seen[-1] == "receipt"


def test_a_whole_declaration_is_filed_with_words_and_signs_of_life() -> None:
    person = went(
        **LONG, concern=("not_back", "married"), when="later", in_norway="yes", return_date="20.8.2027",
        ok_word="eple", danger_word="pære", name="N", sign_of_life="yes", sign_date="1.8.2027",
    )  # fmt: skip
    assert person.seen[-1] == "receipt_travel"
    assert {effect.meaning for effect in person.effects if isinstance(effect, Remember)} == {"ok", "danger"}
    due = {effect.name: effect.due for effect in person.effects if isinstance(effect, Schedule)}
    assert due == {
        "home": datetime(2027, 8, 20, 22, tzinfo=UTC),
        "on_the_way": datetime(2027, 8, 1, 22, tzinfo=UTC),
    }
    filed = [effect for effect in person.effects if isinstance(effect, FileCase)][-1]
    assert filed.final
    who = {"name", "birth_date", "school", "municipality", "address"}
    assert {line.step for line in filed.parts[Part.IDENTITY]} >= who
    assert not {line.step for line in filed.parts[Part.ANSWERS]} & {*who, "contact_number", "trusted_adult"}


def test_advice_asks_no_name_and_files_nothing_but_may_become_a_declaration() -> None:
    topics = tuple(choice.id for choice in FLOW.steps["advice_about"].choices)
    person = went(**{**SAFE, "understand": "advice", "advice_about": topics})
    assert person.seen[-1] == "advice_bye"
    assert of(person, FileCase) == []
    assert not {step for step in person.seen if FLOW.steps[step].part is Part.IDENTITY}
    for step in [step for step in person.seen if step.startswith("advice_") and FLOW.steps[step].label]:
        if step != "advice_about":
            told = went(**{**SAFE, "understand": "advice", "advice_about": topics, step: "declare"})
            assert "who" in told.seen


def test_a_child_under_twelve_reaches_a_person_with_one_tap() -> None:
    person = went(**{**SAFE, "age": "u12"})
    assert person.seen[-2:] == ["child_hello", "receipt_child"]
    assert "{number:alarmtelefonen}" in FLOW.steps["child_hello"].ask
    assert person.level is Level.ORANGE


def test_staff_register_at_seven_places_and_keep_their_duties() -> None:
    assert [choice.id for choice in FLOW.steps["staff_place"].choices] == [
        "school", "health", "introduction", "outreach", "diversity_adviser", "child_welfare", "police",
    ]  # fmt: skip
    person = went(**{**SAFE, "age": "18_up", "who": "staff"})
    assert person.seen[-1] == "receipt_staff"
    assert "§ 13-2" in FLOW.steps["staff_duty"].ask
    assert "§ 196" in FLOW.steps["staff_duty"].ask


def test_each_receiver_is_asked_about_alone_and_the_shelter_only_of_grown_ups() -> None:
    answers = {**LONG, "concern": ("violence",), "when": "later"}
    asked = [step for step in went(**answers).seen if step.startswith("consent_")]
    grown = [step for step in went(**{**answers, "age": "18_up"}).seen if step.startswith("consent_")]
    assert len(asked) == 6
    assert grown == [*asked, "consent_shelter"]
    assert all([choice.id for choice in FLOW.steps[step].choices] == ["yes", "no", "ask"] for step in grown)


def test_a_child_who_tapped_once_is_told_how_to_say_their_name() -> None:
    assert "hva du heter" in FLOW.steps["receipt_child"].ask


def test_at_the_airport_where_and_who_is_one_answer_that_lies_with_the_name() -> None:
    step = FLOW.steps["airport"]
    assert (step.kind, step.part) == (Kind.PLACE, Part.IDENTITY)
    person = went(safe_now="yes", phone_seen="yes", age="15", in_norway="airport", airport="Gardermoen, til Fjernby")
    filed = [effect for effect in person.effects if isinstance(effect, FileCase)][-1]
    assert [line.words for line in filed.parts[Part.IDENTITY]] == ["Gardermoen, til Fjernby"]
    assert person.level is Level.RED


@pytest.mark.parametrize(
    ("home", "sign", "told"),
    [("yes", "no", "return_plan"), ("no", "yes", "return_plan"), ("no", "no", "no_return_plan")],
)
def test_the_plan_is_told_only_where_something_is_watched_for(home: str, sign: str, told: str) -> None:
    person = went(**LONG, concern=("not_back",), when="later", say_when_home=home, sign_of_life=sign)
    assert {"return_plan", "no_return_plan"} & set(person.seen) == {told}
    assert bool(of(person, Schedule)) is (told == "return_plan")


def test_the_declaration_says_to_live_in_norway_only_of_who_said_yes() -> None:
    answers = {**LONG, "concern": ("not_back",), "when": "later"}
    assert "summary" in went(**{**answers, "live_in_norway": "yes"}).seen
    for said in ("no", None):
        person = went(**{**answers, "live_in_norway": said})
        assert "summary" not in person.seen
        assert person.seen[-2:] == ["summary_travel", "receipt_travel"]
    assert "Jeg vil bo i Norge" in FLOW.steps["summary"].ask
    assert "Jeg vil bo i Norge" not in FLOW.steps["summary_travel"].ask


@pytest.mark.parametrize("who", ["friend", "sibling"])
def test_on_the_short_way_only_the_most_important_is_asked_about_others(who: str) -> None:
    spared = {"friend_tell", "friend_agrees", "friend_reach", "sibling_tell"}
    short = set(went(safe_now="yes", phone_seen="maybe", age="15", who=who, sibling_you="no").seen)
    whole = set(went(**SAFE, who=who, sibling_you="no").seen)
    assert whole - short >= {step for step in spared if step.startswith(who)}
    assert not spared & short
    assert f"{who}_age" in short, "a child under twelve raises the level"
    assert {"sibling_name", "sibling_reach"} <= short if who == "sibling" else "friend_name" in short


def test_staff_are_asked_about_a_trip_when_there_may_be_one() -> None:
    answers = {"who": "staff", **SAFE, "age": "18_up", "staff_in_norway": "yes"}
    assert "staff_travel" in went(**{**answers, "staff_concern": ("not_back",)}).seen
    assert "staff_travel" in went(**{**answers, "staff_concern": ("violence",), "staff_in_norway": "abroad"}).seen
    assert "staff_travel" not in went(**{**answers, "staff_concern": ("violence",)}).seen


def test_the_list_to_remember_is_for_safe_phones_alone() -> None:
    lists = [step.id for step in FLOW.steps.values() if step.kind is Kind.END and "passet" in step.ask]
    assert lists == ["receipt_travel"]
    for seed in range(80):
        person = Person({"safe_now": "yes", "phone_seen": "maybe"}, random.Random(seed)).go()
        assert "receipt_travel" not in person.seen
