from __future__ import annotations

import pytest

from bot import municipality
from bot.municipality import MunicipalityError
from tests.bot.havnvik import TEXT, edited


def refused(text: str) -> str:
    with pytest.raises(MunicipalityError) as wrong:
        municipality.read(text, "here.toml")
    line = str(wrong.value)
    assert len(line.splitlines()) == 1
    return line


def line_of(text: str, part: str) -> int:
    return next(number for number, row in enumerate(text.splitlines(), 1) if part in row)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "Havnvik"', 'nam = "Havnvik"', "'nam' is not known here. Did you mean 'name'? (and 1 more)"),
        ('zone = "Europe/Oslo"', 'zone = "Europa/Oslo"', "'Europa/Oslo' is no time zone"),
        ('zone = "Europe/Oslo"', 'zone = "../Oslo"', "'../Oslo' is no time zone"),
        ('country = "NO"', 'country = "XX"', "the holidays of 'XX' are not known"),
        ('["24.12.", "31.12."]', '["30.2."]', "'30.2.' is no day of the year"),
        ('["24.12.", "31.12."]', '["jul"]', "'jul' is no day of the year"),
        ("draft_hours = 72", "draft_hours = 73", "drafts are kept from 1 to 72 hours"),
        ("draft_hours = 72", "draft_hours = 0", "drafts are kept from 1 to 72 hours"),
        ('languages = ["nb"', 'languages = ["norsk"', "'norsk' is no language code"),
        ('id = "havnvik"', 'id = "havn vik"', "unit: 'havn vik' must be letters"),
        ('id = "health"', 'id = "school"', "place: 'school' is there twice"),
        ('name = "Helsestasjon"', 'name = "Helsestasjon"\nunit = "havnvk"', "Did you mean 'havnvik'?"),
        ('number = "02800"', 'number = "02800a"', "helpline police_other: '02800a' is no telephone number"),
        ('number = "02800"', "number = 2800", "helpline police_other: 'number' must be words"),
        ('certainty = "high"', 'certainty = "hgih"', "helpline police: 'certainty' is 'hgih'"),
        ("checked = 2026-11-22", 'checked = "i går"', "helpline police: 'checked' must be a date"),
        ("fixed = true", "fixd = true", "helpline police: 'fixd' is not known here. Did you mean 'fixed'?"),
        ("[level.orange]", "[level.oransje]", "level oransje: there is no such level"),
        ('answer = "15 min"', 'answer = "15 minutter"', "level red: 'answer' is '15 minutter'"),
        ('contact = "1 h"', 'contact = "0 working days"', "level red: 'contact' is '0 working days'"),
        ('remind = "15 min"', 'remind = "0 min"', "level red: 'remind' is '0 min'"),
        ('{ after = "0 min", to = "first", every = "5 min" },', '{ after = "0 min" },', "rung 1 of 'ladder' must hold"),
        ('to = "next", every = "1 h"', 'to = "next", every = 1', "level orange: rung 2 of 'ladder': write after"),
        (
            'to = "next", every = "1 h"',
            'to = "one", every = "1 h"',
            "level orange: rung 2 of 'ladder': to can be first",
        ),
        ('to = "first", every = "5 min"', 'to = "first", every = "0 min"', "level red: 'ladder': a rung must repeat"),
        ('after = "0 min"', 'after = "1 min"', "level red: 'ladder': the first rung must be at 0 minutes"),
        ('to = "all", every = "2 days"', 'to = "next", every = "2 days"', "level blue: 'ladder' never reaches all"),
        ('to = "all", every = "2 days"', 'to = "all", every = "8 days"', "level blue: 'ladder' may not be silent"),
        ('text = "Huskelisten er tom."', 'text = ""', "face: 'text' is empty"),
        ('on = "Åpne"\n', "", "face: 'on' is missing"),
        ('name = "Huskeliste"', f'name = "{"a" * 65}"', "face: 'name' has 65 characters; Telegram takes 64"),
        ('name = "Hugseliste"', 'nam = "Hugseliste"', "face.nn: 'nam' is not known here"),
        ("[face.en]", "[face.se]", "face: 'se' is not known here"),
        ('stopp = "Tøm huskelisten"', 'Stopp = "Tøm huskelisten"', "face.commands: 'Stopp' is no command"),
        ('"Tøm huskelisten"', f'"{"a" * 257}"', "face.commands: 'stopp' says more than 256 characters"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_mend(old: str, new: str, says: str) -> None:
    text = edited(old, new)
    said = refused(text)
    assert says in said
    assert said.startswith("here.toml:")


def test_the_line_is_where_the_fault_stands() -> None:
    text = edited('number = "02800"', 'number = "02800a"')
    assert refused(text).startswith(f"here.toml:{line_of(text, '02800a')}: ")
    text = edited('to = "all", every = "2 days"', 'to = "all", every = "8 days"')
    assert refused(text).startswith(f"here.toml:{line_of(text, '[level.blue]') + 4}: ")


def test_what_is_left_out_is_asked_for() -> None:
    start = TEXT.index("[[unit]]")
    end = TEXT.index("# Where staff register")
    assert "there is no unit" in refused(TEXT[:start] + TEXT[end:])
    start, end = TEXT.index("[helpline.police]"), TEXT.index("[helpline.medical]")
    assert "there is no telephone number 'police'" in refused(TEXT[:start] + TEXT[end:])
    start, end = TEXT.index("[face]"), TEXT.index("[face.stop]")
    assert "'name' is missing" in refused(TEXT[:start] + TEXT[end:])
    assert "[face] is missing. Add it." in refused(TEXT[:start])
    assert "there is no word that hides a talk" in refused(
        TEXT[: TEXT.index("[face.stop]")] + '[face.stop]\nnb = ["/"]\n'
    )
    assert "'checked' is missing" in refused(edited("checked = 2026-11-22\n", ""))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("name = \n", 1, "nothing follows '='. Put words between straight quotes"),
        ("a = 1\nb = 2\na = 3\n", 3, "'a' is set twice in this table."),
        ('a = """\n', 1, "the text that begins here is not closed."),
        ('a = "\x01"\n', 1, "this is not TOML: Illegal character"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text: str, line: int, says: str) -> None:
    assert refused(text).startswith(f"here.toml:{line}: {says}")
