"""A municipality's own procedures: where they lie, and that a run goes on in the version that it began with."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import municipality
from bot.harbour import Harbour
from bot.municipality import MunicipalityError
from flows.procedures import reader
from storage import flow_versions
from storage.engine import Store
from tests.bot.havnvik import HAVNVIK, TEXT
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
