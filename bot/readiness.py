"""Is Havn ready to be trusted: is the database there, does due work wait, could somebody open a declaration?"""

from __future__ import annotations

import asyncio

from bot import chores
from bot.clock import Clock
from bot.harbour import Harbour
from storage.engine import Store
from storage.errors import StoreRefusal

LATE_SECONDS = 30.0


class Readiness:
    """Asked by `/readyz`."""

    def __init__(self, store: Store, harbour: Harbour, clock: Clock) -> None:
        self._store = store
        self._harbour = harbour
        self._clock = clock

    async def faults(self) -> list[str]:
        """What is wrong, a sentence each; empty when all is well. Never says anything about a person or a case."""
        now = self._clock.now()
        try:
            found = await asyncio.to_thread(self._store.read, lambda db: chores.figures(db, self._harbour, now))
        except StoreRefusal as refused:
            return [str(refused)]
        if found.overdue_seconds > LATE_SECONDS:
            return [f"Due work is {found.overdue_seconds:.0f} s late."]
        if found.page_waits_seconds > LATE_SECONDS:
            return [f"An alert has waited {found.page_waits_seconds:.0f} s for Telegram to take it."]
        return []
