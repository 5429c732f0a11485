"""`havn flows` and `havn check`, where a municipality has procedures of its own."""

from importlib.resources import files
from pathlib import Path

import pytest

from flows import cards
from flows.procedures import reader
from flows.procedures.texts import texts
from locales import extract
from tests.bot.own_procedure import OURS, with_ours
from tests.bot.typed import Desk

TINY = """
title = "Liten"
trigger = "Nå"
[phase.one]
title = "En"
[task.a]
phase = "one"
do = "Gjør det"
who = ["staff"]
"""


@pytest.fixture
def ours(desk: Desk) -> Desk:
    return with_ours(desk)


# The list, and the steps ---------------------------------------------------------------------------------------------


def test_the_list_tells_of_each_who_answers_for_it_and_whether_its_date_has_passed(ours: Desk) -> None:
    late = (
        OURS.replace("2026-11-01", "2020-01-01").replace("2036-11-01", "2021-01-01").replace("checked = 2020-01-01", "")
    )
    (ours.folder / "our" / "late.toml").write_text(late, encoding="utf-8")
    listed = {line.split()[0]: line for line in ours.good("flows").splitlines()}
    assert {"declaration", "strategy_meeting", "own", "late"} <= listed.keys()
    assert " P2 " in listed["concern_report"]
    assert "Vår egen: 4 steps, checked 2026-11-01, " in listed["own"]
    assert listed["own"].endswith(" (Rektor)")
    assert "never checked" in listed["late"]
    assert listed["late"].endswith(" (Rektor)  ! to be checked again by 2021-01-01")


def test_the_steps_of_a_procedure_are_printed_with_their_roles(ours: Desk) -> None:
    rows = ours.good("flows", "own").splitlines()
    assert rows[0].split() == ["1", "one", "ask", "everyone,", "school", "Spør"]
    assert [row.split()[0] for row in rows if row[2].isdigit()] == ["1", "2", "3", "4"]


def test_a_step_tells_its_deadline_its_choices_its_condition_its_law_and_its_document(ours: Desk) -> None:
    file = ours.folder / "our" / "own.toml"
    file.write_text(OURS.replace('"Etterpå"', '"Ring {number:police}"'), encoding="utf-8")
    rows = [row.strip() for row in ours.good("flows", "own").splitlines()]
    assert rows[1:4] == ["Frist: 2 timer", "Velg: Ja / Nei", "Lov: barnevernsloven § 13-2, no_such_card"]
    assert rows[4].endswith("Ring 112")
    assert rows[5:8] == ["Frist: 1 time etter at møtet begynte", "Bare når steg 1 er «Ja»", "Dokument: Brev"]


def test_the_steps_are_told_in_the_language_that_is_asked_for(ours: Desk) -> None:
    said = ours.good("flows", "own", "--language", "en")
    assert said.splitlines()[0].endswith(" Ask")
    assert "2 hours" in said
    assert "Choose one of: nb, en." in ours.wrong("flows", "own", "--language", "nn")


def test_the_steps_are_told_in_bokmaal_where_the_municipalitys_first_language_is_not_there(ours: Desk) -> None:
    settings = (ours.folder / "ours.toml").read_text(encoding="utf-8")
    settings = settings.replace('["nb", "nn", "en"]', '["nn", "nb", "en"]').replace("[face.nn", "[face.nb")
    (ours.folder / "ours.toml").write_text(settings, encoding="utf-8")
    assert ours.good("flows", "own").splitlines()[0].endswith(" Spør")


def test_a_talk_is_told_with_its_choices_and_without_markup(ours: Desk) -> None:
    said = ours.good("flows", "declaration", "--language", "en")
    assert "safe_now                 choice   Are you safe right now?\n        Choose: Yes / No / Not sure\n" in said
    assert "**" not in said
    assert "{" not in said


def test_a_mistyped_name_is_guessed(ours: Desk) -> None:
    assert ours.wrong("flows", "declaratoin") == "There is no flow called declaratoin. Did you mean 'declaration'?"
    assert ours.wrong("flows", "zzz").startswith("There is no flow called zzz. There are: declaration, ")


def test_a_catalogue_needs_a_folder(ours: Desk) -> None:
    file = ours.folder / "ours.toml"
    for named in (file, file / "catalogue"):
        told = f"{file} is a file. Name a folder for the catalogue: havn flows --catalogue FOLDER"
        assert ours.wrong("flows", "--catalogue", named) == told


# Proved with the rest ------------------------------------------------------------------------------------------------


def test_the_municipalitys_own_procedures_are_proved_with_file_and_line(ours: Desk) -> None:
    said = ours.type("check")
    assert said.status == 1
    line = OURS[: OURS.index("law = [")].count("\n") + 1
    file = ours.folder / "our" / "own.toml"
    assert f"{file}:{line}: step 'ask': there is no law card 'no_such_card'." in said.out
    assert "is not translated to 'en'" in said.out
    assert said.out.splitlines()[-1].startswith("1 flow, ")
    packaged = len(list(Path("flows/content/procedures").glob("*.toml")))
    assert f" {packaged + 1} procedures, " in said.out.splitlines()[-1]


def test_what_cannot_be_read_is_told_beside_the_rest(ours: Desk) -> None:
    (ours.folder / "our" / "own.toml").write_text("title = 3", encoding="utf-8")
    said = ours.type("check")
    assert said.status == 1
    assert f"{ours.folder / 'our' / 'own.toml'}:1: 'title' must be words between quotes.\n" in said.out
    assert "own.toml:1:" in ours.wrong("flows")


def test_an_own_procedure_takes_the_place_of_the_one_that_came_along(ours: Desk) -> None:
    (ours.folder / "our" / "icdp.toml").write_text(OURS, encoding="utf-8")
    said = ours.type("check").out
    assert f"{ours.folder / 'our' / 'icdp.toml'}:" in said
    assert "procedures/icdp.toml" not in said


def test_it_is_told_what_became_of_each_file_in_the_folder(ours: Desk) -> None:
    folder = ours.folder / "our"
    (folder / "icdp.toml").write_text(OURS, encoding="utf-8")
    (folder / "broken.toml").write_text("title = Trygg", encoding="utf-8")
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    (folder / "plan.txt").write_text("x", encoding="utf-8")
    (folder / ".git").mkdir()
    rows = ours.type("check").out.splitlines()
    assert [
        row for row in rows[:-1] if row.startswith(str(folder)) and ".toml:" not in row.replace(".toml: ", " ")
    ] == [
        f"{folder}/broken.toml: not read, see its faults",
        f"{folder}/icdp.toml: read, 4 steps, in place of the one that comes with Havn",
        f"{folder}/own.toml: read, 4 steps",
        f"{folder}/plan.txt: ignored, for its name does not end in .toml",
        f"{folder}/tiny.toml: read, 1 step",
    ]
    assert any(row.startswith(f"{folder}/broken.toml:1: what follows '=' cannot be read.") for row in rows)
    assert any(row.startswith(f"{folder}/own.toml:") and "no law card" in row for row in rows)


# What translators get ------------------------------------------------------------------------------------------------


def test_the_texts_of_procedures_and_cards_are_collected_for_translators() -> None:
    content = extract.collected("content")
    found = {str(message.id): message for message in content if message.id}
    wanted = [text.text for procedure in reader.packaged().values() for text in texts(procedure)]
    wanted += [msgid for msgid, _, _ in cards.texts(cards.packaged())]
    assert set(wanted) <= found.keys()
    task = next(iter(reader.packaged()["concern_report"].tasks.values()))
    assert "concern_report." + task.id in found[task.do].auto_comments
    file, line = next(place for place in found[task.do].locations if "concern_report" in place[0])
    assert task.do in Path(file).read_text(encoding="utf-8").splitlines()[line - 1]


def test_an_edit_is_told_as_safe_mapped_or_pinned(ours: Desk) -> None:
    packaged = files("flows").joinpath("content", "procedures", "icdp.toml").read_text(encoding="utf-8")
    old = ours.folder / "icdp.toml"
    for was, now, told in (
        ('owner = "', 'owner = "Tidligere: ', "safe: what is under way goes on"),
        ("[[result]]", '[[result]]\nid = "gone"\ntext = "Borte"\n\n[[result]]', "pinned: what is under way stays"),
    ):
        assert was in packaged
        old.write_text(packaged.replace(was, now, 1), encoding="utf-8")
        assert told in ours.good("flows", "icdp", "--since", old)
    assert "result" in ours.good("flows", "icdp", "--since", old)
