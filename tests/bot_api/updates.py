"""The queue of updates: long polling with Telegram's offset semantics, repeats and disorder on demand."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from tests.bot_api.schema import check_update
from tests.bot_api.world import ApiError, Json

# "Specify an empty list to receive all update types except chat_member, message_reaction, and message_reaction_count"
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL = 50.0


@dataclass(slots=True, eq=False)
class Pending:
    """An update that waits. A `forced` one is delivered once whatever the offset: a repeat, or one out of order."""

    update: Json
    forced: bool = False
    sends: int = 0

    @property
    def id(self) -> int:
        """Its `update_id`."""
        return int(str(self.update["update_id"]))


class Updates:
    """Everything on its way to the program, whether it polls or has a webhook."""

    def __init__(self) -> None:
        """Nothing on its way, every default kind allowed."""
        self.pending: list[Pending] = []
        self.every: list[Json] = []
        self.dropped: list[Json] = []
        self.allowed: frozenset[str] | None = None
        self.copies = 1
        self.changed = asyncio.Event()
        self._ids = count(700_000_001)
        self._held: list[Pending] | None = None
        self._poller: asyncio.Event | None = None
        self._closed = False

    def push(self, body: Mapping[str, object]) -> int:
        """Numbers an update, puts it on its way, answers its `update_id`. ValueError if Telegram never sends such."""
        update: Json = {"update_id": next(self._ids), **body}
        if wrong := check_update(update):
            message = f"not an update that Telegram sends: {'; '.join(wrong[:5])}"
            raise ValueError(message)
        kind = next(iter(body))
        if kind in NOT_BY_DEFAULT if self.allowed is None else kind not in self.allowed:
            self.dropped.append(update)
            return int(str(update["update_id"]))
        self.every.append(update)
        into = self.pending if self._held is None else self._held
        into.extend(Pending(update, forced=number > 0) for number in range(self.copies))
        self.changed.set()
        return int(str(update["update_id"]))

    def allow(self, kinds: object) -> None:
        """`allowed_updates` of getUpdates and setWebhook: None keeps what was, an empty list is the default."""
        if isinstance(kinds, list):
            self.allowed = frozenset(map(str, kinds)) or None

    def repeat(self, update_id: int, times: int = 1) -> None:
        """Sends an update again, though the program may have confirmed it."""
        update = next(one for one in self.every if one["update_id"] == update_id)
        self.pending.extend(Pending(update, forced=True) for _ in range(times))
        self.changed.set()

    def hold(self) -> None:
        """Keeps new updates back until `release`."""
        self._held = []

    def release(self, order: Callable[[Sequence[Json]], Iterable[Json]] = reversed) -> None:
        """Sends what was held in another order, the last first unless told otherwise."""
        held, self._held = self._held or [], None
        left = list(held)
        for update in order([one.update for one in held]):
            found = next(one for one in left if one.update is update)
            left.remove(found)
            self.pending.append(Pending(found.update, forced=True))
        self.changed.set()

    def confirm(self, offset: int) -> None:
        """Forgets all updates below the offset; a negative one keeps only the last -offset."""
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset:
            self.pending = [one for one in self.pending if one.forced or one.id >= offset]

    async def poll(self, offset: int, limit: int, within: float) -> list[Json]:
        """`getUpdates`: what is pending or comes within that many seconds. A second poll ends the first with 409."""
        if self._poller:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        try:
            return await self._wait(mine, offset, limit, min(within, LONGEST_POLL))
        finally:
            if self._poller is mine:
                self._poller = None

    async def _wait(self, mine: asyncio.Event, offset: int, limit: int, within: float) -> list[Json]:
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        self.confirm(offset)
        while not self.pending and not self._closed and loop.time() < end:
            self.changed.clear()
            waits = [asyncio.ensure_future(event.wait()) for event in (mine, self.changed)]
            try:
                await asyncio.wait(waits, timeout=end - loop.time(), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
            if mine.is_set():
                reason = "terminated by other getUpdates request; make sure that only one bot instance is running"
                raise ApiError(409, f"Conflict: {reason}")
        taken = self.pending[:limit]
        for one in taken:
            one.sends += 1
        self.pending = [one for one in self.pending if not (one.forced and one in taken)]
        return [one.update for one in taken]

    def give_back(self, updates: object) -> None:
        """A poll's answer that nobody was there to receive: what would only be sent once waits again."""
        if isinstance(updates, list):
            waiting = {one.id for one in self.pending}
            self.pending += [Pending(one, forced=True) for one in updates if one["update_id"] not in waiting]

    def close(self) -> None:
        """Ends the poll that is under way, with nothing."""
        self._closed = True
        self.changed.set()

    def waiting(self, but: Collection[Pending] = ()) -> list[Pending]:
        """What waits, without the ones under way."""
        return [one for one in self.pending if one not in but]
