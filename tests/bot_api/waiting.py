"""Waiting for something to become true: bounded, and with a failure that tells what was seen instead."""

import asyncio
from collections.abc import Callable

LONGEST = 30.0


async def until(condition: Callable[[], object], within: float, told: Callable[[], str]) -> None:
    """Looks every 10 ms; AssertionError with `told()` after `within` seconds, of which 30 are the most."""
    loop = asyncio.get_running_loop()
    end = loop.time() + min(within, LONGEST)
    while not condition():
        if loop.time() >= end:
            message = f"not within {min(within, LONGEST):g} s: {told()}"
            raise AssertionError(message)
        await asyncio.sleep(0.01)
