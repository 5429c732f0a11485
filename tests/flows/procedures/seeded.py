"""Faults put into procedures that have none, one at a time and wherever there is room for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flows.cards import Card
from flows.procedures.model import Procedure, Task
from tests.flows.procedures.good import NUMBERS, TODAY, catalogues

Said = Mapping[str, Callable[[str], str | None]]
HARD = "Saksbehandleren dokumenterer bekymringsmeldinger umiddelbart, skriftlig, fullstendig og regelmessig etterpå."


@dataclass(frozen=True, slots=True)
class Seed:
    """A fault: the procedure that has it, and the task and the words by which it must be told."""

    procedure: Procedure
    task: str
    says: str
    said: Said = field(default_factory=catalogues)
    today: date = TODAY
    numbers: frozenset[str] = NUMBERS
    cards: Mapping[str, Card] | None = None


def altered(procedure: Procedure, task: Task) -> Procedure:
    """The procedure with this task in place of the one of its id, or behind the others."""
    return replace(procedure, tasks={**procedure.tasks, task.id: task})
