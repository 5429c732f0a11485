import json
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from flows.procedures.choice_reader import CHOICE_KEYS
from flows.procedures.due_reader import DUE_KEYS, SHAPE
from flows.procedures.model import Opens
from flows.procedures.part_reader import BAR_KEYS, DOCUMENT_KEYS, PHASE_KEYS, STOP_KEYS
from flows.procedures.reader import PROCEDURE_KEYS
from flows.procedures.schema import schema
from flows.procedures.task_reader import TASK_KEYS
from tests.flows.procedures.good import TEXT

SCHEMA = schema()
FILES = sorted(Path(str(resources.files("flows"))).glob("content/procedures/*.toml"))


def as_json(value: object) -> object:
    """TOML as an editor hands it to a schema: a date is a string."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def faults(text: str) -> list[str]:
    found = Draft202012Validator(SCHEMA).iter_errors(as_json(tomllib.loads(text)))
    return [f"{list(error.path)}: {error.message}" for error in found]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (
        json.loads((resources.files("flows") / "content/procedure.schema.json").read_text(encoding="utf-8")) == SCHEMA
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_the_packaged_procedures_are_as_the_schema_says(file: Path) -> None:
    assert faults(file.read_text(encoding="utf-8")) == []


def test_everything_that_can_be_written_is_in_the_schema() -> None:
    assert FILES
    assert faults(TEXT) == []
    assert faults(Path("docs/example-procedure.toml").read_text(encoding="utf-8")) == []


def tables() -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    kinds = SCHEMA["$defs"]
    yield SCHEMA, PROCEDURE_KEYS
    yield kinds["task"], TASK_KEYS
    yield kinds["choice"], CHOICE_KEYS
    yield kinds["phase"], PHASE_KEYS
    yield kinds["stop"], STOP_KEYS
    yield kinds["bar"], BAR_KEYS
    yield kinds["document"], DOCUMENT_KEYS
    yield kinds["task"]["properties"]["due"]["oneOf"][1], DUE_KEYS


def test_the_schema_and_the_reader_know_the_same_keys() -> None:
    for table, keys in tables():
        assert set(table["properties"]) == set(keys)
        assert table["additionalProperties"] is False


def test_the_schema_and_the_reader_know_the_same_words() -> None:
    assert SCHEMA["$defs"]["task"]["properties"]["opens"]["enum"] == list(Opens)
    assert SCHEMA["$defs"]["deadline"]["pattern"] == f"^(?:{SHAPE})$"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('owner = "Koordinator"', ""),
        ('title = "Prøven"', 'titel = "Prøven"'),
        ("who = [", "wo = ["),
        ('due = "now"', 'due = "soon"'),
        ('opens = "people"', 'opens = "peple"'),
        ("each = true", 'each = "yes"'),
        ("[task.lead]", "[task.'så rart']"),
        ('["nb", "nn", "en"]', '["nn", "en"]'),
        ("checked = 2026-11-01", "checked = 3"),
        ('do = "Legg fram saken"', 'do = { nn = "Legg fram saka" }'),
        ('level = ["red", "orange"]', 'level = ["rød"]'),
    ],
)
def test_an_editor_is_told_of_what_is_wrong(was: str, now: str) -> None:
    assert was in TEXT
    assert faults(TEXT.replace(was, now, 1))
