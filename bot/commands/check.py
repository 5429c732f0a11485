"""`havn check`: proves the content before it is served."""

from __future__ import annotations

import argparse
import os

from bot import municipality, proof
from bot.clock import SystemClock
from bot.proof import counted
from bot.settings import Settings


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments: none."""
    command.set_defaults(does=run)


def run(_: argparse.Namespace) -> int:
    """Print each fault with its file, line and step, and what became of the own files; 1 when there is any fault."""
    local = municipality.load(Settings.read(os.environ).config)
    proved = proof.everything(local, SystemClock().now().date())
    for fault in proved.faults:
        print(fault)
    for line in proved.read:
        print(line)
    looked_at = (
        counted(proved.flows, "flow"),
        counted(proved.procedures, "procedure"),
        counted(proved.steps, "step"),
        counted(proved.cards, "card"),
        counted(len(local.languages), "language"),
    )
    print(f"{', '.join(looked_at)}: {counted(len(proved.faults), 'fault')}.")
    return 1 if proved.faults else 0
