"""TOML -> Flow. What is wrong is told all at once, each with file, line, step and the mend."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path
from typing import Any

from flows.fault import ContentError, Fault
from flows.links import check_links
from flows.model import Flow, Step
from flows.parsing import parsed, written
from flows.rule_reader import read_alarm, read_checks, read_facts, read_rules, read_sections
from flows.step_reader import read_step
from flows.table import Source, Table

_KEYS = (
    "title", "audience", "owner", "checked", "review_by", "start", "staff_start", "languages",
    "alarm", "section", "step", "fact", "level", "check",
)  # fmt: skip


def load(path: Path) -> Flow:
    """The flow in this file, named for it. ContentError when it cannot be served, OSError when it cannot be read."""
    return read(written(path), path.stem)


def packaged() -> dict[str, Flow]:
    """Every flow that comes with the program, by name. ContentError tells all that is wrong with all of them."""
    flows: dict[str, Flow] = {}
    faults: list[Fault] = []
    folder = resources.files("flows") / "content"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            name = entry.name.removesuffix(".toml")
            try:
                flows[name] = read(written(entry), name)
            except ContentError as error:
                faults.extend(error.faults)
    if faults:
        raise ContentError(faults)
    return flows


def read(text: str, name: str) -> Flow:
    """The flow that this TOML text holds, in the version of its SHA-256. ContentError with every fault found."""
    source = Source(text, f"{name}.toml")
    flow = _flow(source, parsed(text, source), text, name)
    check_links(flow, source)
    if source.complaints.faults:
        raise ContentError(source.complaints.faults)
    return flow


def _flow(source: Source, values: dict[str, Any], text: str, name: str) -> Flow:
    table = Table(source, values, source.lines.block(""))
    table.only(*_KEYS)
    steps = _steps(table)
    return Flow(
        name=name,
        title=table.text("title", needed=True),
        audience=table.one_of("audience", ("youth", "staff"), "youth", needed=True),
        start=table.text("start", needed=True) or next(iter(steps), ""),
        staff_start=table.text("staff_start"),
        steps=steps,
        version=hashlib.sha256(text.encode()).hexdigest(),
        source=text,
        owner=table.text("owner"),
        checked=table.day("checked"),
        review_by=table.day("review_by"),
        languages=table.words("languages", ("nb",)),
        sections=read_sections(table),
        rules=read_rules(table),
        facts=read_facts(table),
        checks=read_checks(table),
        alarm=read_alarm(table),
    )


def _steps(table: Table) -> dict[str, Step]:
    found = table.tables("step")
    if not found:
        table.complain("there is no step. Add [step.first_question].")
    followers = [*list(found)[1:], None]
    return {
        name: read_step(Table(table.source, found[name], table.source.lines.block(f"step.{name}"), step=name), follower)
        for name, follower in zip(found, followers, strict=False)  # Without steps, nobody follows nothing.
    }
