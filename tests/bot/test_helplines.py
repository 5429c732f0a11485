from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot import municipality
from bot.helplines import Audience, Certainty, Withheld
from tests.bot.havnvik import HAVNVIK, edited

CHECKED = date(2026, 11, 22)
NUMBERS = {
    "police": "112",
    "police_other": "02800",
    "medical": "113",
    "legevakt": "116 117",
    "alarmtelefonen": "116 111",
    "vo_linjen": "116 006",
    "rode_kors": "815 55 201",
    "kompetanseteamet": "478 090 50",
    "udops": "+47 23 95 00 00",
}


def test_the_example_ships_the_certain_numbers_and_no_other() -> None:
    assert HAVNVIK.numbers(CHECKED) == NUMBERS
    assert HAVNVIK.numbers(CHECKED, Audience.STAFF) == NUMBERS


def test_a_number_that_was_not_checked_for_a_year_is_not_shown_to_a_young_person() -> None:
    last_day = CHECKED + timedelta(days=365)
    assert HAVNVIK.helpline("alarmtelefonen", last_day).number == "116 111"
    with pytest.raises(Withheld, match="'alarmtelefonen' is uncertain, or it was not checked for a year"):
        HAVNVIK.helpline("alarmtelefonen", last_day + timedelta(days=1))
    assert HAVNVIK.helpline("alarmtelefonen", date(2040, 1, 1), Audience.STAFF).certainty is Certainty.HIGH


def test_the_emergency_numbers_are_never_withheld() -> None:
    assert HAVNVIK.numbers(date(2040, 1, 1)) == {"police": "112", "medical": "113"}
    assert HAVNVIK.helpline("police", date(2040, 1, 1)).review_by is None


@pytest.mark.parametrize("certainty", ["medium", "low"])
def test_an_uncertain_number_is_for_staff_alone(certainty: str) -> None:
    text = edited('over 18"\ncertainty = "high"', f'over 18"\ncertainty = "{certainty}"')
    local = municipality.read(text, "here.toml")
    assert "kompetanseteamet" not in local.numbers(CHECKED)
    assert local.helpline("kompetanseteamet", CHECKED, Audience.STAFF).certainty == certainty
    with pytest.raises(Withheld):
        local.helpline("kompetanseteamet", CHECKED)


def test_uncertain_hours_are_not_told() -> None:
    assert HAVNVIK.helpline("rode_kors", CHECKED).open_hours == ""
    assert HAVNVIK.helpline("kompetanseteamet", CHECKED).open_hours == "Mandag til fredag 9–15"
    assert HAVNVIK.helpline("police_other", CHECKED).open_hours == ""


def test_an_unknown_number_is_refused_with_the_nearest() -> None:
    with pytest.raises(Withheld, match=r"Did you mean 'alarmtelefonen'\?"):
        HAVNVIK.helpline("alarmtelefon", CHECKED)


def test_what_must_be_checked_again_is_known_in_time() -> None:
    assert HAVNVIK.helplines.to_check(CHECKED) == ()
    soon = HAVNVIK.helplines.to_check(CHECKED + timedelta(days=320))
    assert {each.key for each in soon} == set(NUMBERS) - {"police", "medical"}
