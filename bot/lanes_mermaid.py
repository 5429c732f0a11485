"""A procedure as Mermaid text: a subgraph for each phase, for whoever keeps pictures as text."""

from __future__ import annotations

from itertools import pairwise

from bot.lanes_cell import colors
from bot.lanes_words import Sheet, Step


def mermaid(sheet: Sheet) -> str:
    """A flowchart; a step that is not always shown has a dashed edge, a decision is a rhomb."""
    lines = ["---", f"title: {_quoted(f'{sheet.code} {sheet.title}'.strip())}", "---", "flowchart TD"]
    steps = [step for lane in sheet.lanes for step in lane.steps]
    for nth, lane in enumerate(sheet.lanes, start=1):
        lines.append(f'  subgraph p{nth}["{_quoted(lane.title)}"]')
        lines += [f"    s{step.number}{_shape(step)}" for step in lane.steps]
        lines.append("  end")
    lines += [f"  s{one.number} --> s{two.number}" for one, two in pairwise(steps)]
    lines += [f'  x{nth}["⛔ {_quoted(label)}"]' for nth, (label, _) in enumerate(sheet.stops, start=1)]
    lines.append(f'  ends(["{_quoted(" / ".join(sheet.results))}"])')
    lines += [f"  s{step.number} --> ends" for step in steps[-1:]]
    for role, color in colors([role for role, _ in sheet.roles]).items():
        lines.append(f"  classDef r_{role} stroke:{color},stroke-width:3px")
    lines += [f"  class s{step.number} r_{step.roles[0][0]}" for step in steps]
    lines += [f"  style s{step.number} stroke-dasharray: 5 5" for step in steps if step.when]
    return "\n".join(lines) + "\n"


def _shape(step: Step) -> str:
    who = ", ".join(name for _, name in step.roles) + (f" ({step.each})" if step.each else "")
    said = [f"{step.number}. {step.do}", who, " / ".join(step.choices), step.due, step.when, *step.notes]
    said += [step.under, step.document]
    text = "<br/>".join(_quoted(part) for part in said if part)
    return f'{{{{"{text}"}}}}' if step.choices else f'["{text}"]'


def _quoted(text: str) -> str:
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
