from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import municipality
from bot.municipality import MunicipalityError, Place, Unit
from flows import usual
from flows.deadlines import ANSWER, Term
from flows.model import Level
from flows.paging import Audience as Reached
from tests.bot.havnvik import HAVNVIK, TEXT, edited


def test_the_example_is_a_municipality_that_does_not_exist() -> None:
    assert HAVNVIK.name == "Havnvik"
    assert HAVNVIK.languages == ("nb", "nn", "en")
    assert HAVNVIK.zone == ZoneInfo("Europe/Oslo")
    assert HAVNVIK.draft_life == timedelta(hours=72)
    assert HAVNVIK.units == (Unit("havnvik", "Koordinator i Havnvik"),)


def test_the_example_has_the_seven_places_of_registration() -> None:
    assert len(HAVNVIK.places) == 7
    assert HAVNVIK.places[0] == Place("school", "Skole", "havnvik")


def test_the_example_keeps_the_usual_deadlines() -> None:
    assert HAVNVIK.ladders.plans == usual.PLANS
    assert HAVNVIK.answers == ANSWER


def test_a_deadline_that_is_left_out_is_the_usual_one() -> None:
    start, end = TEXT.index("[level.red]"), TEXT.index("# --- How the bot looks")
    short = municipality.read(TEXT[:start] + '[level.red]\nanswer = "5 min"\n' + TEXT[end:], "here.toml")
    assert short.ladders.plans == usual.PLANS
    assert short.answers == {**ANSWER, Level.RED: Term(timedelta(minutes=5))}


def test_a_municipality_sets_its_own_deadlines() -> None:
    text = edited('contact = "1 h"\nremind = "15 min"', 'contact = "2 working days"\nremind = "1 day"')
    plan = municipality.read(text, "here.toml").ladders.plans[Level.RED]
    assert plan.contact == Term(working_days=2)
    assert plan.reminders == usual.reminders(timedelta(days=1))


def test_a_unit_is_named_or_is_the_first() -> None:
    assert HAVNVIK.unit() == HAVNVIK.unit(None) == HAVNVIK.unit("havnvik") == "havnvik"
    with pytest.raises(MunicipalityError, match=r"There is no unit 'oslo'\. Choose one of: havnvik."):
        HAVNVIK.unit("oslo")


def test_a_place_may_belong_to_another_unit() -> None:
    unit = '[[unit]]\nid = "east"\nname = "Koordinator øst"\n\n'
    place = '[[place]]\nid = "east_school"\nunit = "east"\nname = "Skole"\n\n'
    text = edited("[[place]]", f"{unit}{place}[[place]]")
    assert municipality.read(text, "here.toml").places[0] == Place("east_school", "Skole", "east")


# The face -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    ["stopp", "STOPP", " Stopp! ", "/stopp", "/STOPP", "/stopp@some_bot", "/stop", "«skjul»", "gøym", "GØYM", "Hide."],
)
def test_words_that_hide_the_talk(said: str) -> None:
    assert HAVNVIK.face.is_stop(said)
    assert HAVNVIK.face.spoken("en").is_stop(said)


@pytest.mark.parametrize("said", ["", "/", "!", "stopp det", "de stoppet meg", "/start", "stopp@some_bot", "nei"])
def test_words_that_do_not(said: str) -> None:
    assert not HAVNVIK.face.is_stop(said)


def test_the_face_speaks_the_languages_and_tells_nothing() -> None:
    face = HAVNVIK.face
    assert [face.spoken(language).on for language in ("nb", "nn", "en", "ar")] == ["Åpne", "Opne", "Open", "Åpne"]
    seen = [face, *face.others.values()]
    shown = " ".join(
        f"{each.name} {each.short_description} {each.description} {each.text} {each.line}" for each in seen
    )
    shown += " ".join(text for each in seen for text in each.commands.values())
    for telling in ("havn", "hjelp", "help", "trygg", "safe", "fare", "vold", "kommune", "barnevern", "politi"):
        assert telling not in shown.casefold()


def test_a_face_without_words_of_its_own_uses_those_of_the_first_language() -> None:
    start, end = TEXT.index("[face.en.commands]"), TEXT.index("# Written alone")
    english = municipality.read((TEXT[:start] + TEXT[end:]).replace('on = "Open"\n', ""), "here.toml").face.spoken("en")
    assert (english.name, english.on, english.commands) == ("To-do list", "Åpne", HAVNVIK.face.commands)


# Working days ---------------------------------------------------------------------------------------------------------


def test_holidays_are_the_countrys_and_the_municipalitys() -> None:
    closed = [date(2027, 5, 17), date(2027, 3, 26), date(2027, 12, 24), date(2030, 12, 31)]
    assert all(HAVNVIK.is_holiday(day) for day in closed)
    assert not HAVNVIK.is_holiday(date(2027, 5, 18))
    before_may = datetime(2027, 5, 14, 10, tzinfo=UTC)
    assert HAVNVIK.ladders.contact_by(Level.YELLOW, before_may) == datetime(2027, 5, 20, 10, tzinfo=UTC)


def test_another_country_has_other_holidays() -> None:
    swedish = municipality.read(edited('country = "NO"', 'country = "SE"'), "here.toml")
    assert swedish.is_holiday(date(2027, 6, 6))
    assert not swedish.is_holiday(date(2027, 5, 17))


def test_reading_the_settings_does_not_load_the_holidays() -> None:
    program = "import sys; from bot import municipality; municipality.load(None); print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "havnvik.toml"
    file.write_text(edited('name = "Havnvik"', 'name = "Sørvik"'), encoding="utf-8")
    assert municipality.load(file).name == "Sørvik"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(MunicipalityError, match="HAVN_CONFIG cannot be read: No such file"):
        municipality.load(tmp_path / "havnvik.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes('name = "Sørvik"'.encode("latin-1"))
    with pytest.raises(MunicipalityError, match=r"latin.toml is not UTF-8. Save it as UTF-8."):
        municipality.load(latin)


def test_the_usual_ladders_end_with_everybody() -> None:
    assert all(plan.ladder.rungs[-1].audience.breadth >= Reached.ALL.breadth for plan in usual.PLANS.values())
