"""`havn flows` and `havn check`, where a municipality has procedures of its own."""

from pathlib import Path

import pytest

from flows import cards
from flows.procedures import reader
from flows.procedures.texts import texts
from locales import extract
from tests.bot.own_procedure import OURS, with_ours
from tests.bot.typed import Desk


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
    assert len(rows) == 4


# Proved with the rest ------------------------------------------------------------------------------------------------


def test_the_municipalitys_own_procedures_are_proved_with_file_and_line(ours: Desk) -> None:
    said = ours.type("check")
    assert said.status == 1
    line = OURS[: OURS.index("law = [")].count("\n") + 1
    file = ours.folder / "our" / "own.toml"
    assert f"{file}:{line}: step 'ask': there is no law card 'no_such_card'." in said.out
    assert "is not translated to 'en'" in said.out
    assert " 1 flows, " in f" {said.out.splitlines()[-1]}"
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
