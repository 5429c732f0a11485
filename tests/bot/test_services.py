"""A municipality's own services: a number that nobody checked reaches no young person, and a wrong entry is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot import municipality
from bot.helplines import Audience, Certainty
from bot.municipality import MunicipalityError
from tests.bot.havnvik import HAVNVIK, edited

TODAY = date(2026, 11, 22)
SHELTER = 'source = "krisesenterets nettside"'
CHECKED = f'{SHELTER}\nnumber = "800 12 345"\ncertainty = "high"\nchecked = 2026-11-22\nhours = "Hele døgnet"'


def test_the_example_lists_services_without_a_single_number() -> None:
    assert {"child_welfare", "child_welfare_duty", "shelter", "local_doctor"} <= set(HAVNVIK.services)
    for service in HAVNVIK.services.values():
        assert service.number == ""
        assert service.source
        assert service.shown_to(Audience.STAFF, TODAY)
        assert not service.shown_to(Audience.YOUTH, TODAY)


def test_a_checked_number_is_everybodys_for_a_year() -> None:
    local = municipality.read(edited(SHELTER, CHECKED), "here.toml")
    shelter = local.services["shelter"]
    assert (shelter.certainty, shelter.hours_certainty, shelter.checked) == (Certainty.HIGH, Certainty.HIGH, TODAY)
    assert local.numbers(TODAY)["shelter"] == "800 12 345"
    assert local.numbers(TODAY + timedelta(days=365))["shelter"] == "800 12 345"
    assert "shelter" not in local.numbers(TODAY + timedelta(days=366))
    assert local.numbers(TODAY + timedelta(days=366), Audience.STAFF)["shelter"] == "800 12 345"


@pytest.mark.parametrize("certainty", ["medium", "low"])
def test_an_uncertain_number_is_for_staff_alone(certainty: str) -> None:
    local = municipality.read(edited(SHELTER, CHECKED.replace('"high"', f'"{certainty}"')), "here.toml")
    assert "shelter" not in local.numbers(TODAY)
    assert "shelter" in local.numbers(TODAY, Audience.STAFF)


def test_the_directory_holds_the_numbers_and_the_services() -> None:
    assert list(HAVNVIK.directory) == [*HAVNVIK.helplines.by_key, *HAVNVIK.services]
    police = HAVNVIK.directory["police"]
    assert (police.number, police.fixed, police.shown_to(Audience.YOUTH, date(2040, 1, 1))) == ("112", True, True)


def test_a_municipality_without_services_of_its_own_has_none() -> None:
    text = edited("# --- Services", "# --- Services")
    start, end = text.index("[service.child_welfare]"), text.index("# --- Deadlines")
    assert municipality.read(text[:start] + text[end:], "here.toml").services == {}


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (CHECKED.replace("800 12 345", "8oo 12 345"), "service shelter: '8oo 12 345' is no telephone number"),
        (CHECKED.replace('certainty = "high"\n', ""), "service shelter: 'certainty' is missing"),
        (CHECKED.replace("checked = 2026-11-22\n", ""), "service shelter: 'checked' is missing. Add the day"),
        (CHECKED.replace("hours =", "hour ="), "service shelter: 'hour' is not known here. Did you mean 'hours'?"),
        (CHECKED.replace("hours =", "fixed ="), "service shelter: 'fixed' is not known here"),
        ('sorce = "x"', "service shelter: 'sorce' is not known here. Did you mean 'source'?"),
        (f'{SHELTER}\ncertainty = "sure"', "service shelter: 'certainty' is 'sure'"),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(new: str, says: str) -> None:
    with pytest.raises(MunicipalityError) as wrong:
        municipality.read(edited(SHELTER, new), "here.toml")
    assert says in str(wrong.value)
    assert str(wrong.value).startswith("here.toml:")


def test_a_service_cannot_take_a_helplines_name() -> None:
    with pytest.raises(MunicipalityError, match=r"service udops: there is a \[helpline\.udops\] already"):
        municipality.read(edited("[service.shelter]", "[service.udops]"), "here.toml")
