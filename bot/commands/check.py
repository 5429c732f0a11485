"""`havn check`: proves the content before it is served."""

from __future__ import annotations

import argparse
import os

from bot import municipality
from bot.clock import SystemClock
from bot.proof import faults
from bot.settings import Settings
from flows import reader


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments: none."""
    command.set_defaults(does=run)


def run(_: argparse.Namespace) -> int:
    """Print each fault with its file, line and step; 1 when there is any."""
    local = municipality.load(Settings.read(os.environ).config)
    flows = reader.packaged()
    found = faults(flows, local, SystemClock().now().date())
    for fault in found:
        print(fault)
    steps = sum(len(flow.steps) for flow in flows.values())
    print(f"{len(flows)} flows, {steps} steps, {len(local.languages)} languages: {len(found)} faults.")
    return 1 if found else 0
