"""`make bench`: every measurement, each in a process of its own, in a table: measured, goal, the peer in the same run.

`python -m tests.bench NAME…` runs some of them. Nothing is written into the project; all of it ends within 8 minutes.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from bot import imports
from bot.telegram.late_models import built_when_used
from tests.bench.goals import GOALS, Goal, goal_of

Figures = list[tuple[str, float, str]]

MODULES = (
    "engine", "prover", "sealing", "storage", "dispatching", "taps", "alerts", "chain", "memory", "timers", "commands",
)  # fmt: skip
ONE_SECONDS = 180.0
ALL_SECONDS = 470.0
WIDTH = 52
BESIDE = ("peer:", "floor:")
HEAD = (
    f"{'what':{WIDTH}} {'measured':>10}  {'goal':21} {'ratio':>9}  beside (ratio: how many times better than the peer)"
)
PROJECT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for, or everything; 1 when a measurement failed (a missed goal is a figure, no failure)."""
    if arguments[:1] == ["--one"]:
        with imports.that_stay(), built_when_used():  # as `havn run` imports
            module = import_module(f"tests.bench.{arguments[1]}")
        print(json.dumps(module.run()))
        return 0
    if unknown := [name for name in arguments if name not in MODULES]:
        print(f"There is no measurement {unknown[0]!r}; there are {', '.join(MODULES)}.", file=sys.stderr)
        return 2
    begun = time.monotonic()
    print(_machine(), HEAD, sep="\n\n")
    found: Figures = []
    failed = [name for name in arguments or MODULES if not _measure(name, found, begun)]
    _sum_up(found, failed, time.monotonic() - begun, whole=not arguments)
    return 1 if failed else 0


def _measure(name: str, found: Figures, begun: float) -> bool:
    """Run one measurement and print its rows; False when it failed or there was no time left for it."""
    now = time.monotonic()
    left = min(ONE_SECONDS, ALL_SECONDS - (now - begun))
    if left <= 0:
        print(f"\n{name}: not measured, the time was up")
        return False
    command = [sys.executable, "-m", "tests.bench", "--one", name]
    environ = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(PROJECT)}
    try:
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=environ,
            capture_output=True,
            text=True,
            timeout=left,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(f"\n{name}: not measured, it took longer than {left:.0f} s")
        return False
    said = [line for line in done.stderr.splitlines() if "requirements/bench.txt" in line]
    if done.returncode:
        print(f"\n{name}: not measured. {(said or done.stderr.splitlines() or ['no word why'])[-1]}")
        return False
    figures: Figures = [
        (what, float(figure), beside) for what, figure, beside in json.loads(done.stdout.splitlines()[-1])
    ]
    found += figures
    print("", *dict.fromkeys(said), *(row(figure, figures) for figure in figures), sep="\n")
    print(f"{name}: {time.monotonic() - now:.0f} s", flush=True)
    return True


def row(figure: tuple[str, float, str], figures: Figures) -> str:
    """A line of the table; the ratio says how many times better than the peer that was measured in the same run."""
    what, measured, beside = figure
    goal = None if what.startswith(BESIDE) else goal_of(what)
    times = None if goal is None else _times(goal, measured, figures)
    bound = "" if goal is None else goal.told
    mark = "" if goal is None else "reached" if goal.reached(measured, times) else "MISSED"
    ratio = f"{times:,.1f} ×" if times else ""
    return f"{what:{WIDTH}} {_number(measured):>10}  {bound:13} {mark:7} {ratio:>9}  {beside}"


def _times(goal: Goal, figure: float, figures: Figures) -> float | None:
    """How many times better the figure is than its peer, None when the peer was not measured."""
    peer = next((value for what, value, _ in figures if goal.peer and what.startswith(goal.peer)), None)
    return None if peer is None else goal.better(figure, peer)


def _number(figure: float) -> str:
    return f"{figure:,.0f}" if abs(figure) >= 100 or figure == int(figure) else f"{figure:,.2f}"


def _sum_up(found: Figures, failed: list[str], seconds: float, *, whole: bool) -> None:
    judged = [(what, goal_of(what), figure) for what, figure, _ in found if not what.startswith(BESIDE)]
    missed = [what for what, goal, figure in judged if goal and not goal.reached(figure, _times(goal, figure, found))]
    print(f"\n{len(found)} figures in {seconds:.0f} s. Goals missed: {len(missed)}{'.' if not missed else ':'}")
    print(*(f"  {what}" for what in missed), sep="\n", end="\n" if missed else "")
    if whole:
        unseen = [goal.name for goal in GOALS if not any(what.startswith(goal.name) for what, _, _ in found)]
        print(*(f"No figure for the goal: {name}" for name in unseen), sep="\n", end="\n" if unseen else "")
    if failed:
        print(f"Not measured: {', '.join(failed)}.")


def _machine() -> str:
    """What the figures were measured on: they are worth something beside each other alone."""
    with tempfile.NamedTemporaryFile(prefix="havn-bench-") as file:
        begun, done = time.perf_counter(), 0
        while (taken := time.perf_counter() - begun) < 0.5:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            done += 1
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, load {load:.1f}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; {done / taken:,.0f} synced writes/s. "
        f"{'Others use this machine: see the ratios.' if load > 1 else ''}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
