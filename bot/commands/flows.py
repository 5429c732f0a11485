"""`havn flows`: lists the procedures, or draws one."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli import Stop
from flows import reader


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("name", nargs="?", metavar="NAME", help="one flow; without it, a line for each")
    command.add_argument("--diagram", type=Path, metavar="FILE", help="draw it: .mmd, .svg or .png")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """List or draw."""
    flows = reader.packaged()
    if given.name is None:
        if given.diagram is not None:
            raise Stop(f"Say which flow to draw: havn flows {next(iter(flows))} --diagram {given.diagram}")
        for flow in flows.values():
            checked = flow.checked.isoformat() if flow.checked else "never"
            print(f"{flow.name:<14} {flow.title}: {len(flow.steps)} steps, checked {checked}, {flow.version[:12]}")
        return
    if given.name not in flows:
        raise Stop(f"There is no flow called {given.name}. There are: {', '.join(flows)}.")
    if given.diagram is None:
        for step in flows[given.name].steps.values():
            print(f"{step.id:<24} {step.kind.value:<8} {step.ask.splitlines()[0]}")
        return
    from bot.diagram_file import ENDINGS, draw

    if given.diagram.suffix.lower() not in ENDINGS:
        raise Stop(f"{given.diagram} cannot be drawn. Let its name end in one of these: {', '.join(ENDINGS)}.")
    draw(flows[given.name], given.diagram)
    print(given.diagram)
