"""The levels of the declaration, line by line as the field's own triage has them; unknown counts one level up."""

from __future__ import annotations

import pytest

from flows.model import Level
from flows.session import Answer, FreeText
from flows.triage import assess
from tests.flows.declaring import FLOW, NOW

TODAY = NOW.date()
CALM = {
    "safe_now": "yes", "who": "me", "concern": "not_back", "when": "later", "in_norway": "yes", "violence": "no",
    "death_threat": "no", "self_harm": "no", "family_knows": "no", "siblings_hurt": "no", "control": "no",
    "departure_date": "2027-06-30", "return_ticket": "yes", "passport": "me",
}  # fmt: skip
FRIEND = {
    "safe_now": "yes", "who": "friend", "friend_danger": "no", "friend_concern": "married", "friend_when": "later",
    "friend_in_norway": "yes", "friend_violence": "no", "friend_threat": "no", "friend_self_harm": "no",
}  # fmt: skip

RED = [
    {"safe_now": "no"}, {"safe_now": "unsure"}, {"departure_date": "2026-11-25"}, {"in_norway": "airport"},
    {"when": "today"}, {"when": "three_days"}, {"violence": "now"}, {"death_threat": "yes"}, {"self_harm": "now"},
    {"concern": "married", "when": "three_days"}, {"concern": "fgm", "when": "today"}, {"marriage_date": "2026-11-24"},
    {"in_norway": "abroad", "abroad_danger": "yes"}, {"in_norway": "abroad", "abroad_danger": "unsure"},
    {"in_norway": "abroad", "abroad_short": "skipped"}, {"family_knows": "yes"},
    {"concern": "locked_in", "when": "today"},
]  # fmt: skip
ORANGE = [
    {"departure_date": "2026-12-06"}, {"when": "two_weeks"}, {"when": "unknown"}, {"when": "skipped"},
    {"departure_date": "unknown"}, {"self_harm": "sometimes"}, {"passport": "parents"}, {"passport": "unknown"},
    {"return_ticket": "no"}, {"return_ticket": "unknown"}, {"violence": "month"}, {"marriage_plan": "person"},
    {"marriage_plan": "unknown"}, {"marriage_done": "religious"}, {"siblings_hurt": "yes"},
    {"siblings_hurt": "unknown"}, {"in_norway": "abroad", "abroad_danger": "no"}, {"family_knows": "maybe"},
    {"violence": "skipped"},
    {"death_threat": "skipped"}, {"self_harm": "skipped"}, {"safe_now": "skipped"}, {"age": "u12"},
    {"understand_short": "yes"}, {"understand_short": "advice"}, {"understand_short": "yes", "concern": "married"},
    {"enough": "send"}, {"enough": "send", "concern": "fgm"},
]  # fmt: skip
YELLOW = [
    {}, {"concern": "controlled", "when": "today"}, {"control": "yes"}, {"violence": "before"},
    {"departure_date": "2026-12-07"}, {"marriage_plan": "no"}, {"marriage_date": "2026-01-10"},
    {"understand_short": "yes", "concern": "controlled"}, {"enough": "more"},
    {"enough": "send", "concern": "controlled"},
]  # fmt: skip


def level(answers: dict[str, str]) -> Level | None:
    coded = {step: Answer((said,), FreeText(said)) for step, said in answers.items()}
    return assess(FLOW, coded, NOW)[0]


@pytest.mark.parametrize("changed", RED, ids=str)
def test_red(changed: dict[str, str]) -> None:
    assert level({**CALM, **changed}) is Level.RED


@pytest.mark.parametrize("changed", ORANGE, ids=str)
def test_orange(changed: dict[str, str]) -> None:
    assert level({**CALM, **changed}) is Level.ORANGE


@pytest.mark.parametrize("changed", YELLOW, ids=str)
def test_yellow(changed: dict[str, str]) -> None:
    assert level({**CALM, **changed}) is Level.YELLOW


def test_concern_for_a_friend_is_yellow_and_what_is_not_known_orange() -> None:
    assert level(FRIEND) is Level.YELLOW
    assert level({**FRIEND, "friend_danger": "unknown"}) is Level.ORANGE
    assert level({**FRIEND, "friend_in_norway": "abroad"}) is Level.ORANGE
    assert level({**FRIEND, "friend_in_norway": "abroad", "friend_danger": "unknown"}) is Level.RED
    assert level({**FRIEND, "friend_when": "three_days"}) is Level.RED


def test_staff_who_are_unsure_count_as_danger() -> None:
    assert level({"safe_now": "yes", "who": "staff", "staff_danger": "no", "staff_when": "later"}) is Level.YELLOW
    assert level({"safe_now": "yes", "who": "staff", "staff_danger": "unsure"}) is Level.RED


def test_advice_without_a_name_is_blue() -> None:
    assert level({"safe_now": "yes", "understand": "advice"}) is Level.BLUE


@pytest.mark.parametrize("subject", ["", "friend_", "sibling_", "staff_"])
@pytest.mark.parametrize(("asked", "said"), [("when", "two_weeks"), ("self_harm", "sometimes"), ("violence", "month")])
def test_whoever_it_is_about_the_same_answer_weighs_the_same(subject: str, asked: str, said: str) -> None:
    assert level({subject + asked: said}) is Level.ORANGE


@pytest.mark.parametrize("subject", ["", "friend_", "sibling_", "staff_"])
@pytest.mark.parametrize(("asked", "said"), [("in_norway", "airport"), ("self_harm", "now"), ("violence", "now")])
def test_whoever_is_in_danger_it_is_red(subject: str, asked: str, said: str) -> None:
    assert level({subject + asked: said}) is Level.RED


def test_a_reason_is_short_and_says_nothing_that_is_not_so() -> None:
    assert max(len(rule.because) for rule in FLOW.rules) <= 50
    assert assess(FLOW, {"safe_now": Answer(("no",))}, NOW)[1] == ("Ikke trygg nå",)
