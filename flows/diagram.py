"""A flow as a graph and as Mermaid text, for whoever wants to see where it leads."""

from __future__ import annotations

from dataclasses import dataclass

from flows.model import Condition, Flow, Kind, Row, Step

OTHERWISE = "ellers"

_SHAPES = {
    Kind.TELL: ('>"', '"]'),
    Kind.SUMMARY: ('[["', '"]]'),
    Kind.END: ('(["', '"])'),
}
_ASKED = ('["', '"]')


@dataclass(frozen=True, slots=True)
class Edge:
    """From one step to the next. `label` says with which answers: the buttons' words, or the route's condition."""

    source: str
    to: str
    label: str = ""


def edges(flow: Flow) -> list[Edge]:
    """Every way on in the flow, in the order of the file. Answers that lead the same way share an edge."""
    return [edge for step in flow.steps.values() for edge in _edges(step)]


def words(condition: Condition) -> str:
    """A condition in short: `age = u12, days_to_departure <= 3`."""
    said = " / ".join(", ".join(_part(part) for part in group) for group in condition.groups)
    return f"ikke ({said})" if condition.negated else said


def heading(step: Step) -> str:
    """What stands on a step's box: its question or the first line that it tells, without markup."""
    return step.ask.strip().splitlines()[0].replace("**", "").replace("`", "")


def mermaid(flow: Flow) -> str:
    """The flow as a Mermaid flowchart; a step that can be passed over has a dashed edge and says when it is shown."""
    lines = ["flowchart TD"]
    for step in flow.steps.values():
        before, after = _SHAPES.get(step.kind, _ASKED)
        shown = f"<br/>{_quoted(words(step.when))}" if step.when else ""
        lines.append(f"  {_name(step.id)}{before}{_quoted(heading(step))}{shown}{after}")
        if step.when:
            lines.append(f"  style {_name(step.id)} stroke-dasharray: 5 5")
    for edge in edges(flow):
        label = f'|"{_quoted(edge.label)}"|' if edge.label else ""
        lines.append(f"  {_name(edge.source)} -->{label} {_name(edge.to)}")
    return "\n".join(lines) + "\n"


def _edges(step: Step) -> list[Edge]:
    jumps: dict[str, list[str]] = {}
    for choice in step.choices:
        if choice.to:
            jumps.setdefault(choice.to, []).append(choice.text)
    found = [Edge(step.id, to, " / ".join(texts)) for to, texts in jumps.items()]
    for route in step.routes:
        plain = OTHERWISE if found else ""
        found.append(Edge(step.id, route.to, words(route.when) if route.when else plain))
    return found


def _part(part: Row | Condition) -> str:
    if isinstance(part, Condition):
        return words(part)
    if part.compare:
        return f"{part.key} {part.compare[0]} {part.compare[1]}"
    if part.answered is not None:
        return f"{part.key} {'besvart' if part.answered else 'ikke besvart'}"
    return f"{part.key} = {'|'.join(sorted(part.among))}"


def _name(step: str) -> str:
    return f"s_{step.replace('-', '__')}"  # Mermaid keeps words such as `end` for itself.


def _quoted(text: str) -> str:
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
