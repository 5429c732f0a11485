"""A setting of the whole file that stands under a table, and a file with a byte order mark."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import municipality
from bot.misplaced import ONLY_ON_TOP
from bot.municipality import MunicipalityError
from tests.bot.havnvik import HAVNVIK, TEXT


def refused(text: str) -> str:
    with pytest.raises(MunicipalityError) as wrong:
        municipality.read(text, "here.toml")
    return str(wrong.value)


def told(line: int, key: str, under: str) -> str:
    return f"here.toml:{line}: '{key}' stands under [{under}], so it is not read. Put '{key}' above the first [ ]."


def test_a_folder_named_at_the_end_of_the_file_is_told_with_the_table_it_fell_under() -> None:
    text = TEXT.rstrip() + '\nprocedures = "procedures"\n'
    last = next(row.strip("[]") for row in reversed(TEXT.splitlines()) if row.startswith("["))
    assert refused(text) == told(len(text.splitlines()), "procedures", last)


@pytest.mark.parametrize("key", ONLY_ON_TOP)
def test_each_setting_of_the_file_is_missed_under_the_second_of_two_tables(key: str) -> None:
    text = TEXT.replace('id = "health"', f'id = "health"\n{key} = 1')
    line = text[: text.index(f"\n{key} = 1")].count("\n") + 2
    assert refused(text) == told(line, key, "place")


def test_several_are_counted() -> None:
    text = TEXT.replace('id = "health"', 'id = "health"\nzone = "Europe/Oslo"\ncountry = "NO"')
    assert refused(text).endswith("(and 1 more)")


def test_settings_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(TEXT, encoding="utf-8-sig")
    assert municipality.load(tmp_path / "ours.toml") == HAVNVIK
