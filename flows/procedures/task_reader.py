"""One [task.…] table -> Task."""

from __future__ import annotations

from flows.condition_reader import read_condition
from flows.procedures.choice_reader import read_choices
from flows.procedures.due_reader import read_due
from flows.procedures.model import MEETING, START, Opens, Task
from flows.procedures.spoken import Spoken
from flows.procedures.standing import LEVEL
from flows.table import Table

TASK_KEYS = (
    "phase", "do", "why", "who", "each", "strict", "due", "choices", "when", "needs", "law", "cards", "opens",
    "document", "was",
)  # fmt: skip
_KEPT = {
    START: "a deadline counts from the start by this name",
    MEETING: "a deadline counts from the meeting by this name",
    LEVEL: "a condition asks for the level by this name",
}


def read_task(table: Table, spoken: Spoken) -> Task:
    """The task of this table. Whether the names in it exist is looked at when the whole file has been read."""
    table.only(*TASK_KEYS)
    if table.step in _KEPT:
        table.complain(f"'{table.step}' cannot be the name of a task: {_KEPT[table.step]}. Rename it.")
    opens = table.one_of("opens", tuple(Opens), "")
    if "who" not in table.values:
        table.complain("'who' is missing, so nobody is responsible. Add who = [\"staff\"].")
    return Task(
        id=table.step,
        phase=table.text("phase", needed=True),
        do=spoken.text(table, "do", needed=True),
        line=table.block.first,
        roles=names(table, "who"),
        why=spoken.text(table, "why"),
        each=table.flag("each"),
        strict=table.flag("strict"),
        due=read_due(table),
        choices=read_choices(table, spoken),
        when=read_condition(table, "when"),
        needs=names(table, "needs"),
        law=names(table, "law"),
        cards=names(table, "cards"),
        opens=Opens(opens) if opens else None,
        document=table.text("document"),
        was=table.text("was"),
    )


def names(table: Table, key: str) -> tuple[str, ...]:
    """The list of names under this key; the same one twice is noted."""
    found = table.words(key, ())
    for name in dict.fromkeys(name for name in found if found.count(name) > 1):
        table.complain(f"'{name}' stands twice in '{key}'. Take one away.", key)
    return tuple(dict.fromkeys(found))
