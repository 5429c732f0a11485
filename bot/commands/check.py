"""`havn check`: proves the content before it is served."""

from __future__ import annotations

import argparse
import os

from bot import municipality, proof
from bot.clock import SystemClock
from bot.settings import Settings


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments: none."""
    command.set_defaults(does=run)


def run(_: argparse.Namespace) -> int:
    """Print each fault with its file, line and step; 1 when there is any."""
    local = municipality.load(Settings.read(os.environ).config)
    proved = proof.everything(local, SystemClock().now().date())
    for fault in proved.faults:
        print(fault)
    what = f"{proved.flows} flows, {proved.procedures} procedures, {proved.steps} steps, {proved.cards} cards"
    print(f"{what}, {len(local.languages)} languages: {len(proved.faults)} faults.")
    return 1 if proved.faults else 0
