"""`havn check`: proves the content before it is served."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from typing import TypeVar

from bot import municipality, proof
from bot.clock import SystemClock
from bot.settings import Settings
from flows import cards, reader
from flows.fault import ContentError, Fault
from flows.procedures import reader as procedure_reader

_Content = TypeVar("_Content")


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments: none."""
    command.set_defaults(does=run)


def run(_: argparse.Namespace) -> int:
    """Print each fault with its file, line and step; 1 when there is any."""
    local = municipality.load(Settings.read(os.environ).config)
    today = SystemClock().now().date()
    found: list[Fault] = []
    flows = _read(reader.packaged, found)
    known = _read(cards.packaged, found)
    ours = _read(lambda: procedure_reader.own(local.procedures), found)
    theirs = {name: one for name, one in _read(procedure_reader.packaged, found).items() if name not in ours}
    found += proof.faults(flows, local, today)
    found += proof.procedure_faults(theirs, local, today, known, procedure_reader.FOLDER)
    found += proof.procedure_faults(ours, local, today, known, str(local.procedures))
    found += proof.card_faults(known, local, today)
    for fault in found:
        print(fault)
    steps = sum(len(flow.steps) for flow in flows.values())
    steps += sum(len(procedure.tasks) for procedure in (*theirs.values(), *ours.values()))
    what = f"{len(flows)} flows, {len(theirs) + len(ours)} procedures, {steps} steps, {len(known)} cards"
    print(f"{what}, {len(local.languages)} languages: {len(found)} faults.")
    return 1 if found else 0


def _read(reading: Callable[[], Mapping[str, _Content]], found: list[Fault]) -> Mapping[str, _Content]:
    """What can be read; of content that cannot, the faults, and nothing to prove."""
    try:
        return reading()
    except ContentError as error:
        found.extend(error.faults)
        return {}
