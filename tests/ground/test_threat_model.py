"""The threat model's list of what stands in clear is the database's own: a new readable column must be owned up to."""

import re
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, Table

from storage.tables import metadata

THREAT_MODEL = (Path(__file__).parents[2] / "deploy" / "threat-model.md").read_text(encoding="utf-8")
SECTION = THREAT_MODEL.partition("## Hva som står i klartekst")[2].partition("\n## ")[0]
ROW = re.compile(r"^\| `(\w+)` \| ([\w ]+) \|", re.MULTILINE)
LISTED = {name: set(columns.split()) for name, columns in ROW.findall(SECTION)}


def test_the_list_has_every_table_and_no_other() -> None:
    assert LISTED.keys() == metadata.tables.keys()


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: str(table.name))
def test_the_list_has_every_readable_column_and_no_other(table: Table) -> None:
    readable = {column.name for column in table.columns if not isinstance(column.type, LargeBinary)}
    assert LISTED[table.name] == readable
