"""`python -m tests.chaos [CAMPAIGN …] [--size N] [--seed N]`: runs the campaigns and prints what each one reached.

Without a name all of them run, in their own sizes: about an hour and a half on two cores. The exit status is 1 when a
goal was missed. A figure that was missed once is repeated with the same seed.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from importlib import import_module

from tests.chaos.figures import Figure, missed, table

CAMPAIGNS = (
    "kills", "storms", "repeats", "ticks", "strangers", "hostile", "mutated",
    "canaries", "outage", "takeover", "timers", "two_years",
)  # fmt: skip


def main() -> int:
    """Runs what was asked for, one campaign after the other."""
    arguments = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    arguments.add_argument("campaign", nargs="*", help=f"of {', '.join(CAMPAIGNS)}")
    arguments.add_argument("--size", type=int, help="kills, messages, people, seconds: whatever the campaign counts")
    arguments.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = arguments.parse_args()
    if unknown := set(given.campaign) - set(CAMPAIGNS):
        arguments.error(f"there is no campaign {', '.join(sorted(unknown))}; there are {', '.join(CAMPAIGNS)}")
    below = 0
    for name in given.campaign or CAMPAIGNS:
        below += _one(name, given.size, given.seed)
    return 1 if below else 0


def _one(name: str, size: int | None, seed: int) -> int:
    campaign = import_module(f"tests.chaos.{name}")
    run: Callable[[int, int], list[Figure]] = campaign.run
    began = time.monotonic()
    found = run(size or campaign.SIZE, seed)
    print(table(f"{name} (seed {seed}, {time.monotonic() - began:.0f} s)", found), flush=True)
    return len(missed(found))


if __name__ == "__main__":
    sys.exit(main())
