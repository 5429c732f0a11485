"""The runbook, the alarms and the program speak of the same things, and what the runbook says to type works."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Connection, Table, create_engine, insert, select

from bot import metrics
from storage import people, tables

DEPLOY = Path(__file__).parents[2] / "deploy"
RUNBOOK = (DEPLOY / "runbook.md").read_text(encoding="utf-8")
ALARMS = (DEPLOY / "alarms.yaml").read_text(encoding="utf-8")
NOW = datetime(2026, 7, 2, 12, tzinfo=UTC)
LEAVES, STAYS = "Den Som Slutter", "Den Som Blir"


def _measured() -> set[str]:
    assert metrics.__doc__
    return {name for family in REGISTRY.collect() for name in (family.name, *(one.name for one in family.samples))}


def _figures() -> set[str]:
    families = {family.name: family.type for family in REGISTRY.collect() if family.name.startswith("havn_")}
    return {f"{name}_total" if kind == "counter" else name for name, kind in families.items()}


@pytest.mark.parametrize("alarm", re.findall(r"alert: (\S+)", ALARMS))
def test_every_alarm_has_its_section(alarm: str) -> None:
    assert f"### {alarm}\n" in RUNBOOK


@pytest.mark.parametrize("figure", sorted(_figures()))
def test_every_figure_is_explained(figure: str) -> None:
    assert f"`{figure}" in RUNBOOK


def test_the_alarms_look_at_figures_that_exist() -> None:
    looked_at = set(re.findall(r"\bhavn_\w+", ALARMS))
    assert looked_at
    assert {name.removesuffix("_bucket") for name in looked_at} - _measured() - _figures() == set()


def _add(db: Connection, table: Table, **given: object) -> None:
    """A row with what is given, and something of the right type wherever the table wants more."""
    fill: dict[type, object] = {bytes: b"sealed", bool: False, int: 1, str: "x"}
    wanted = {one.name: fill.get(one.type.python_type, NOW) for one in table.columns if not one.nullable}
    db.execute(insert(table).values(wanted | given))


def test_the_statements_for_somebody_who_leaves_take_role_duty_and_key(tmp_path: Path) -> None:
    (statements,) = re.findall(r"```sql\n(.*?)```", RUNBOOK, re.DOTALL)
    file = tmp_path / "havn.db"
    engine = create_engine(f"sqlite:///{file}")
    tables.metadata.create_all(engine)
    with engine.begin() as db:
        for number, name in enumerate((LEAVES, STAYS), start=1):
            _add(db, tables.people, id=number, name=name, role=people.COORDINATOR, telegram=bytes([number]))
            _add(db, tables.duty, person_id=number)
            _add(db, tables.readers, id=f"key-{number}", name=name)
    with closing(sqlite3.connect(file)) as by_hand:
        by_hand.executescript(statements.replace("NAVN", LEAVES))
    with engine.connect() as db:
        roles = dict(db.execute(select(tables.people.c.id, tables.people.c.role)).all())
        on_duty = db.execute(select(tables.duty.c.person_id)).scalars().all()
        sealed_to = (
            db.execute(select(tables.readers.c.name).where(tables.readers.c.retired_at.is_(None))).scalars().all()
        )
    engine.dispose()
    assert roles == {1: people.YOUTH, 2: people.COORDINATOR}
    assert on_duty == [2]
    assert sealed_to == [STAYS]
