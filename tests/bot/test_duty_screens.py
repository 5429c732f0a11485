"""What a coordinator reads: references, levels, ages and who has what, on buttons that fit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import duty_screens
from bot.buttons import LIMIT
from bot.duty_screens import CaseView
from bot.i18n import voice
from bot.screen import Screen
from flows.case import Outcome, State
from flows.model import Level
from tests.bot.havnvik import HAVNVIK
from tests.bot_api.entities import parse
from tests.conversations.runner import BEGINS as NOW

NB = voice("nb")
ME, OTHER = 1, 2
FREE = CaseView("K7M-42P", Level.RED, NOW, State.RECEIVED, None, "", None)
MINE = replace(FREE, state=State.ACKNOWLEDGED, owner_id=ME, owner="Kari <&>", due=NOW + timedelta(hours=1))


def labels(drawn: Screen) -> list[str]:
    return [button.text for row in drawn.rows for button in row]


def text_of(drawn: Screen) -> str:
    parsed = parse(drawn.text)
    assert (parsed.errors, parsed.sloppy) == ([], [])
    return parsed.text


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=-5), "nå"),
        (timedelta(seconds=59), "nå"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(hours=2), "2 t"),
        (timedelta(hours=47, minutes=59), "47 t"),
        (timedelta(hours=48), "2 d"),
        (timedelta(days=400), "400 d"),
    ],
)
def test_an_age_is_said_in_the_largest_unit_that_fits(span: timedelta, said: str) -> None:
    assert duty_screens.age(span, NB) == said


def test_a_page_tells_level_reference_and_age_and_nothing_else() -> None:
    drawn = duty_screens.page(FREE, NB, NOW + timedelta(minutes=16), reader=ME)
    assert text_of(drawn) == "🔴 RØD · K7M-42P · 16 min"
    assert labels(drawn) == ["Jeg tar den", "Gi videre"]


def test_a_warned_administrator_learns_that_nobody_is_on_duty() -> None:
    assert "Ingen er på vakt" in text_of(duty_screens.page(FREE, NB, NOW, reader=ME, warned=True))


def test_whoever_has_a_case_may_do_with_it_what_is_left_to_do() -> None:
    assert labels(duty_screens.page(MINE, NB, NOW, reader=ME)) == [
        "Kontaktet",
        "Gi videre",
        "Avslutt saken",
        "Senk nivået",
    ]
    reached = replace(MINE, state=State.CONTACTED)
    assert labels(duty_screens.page(reached, NB, NOW, reader=ME)) == ["Gi videre", "Avslutt saken", "Senk nivået"]
    blue = replace(MINE, level=Level.BLUE)
    assert labels(duty_screens.page(blue, NB, NOW, reader=ME)) == ["Kontaktet", "Gi videre", "Avslutt saken"]


def test_the_others_see_who_has_it() -> None:
    drawn = duty_screens.page(MINE, NB, NOW, reader=OTHER)
    assert "Tatt av Kari <&>." in text_of(drawn)
    assert labels(drawn) == []


def test_a_deadline_that_passed_is_told_with_a_clock() -> None:
    late = NOW + timedelta(hours=1)
    assert "⏰" in text_of(duty_screens.page(MINE, NB, late, reader=ME))
    assert "⏰" not in text_of(duty_screens.page(MINE, NB, NOW, reader=ME))
    assert labels(duty_screens.listing([MINE], NB, late))[0].startswith("⏰ 🔴 RØD")


def test_a_closed_case_has_nothing_to_do() -> None:
    drawn = duty_screens.page(replace(MINE, state=State.CLOSED), NB, NOW, reader=ME)
    assert text_of(drawn).endswith("Avsluttet")
    assert drawn.rows == ()


def test_five_hundred_cases_are_counted_and_the_most_urgent_shown() -> None:
    drawn = duty_screens.listing([replace(FREE, reference=f"K7M-{n:03d}") for n in range(500)], NB, NOW)
    assert "(500)" in text_of(drawn)
    assert len(labels(drawn)) <= 100


def test_a_hundred_colleagues_fit() -> None:
    drawn = duty_screens.to_whom("K7M-42P", [(n, f"Kollega {n}") for n in range(200)], NB)
    assert len(labels(drawn)) <= 100


@pytest.mark.parametrize("language", HAVNVIK.languages)
def test_every_button_fits_and_every_text_is_lawful_in_every_language(language: str) -> None:
    said = voice(language)
    drawn = [
        duty_screens.page(FREE, said, NOW, reader=ME, warned=True),
        duty_screens.card(MINE, said, NOW, reader=ME),
        duty_screens.withdrawn(FREE, said, NOW),
        duty_screens.home("Kari <b>", NOW, ["Kari", "Jonas & co"], said, NOW + timedelta(days=3), duty=True),
        duty_screens.home("Kari", None, [], said, NOW, duty=False),
        duty_screens.listing([], said, NOW),
        duty_screens.to_whom("K7M-42P", [(999_999_999_999, "Jonas")], said),
        duty_screens.outcomes("K7M-42P", said),
        *(duty_screens.verify("K7M-42P", outcome, said) for outcome in Outcome),
        duty_screens.levels(FREE, said),
        *(duty_screens.reasons("K7M-42P", level.key, said) for level in Level),
        duty_screens.plain(said.say(duty_screens.HELP)),
    ]
    assert all(text_of(one) and "{" not in text_of(one) for one in drawn)
    carried = [button.carries for one in drawn for row in one.rows for button in row]
    assert [one for one in carried if len(one.encode()) > LIMIT] == []
