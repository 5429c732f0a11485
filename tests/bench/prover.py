"""How long it takes to prove content: 100 flows of 50 steps in 12 languages, and the content that is packaged.

Goal: under one second. `python -m tests.bench.prover` prints the figures.
"""

from __future__ import annotations

import statistics
import time

from flows import reader
from flows.model import Flow
from flows.prover import prove
from tests.flows.large import LANGUAGES, NUMBERS, TODAY, catalogues, large

FLOWS, STEPS, ROUNDS = 100, 50, 5


def run() -> list[tuple[str, float, str]]:
    """Measure on this thread; name, figure (median of 5 rounds) and what it stands beside."""
    many = [large(STEPS, number) for number in range(FLOWS)]
    sources = [(flow.source, flow.name) for flow in many]
    said = f"{FLOWS} flows x {STEPS} steps x {len(LANGUAGES)} languages"
    declaration = reader.packaged()["declaration"]
    return [
        ("seconds to prove content", _median(many), f"{said}; goal 1"),
        ("seconds to read that content", _reading(sources), f"{sum(len(text) for text, _ in sources):,} characters"),
        ("seconds to prove the declaration", _median([declaration]), f"{len(declaration.steps)} steps, Bokmål"),
    ]


def _median(flows: list[Flow]) -> float:
    said = catalogues()
    seconds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        faults = [fault for flow in flows for fault in prove(flow, said, TODAY, NUMBERS)]
        seconds.append(time.process_time() - begun)
        if len(flows) > 1 and faults:
            raise AssertionError(f"The flows to measure with have faults: {faults[0]}")
    return statistics.median(seconds)


def _reading(sources: list[tuple[str, str]]) -> float:
    begun = time.process_time()
    for text, name in sources:
        reader.read(text, name)
    return time.process_time() - begun


if __name__ == "__main__":
    for name, figure, beside in run():
        print(f"{name:45} {figure:12.3f}  {beside}")
