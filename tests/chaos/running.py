"""A town for a campaign: Telegram, the program from a nursery, a coordinator with a key, in a temporary folder."""

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bot_api import BotApi
from tests.chaos.later import VARIABLE
from tests.chaos.warm import Nursery, WarmHavn
from tests.contract.town import Town


@asynccontextmanager
async def town_in(nursery: Nursery, **env: str) -> AsyncIterator[Town]:
    """Havn, running; its clock is `Town.later`'s to move. All of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="havn-chaos-") as folder:
        clock = str(Path(folder) / "ahead")
        async with (
            BotApi() as api,
            WarmHavn(nursery, api, data=Path(folder) / "data", env={VARIABLE: clock, **env}) as havn,
        ):
            yield Town(api, havn)


async def at_rest(town: Town, within: float, quiet: float = 0.6) -> None:
    """Waits until the program has come to rest, however long its queue is. AssertionError after `within` seconds."""
    end = time.monotonic() + within
    while True:
        try:
            await town.settle(quiet, 20)
        except AssertionError:
            if time.monotonic() > end:
                raise
        else:
            return
