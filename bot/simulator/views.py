"""What the database holds and what keys open, looked at again when something stirred, and sent when it changed."""

import asyncio
import logging
from typing import Final

from bot.simulator import shown
from bot.simulator.behind import Behind
from bot.simulator.calls import Fields
from bot.simulator.stream import Streams

_PAUSE: Final = 0.25
_AGAIN: Final = 2.0  # The scheduler changes rows without a word in any chat.

_log = logging.getLogger(__name__)


class Views:
    """The views side by side; `last` is what was sent last."""

    def __init__(self, behind: Behind, streams: Streams) -> None:
        self.last: Fields = {"database": [], "opened": [], "minutes": []}
        self._behind = behind
        self._streams = streams
        self._stirred = asyncio.Event()

    def stir(self) -> None:
        """Asks for a new look, soon."""
        self._stirred.set()

    async def watch(self) -> None:
        """Looks for as long as it runs, when something stirred and every two seconds, while a page listens."""
        while True:
            try:
                async with asyncio.timeout(_AGAIN):
                    await self._stirred.wait()
            except TimeoutError:
                pass
            self._stirred.clear()
            if len(self._streams):
                await self._look()
            await asyncio.sleep(_PAUSE)

    async def _look(self) -> None:
        try:
            views: Fields = {
                "database": [shown.table(table) for table in await self._behind.database()],
                "opened": [shown.case(case) for case in await self._behind.opened()],
                "minutes": [shown.minutes(one) for one in await self._behind.minutes()],
            }
        except Exception as failure:  # noqa: BLE001 - whatever a view meets, the page goes on with what it had.
            _log.warning("a view of the demo failed: %s", type(failure).__name__)
            return
        if views != self.last:
            self.last = views
            self._streams.send("views", views)
