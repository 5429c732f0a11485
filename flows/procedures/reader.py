"""TOML -> Procedure. What is wrong is told all at once, each with file, line, task and the mend."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from flows.fault import ContentError, Fault
from flows.parsing import parsed, written
from flows.procedures.choice_reader import read_results
from flows.procedures.links import check_links
from flows.procedures.model import Procedure, Task
from flows.procedures.part_reader import (
    nameless,
    read_bars,
    read_documents,
    read_phases,
    read_roles,
    read_stops,
)
from flows.procedures.spoken import SOURCE, Spoken
from flows.procedures.task_reader import TASK_KEYS, read_task
from flows.table import IDENTIFIER, Source, Table

FOLDER = "procedures"
PROCEDURE_KEYS = (
    "code", "title", "trigger", "reminder", "owner", "checked", "review_by", "languages", "meeting",
    "role", "phase", "task", "stop", "bar", "document", "result",
)  # fmt: skip


def load(path: Path) -> Procedure:
    """The procedure in this file, named for it. ContentError when it cannot be served, OSError when unreadable."""
    return _load(path)


def packaged() -> dict[str, Procedure]:
    """Every procedure that comes with the program, by name. ContentError tells all that is wrong with all of them."""
    folder = resources.files("flows") / "content" / FOLDER
    return _together(folder.iterdir() if folder.is_dir() else (), f"{FOLDER}/")


def served(folder: Path | None) -> dict[str, Procedure]:
    """The packaged procedures, with a municipality's own from this folder beside them, or instead of one of that name.

    ContentError tells all that is wrong with them; the file is named with the folder that it lies in.
    """
    return {**packaged(), **own(folder)}


def own(folder: Path | None) -> dict[str, Procedure]:
    """A municipality's own procedures, by name; none without a folder. ContentError, or OSError when unreadable."""
    return _together(folder.iterdir(), f"{folder}/") if folder else {}


def tried(folder: Path | None) -> tuple[dict[str, Procedure], list[Fault]]:
    """Those of a municipality's own procedures that can be read, by name, and what is wrong with the others."""
    return _gathered(folder.iterdir(), f"{folder}/") if folder else ({}, [])


def read(text: str, name: str) -> Procedure:
    """The procedure that this TOML text holds, in the version of its SHA-256. ContentError with every fault found."""
    source = Source(text, f"{name}.toml")
    procedure = _procedure(source, parsed(text, source), text, name)
    check_links(procedure, source)
    if source.complaints.faults:
        raise ContentError(source.complaints.faults)
    return procedure


def _together(entries: Iterable[Traversable], where: str) -> dict[str, Procedure]:
    found, faults = _gathered(entries, where)
    if faults:
        raise ContentError(faults)
    return found


def _gathered(entries: Iterable[Traversable], where: str) -> tuple[dict[str, Procedure], list[Fault]]:
    found: dict[str, Procedure] = {}
    faults: list[Fault] = []
    for entry in sorted(entries, key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            try:
                procedure = _load(entry)
            except ContentError as error:
                faults.extend(replace(fault, file=f"{where}{fault.file}") for fault in error.faults)
            else:
                found[procedure.name] = procedure
    return found, faults


def _load(file: Traversable) -> Procedure:
    return read(written(file), file.name.removesuffix(".toml"))


def _procedure(source: Source, values: dict[str, Any], text: str, name: str) -> Procedure:
    top = Table(source, values, source.lines.block(""))
    top.only(*PROCEDURE_KEYS)
    if not IDENTIFIER.fullmatch(name):
        top.complain(f"the file is called '{name}.toml'; its name can hold letters a-z, digits, _ and - only.")
    languages = top.words("languages", (SOURCE,))
    if SOURCE not in languages:
        top.complain(f"'languages' lacks '{SOURCE}', which every text is written in first. Add it.", "languages")
    spoken = Spoken(languages)
    return Procedure(
        name=name,
        title=spoken.text(top, "title", needed=True),
        trigger=spoken.text(top, "trigger", needed=True),
        phases=read_phases(top, spoken),
        tasks=_tasks(top, spoken),
        results=read_results(top, spoken),
        version=hashlib.sha256(text.encode()).hexdigest(),
        source=text,
        code=top.text("code"),
        owner=top.text("owner"),
        checked=top.day("checked"),
        review_by=top.day("review_by"),
        languages=languages,
        roles=read_roles(top, spoken),
        stops=read_stops(top, spoken),
        bars=read_bars(top, spoken),
        documents=read_documents(top, spoken),
        meeting=top.flag("meeting"),
        reminder=spoken.text(top, "reminder"),
        spoken=spoken.found,
    )


def _tasks(top: Table, spoken: Spoken) -> dict[str, Task]:
    if nameless(top, "task", "step", TASK_KEYS):
        return {}
    found = top.tables("task")
    if not found and "task" not in top.values:
        top.complain("there is no task. Add [task.first].")
    return {
        name: read_task(Table(top.source, values, top.source.lines.block(f"task.{name}"), step=name), spoken)
        for name, values in found.items()
    }
