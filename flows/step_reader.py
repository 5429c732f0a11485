"""One [step.…] table -> Step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows.condition_reader import read_condition
from flows.lines import Block
from flows.model import SKIP_LABEL, Choice, Kind, Part, Route, Step
from flows.session import SKIPPED
from flows.table import IDENTIFIER, Table

TAPPED = (Kind.CHOICE, Kind.CHOICES)
SHOWN = (Kind.TELL, Kind.SUMMARY, Kind.END)
MEANINGS = {
    "language": Kind.CHOICE, "ok_word": Kind.TEXT, "danger_word": Kind.TEXT, "blocked": Kind.TEXT, "secret": Kind.TEXT,
}  # fmt: skip

_KEYS = (
    "ask", "help", "label", "choices", "multiple", "kind", "when", "to", "skip", "part", "section", "sets", "files",
)  # fmt: skip


def read_step(table: Table, follower: str | None) -> Step:
    """The step of this table; `follower` stands after it in the file, and follows it unless told otherwise."""
    table.only(*_KEYS)
    choices = _choices(table)
    kind = _kind(table, choices)
    when = read_condition(table, "when")
    step = Step(
        id=table.step,
        kind=kind,
        ask=table.text("ask", needed=True),
        line=table.block.first,
        help=table.text("help") or None,
        choices=choices,
        when=when,
        routes=_routes(table, kind, follower, passed_over=when is not None),
        skip=_skip(table, kind),
        part=Part(table.one_of("part", list(Part), Part.ANSWERS)),
        section=table.text("section"),
        sets=_sets(table, kind),
        files=table.flag("files"),
        label=table.text("label") or None,
    )
    if step.files and kind is not Kind.END:
        table.complain("only an end step can file the case. Take 'files' away, or write kind = \"end\".", "files")
    return _without_idle_route(step) if "to" not in table.values else step


def _kind(table: Table, choices: tuple[Choice, ...]) -> Kind:
    multiple = table.flag("multiple")
    kind = Kind.CHOICES if multiple else Kind.CHOICE
    if "kind" in table.values:
        kind = Kind(table.one_of("kind", list(Kind), kind if choices else Kind.TEXT))
    elif "choices" not in table.values:
        table.complain('a step needs either choices or a kind. Write for example kind = "text".')
    wants = kind in {*TAPPED, Kind.SUMMARY}
    if wants and not choices and ("kind" in table.values or "choices" in table.values):
        table.complain(f"a step of kind '{kind}' needs choices to tap.", "kind")
    if choices and kind not in {*TAPPED, Kind.TELL, Kind.SUMMARY}:
        table.complain(f"a step of kind '{kind}' has no buttons. Take the choices away.", "choices")
    if multiple and kind is not Kind.CHOICES:
        table.complain(f"a step of kind '{kind}' cannot be multiple.", "multiple")
    return kind


def _choices(table: Table) -> tuple[Choice, ...]:
    choices: dict[str, Choice] = {}
    for number, values in enumerate(table.listed("choices"), 1):
        choice = _choice(table, number, values)
        if choice.id in choices:
            table.complain(f"the choice '{choice.id}' stands twice. Give each its own id.", "choices")
        choices[choice.id] = choice
    if any(choice.alone for choice in choices.values()) and "multiple" not in table.values:
        table.complain("'alone' is for boxes that can be ticked together: add multiple = true.", "choices")
    return tuple(choices.values())


def _choice(table: Table, number: int, values: Mapping[str, Any]) -> Choice:
    identifier = values.get("id")
    named = isinstance(identifier, str) and IDENTIFIER.fullmatch(identifier) is not None
    said = f"the choice '{identifier}'" if isinstance(identifier, str) else f"choice number {number}"
    line = table.source.lines.choice(table.block, identifier) if isinstance(identifier, str) else table.block.first
    here = Table(table.source, values, Block(table.block.name, line, line + 1), step=table.step, said=said)
    here.only("id", "text", "to", "alone")
    if not named:
        here.complain('needs an id of letters a-z, digits, _ and -, such as id = "yes".')
    if identifier == SKIPPED:
        here.complain(f"'{SKIPPED}' is kept for a question that was passed over. Choose another id.")
    return Choice(
        id=identifier if isinstance(identifier, str) else str(number),
        text=here.text("text", needed=True),
        to=here.text("to") or None,
        alone=here.flag("alone"),
    )


def _routes(table: Table, kind: Kind, follower: str | None, *, passed_over: bool) -> tuple[Route, ...]:
    if "to" in table.values:
        if kind is Kind.END and not passed_over:
            table.complain("nothing follows an end step. Take 'to' away.", "to")
        return _written_routes(table)
    if kind is Kind.END and not passed_over:
        return ()
    return (Route(follower),) if follower else ()


def _written_routes(table: Table) -> tuple[Route, ...]:
    value = table.values["to"]
    if not isinstance(value, list):
        to = table.text("to")
        return (Route(to),) if to else ()
    routes: list[Route] = []
    for place, values in enumerate(table.listed("to"), 1):
        here = Table(table.source, values, table.block, step=table.step, said=f"way number {place} of 'to'")
        here.only("when", "to")
        last = place == len(value)
        if ("when" in values) is last:
            mend = "the last way must stand without 'when': it is taken when no other is"
            here.complain(f"{mend}." if last else f"only the last way may stand without 'when', and {mend}.", "to")
        to = here.text("to", needed=True)
        if to:
            routes.append(Route(to, read_condition(here, "when")))
    if not value:
        table.complain("'to' is empty. Write the step that follows.", "to")
    return tuple(routes)


def _skip(table: Table, kind: Kind) -> str | None:
    value = table.values.get("skip", True)
    if kind in SHOWN:
        if "skip" in table.values and value is not False:
            table.complain(f"a step of kind '{kind}' asks nothing, so it has no skip. Take 'skip' away.", "skip")
        return None
    if isinstance(value, bool):
        return SKIP_LABEL if value else None
    return table.text("skip", SKIP_LABEL)


def _sets(table: Table, kind: Kind) -> str | None:
    meaning = table.one_of("sets", MEANINGS, "") or None
    if meaning and MEANINGS[meaning] is not kind:
        table.complain(f"sets = \"{meaning}\" needs a step of kind '{MEANINGS[meaning]}'; this is '{kind}'.", "sets")
        return None
    return meaning


def _without_idle_route(step: Step) -> Step:
    """Where every button jumps and nothing can be passed over, the step that happens to stand next does not follow."""
    jumps = bool(step.choices) and all(choice.to for choice in step.choices)
    if not jumps or step.skip is not None or step.when is not None:
        return step
    return replace(step, routes=())
