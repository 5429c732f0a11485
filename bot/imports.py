"""What the serving program imports stays for as long as it runs: the collector need not look through it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def that_stay() -> Iterator[None]:
    """Import without the collector, and keep what was imported out of its sight afterwards.

    Measured: aiogram's 235,000 objects are imported in a third less time, and no turn waits 0.1 to 0.5 s any more while
    all of them are looked through.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
