"""A municipality's own procedures: where they lie, and that a run goes on in the version that it began with."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import municipality
from bot.harbour import Harbour
from bot.municipality import MunicipalityError
from flows.procedures import reader
from flows.procedures.model import ROLES
from flows.procedures.part_reader import BAR_KEYS, DOCUMENT_KEYS, STOP_KEYS
from flows.procedures.task_reader import TASK_KEYS
from storage import flow_versions
from storage.engine import Store
from tests.bot.havnvik import HAVNVIK, TEXT
from tests.bot.own_procedure import played
from tests.bot.typed import Desk
from tests.conversations.runner import BEGINS

OWN = TEXT.replace("draft_hours", 'procedures = "our own"\ndraft_hours', 1)
EXAMPLE = Path("docs/example-procedure.toml").read_text(encoding="utf-8")


def test_the_folder_lies_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "our own").mkdir()
    (tmp_path / "ours.toml").write_text(OWN, encoding="utf-8")
    assert municipality.load(tmp_path / "ours.toml").procedures == tmp_path / "our own"
    assert municipality.load(None).procedures is None


def test_a_folder_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OWN, encoding="utf-8")
    with pytest.raises(MunicipalityError) as refused:
        municipality.load(tmp_path / "ours.toml")
    line = OWN[: OWN.index("procedures =")].count("\n") + 1
    assert str(refused.value) == (
        f"ours.toml:{line}: there is no folder 'our own' beside this file. Make it, or take the line away."
    )


@pytest.mark.parametrize("written", ["procedures = 3", 'procedures = " "'])
def test_a_folder_is_named_in_words(written: str) -> None:
    with pytest.raises(MunicipalityError, match="'procedures' "):
        municipality.read(OWN.replace('procedures = "our own"', written), "ours.toml")


def test_a_run_goes_on_in_the_version_that_it_began_with(opening: Callable[[], Store]) -> None:
    old = reader.read(EXAMPLE, "safe_at_school")
    new = reader.read(EXAMPLE.replace("Bli hos eleven", "Bli hos den unge"), "safe_at_school")
    with opening() as store:
        harbour = Harbour(store.keyring, HAVNVIK, {}, {"safe_at_school": new})
        store.run(lambda db: flow_versions.pin(db, old, BEGINS))
        assert store.read(lambda db: harbour.procedure(db, "safe_at_school", new.version)) is new
        assert store.read(lambda db: harbour.procedure(db, "safe_at_school", old.version)) == old
        gone = Harbour(store.keyring, HAVNVIK, {})
        assert store.read(lambda db: gone.procedure(db, "safe_at_school", old.version)) == old


# The how-to ----------------------------------------------------------------------------------------------------------


def settled(desk: Desk) -> Desk:
    """A municipality with a copy of the how-to's example, as the how-to says."""
    (desk.folder / "our own").mkdir()
    (desk.folder / "our own" / "safe_at_school.toml").write_text(EXAMPLE, encoding="utf-8")
    (desk.folder / "ours.toml").write_text(OWN, encoding="utf-8")
    desk.env.setenv("HAVN_CONFIG", str(desk.folder / "ours.toml"))
    return desk


def test_the_example_is_served_beside_the_others_and_has_no_fault(desk: Desk) -> None:
    settled(desk)
    assert "safe_at_school          Trygg på skolen: 10 steps" in desk.good("flows")
    steps = [row for row in desk.good("flows", "safe_at_school").splitlines() if row[2].isdigit()]
    assert len(steps) == 10
    assert f"{desk.folder}/our own/safe_at_school.toml: read, 10 steps\n" in desk.type("check").out
    assert "safe_at_school.toml:" not in desk.type("check").out.replace(".toml: read", "")


@pytest.mark.parametrize(("language", "done"), [("nb", "Eleven er trygg"), ("en", "The pupil is safe")])
def test_the_example_is_played_to_its_end_in_both_languages(desk: Desk, language: str, done: str) -> None:
    ticks = ("t 1", "2", "1", *(f"t {number}" for number in range(3, 11)))
    said = played(settled(desk), *ticks, "c", "1", name="safe_at_school", language=language)
    assert ", 10 of 10 steps done" in said
    assert f"Closed: {done}\n" in said
    assert "{" not in said


def test_the_how_to_names_what_there_is(desk: Desk) -> None:
    how_to = Path("docs/procedures.md").read_text(encoding="utf-8")
    for key in (*TASK_KEYS, *STOP_KEYS, *BAR_KEYS, *DOCUMENT_KEYS):
        if key not in {"phase", "opens"}:
            assert f"`{key}" in how_to, key
    for role in re.findall(r"`([a-z_]+)`", how_to.partition("**Roles.**")[2].partition("\n\n")[0]):
        assert role in ROLES
    wrong = how_to.partition("Wrong, for instance:")[2].split("```")[1].strip()
    settled(desk)
    file = desk.folder / "our own" / "safe_at_school.toml"
    file.write_text(EXAMPLE.replace('needs = ["alone"]', 'needs = ["alon"]'), encoding="utf-8")
    assert wrong.replace("settings/procedures", str(file.parent)) in desk.type("check").out
