"""What stands beside the tasks of a procedure: roles, phases, stops, bars and documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from flows.condition_reader import read_condition
from flows.model import Condition
from flows.procedures.model import ROLES, Bar, Document, Stop
from flows.procedures.spoken import Spoken
from flows.procedures.task_reader import names
from flows.table import IDENTIFIER, Table

PHASE_KEYS = ("title",)
STOP_KEYS = ("label", "tell", "when")
BAR_KEYS = ("tasks", "because", "when")
DOCUMENT_KEYS = ("title", "body")
_NEVER = Condition(())  # Stands in for a condition that could not be read; the fault is noted already.


def read_roles(top: Table, spoken: Spoken) -> dict[str, str]:
    """[role]: the roles of this procedure that are not known everywhere, and what people call them."""
    values = top.values.get("role", {})
    block = top.source.lines.block("role")
    if not isinstance(values, dict):
        top.source.complaints.note(block.first, "", "'role' must be a table: [role].")
        return {}
    here = Table(top.source, values, block, said="[role]")
    for name in values:
        if name in ROLES:
            here.complain(f"'{name}' is a role already, «{ROLES[name]}». Take the line away.", name)
        if not IDENTIFIER.fullmatch(name):
            here.complain(f"'{name}' must be letters a-z, digits, _ and - only.", name)
    return {name: spoken.text(here, name) for name in values}


def read_phases(top: Table, spoken: Spoken) -> dict[str, str]:
    """The titles of [phase.…], in the order of the file."""
    found = {name: spoken.text(here, "title", needed=True) for name, here in _named(top, "phase", *PHASE_KEYS)}
    if not found and "phase" not in top.values:
        top.complain('there is no phase. Add [phase.first] with title = "…".')
    return found


def read_stops(top: Table, spoken: Spoken) -> dict[str, Stop]:
    """[stop.…] by name."""
    return {
        name: Stop(
            id=name,
            label=spoken.text(here, "label", needed=True),
            tell=spoken.text(here, "tell", needed=True),
            line=here.block.first,
            when=read_condition(here, "when"),
        )
        for name, here in _named(top, "stop", *STOP_KEYS)
    }


def read_bars(top: Table, spoken: Spoken) -> tuple[Bar, ...]:
    """Every [[bar]], in the order of the file."""
    found = []
    for nth, values in enumerate(top.listed("bar")):
        here = Table(top.source, values, top.source.lines.block("bar", nth), said="[[bar]]")
        here.only(*BAR_KEYS)
        for key, example in (("tasks", '["a_task"]'), ("when", '{ not = { cleared = ["yes"] } }')):
            if key not in values:
                here.complain(f"'{key}' is missing. Add {key} = {example}.")
        when = read_condition(here, "when") or _NEVER
        found.append(Bar(names(here, "tasks"), spoken.text(here, "because", needed=True), when, here.block.first))
    return tuple(found)


def read_documents(top: Table, spoken: Spoken) -> dict[str, Document]:
    """[document.…] by name."""
    return {
        name: Document(
            id=name,
            title=spoken.text(here, "title", needed=True),
            body=spoken.text(here, "body", needed=True),
            line=here.block.first,
        )
        for name, here in _named(top, "document", *DOCUMENT_KEYS)
    }


def nameless(top: Table, kind: str, called: str, known: Collection[str]) -> bool:
    """Whether the keys of such a table stand under [kind] itself, which is noted: it was given no name."""
    values = top.values.get(kind)
    if not isinstance(values, Mapping):
        return False
    inside = [value for key, value in values.items() if key in known]
    if not any(not isinstance(value, Mapping) or value.keys().isdisjoint(known) for value in inside):
        return False
    line = top.source.lines.block(kind).first
    top.source.complaints.note(line, "", f"a {called} needs a name: [{kind}.NAME].")
    return True


def _named(top: Table, kind: str, *known: str) -> Iterator[tuple[str, Table]]:
    if nameless(top, kind, kind, known):
        return
    for name, values in top.tables(kind).items():
        here = Table(top.source, values, top.source.lines.block(f"{kind}.{name}"), said=f"[{kind}.{name}]")
        here.only(*known)
        yield name, here
