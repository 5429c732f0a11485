"""The runbook, the alarms and the program speak of the same things, and what the runbook says to type works."""

import re
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from bot import metrics
from bot.cli import COMMANDS

DEPLOY = Path(__file__).parents[2] / "deploy"
RUNBOOK = (DEPLOY / "runbook.md").read_text(encoding="utf-8")
ALARMS = (DEPLOY / "alarms.yaml").read_text(encoding="utf-8")


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


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`havn ([a-z]+)", RUNBOOK))))
def test_every_command_that_it_says_to_type_exists(command: str) -> None:
    assert command in COMMANDS
