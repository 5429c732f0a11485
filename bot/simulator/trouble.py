"""Bad days on purpose: floods, faults, cut connections and slowness, for tests of what happens then."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Final, Literal

from bot.simulator.calls import Call
from bot.simulator.refusals import Refused, too_many

_COUNTED: Final = frozenset({"sendmessage", "senddocument"})


class Cut(Exception):
    """The connection ends without an answer; `done` says whether the call was carried out before."""

    def __init__(self, *, done: bool) -> None:
        super().__init__("The connection is cut.")
        self.done = done


@dataclass(slots=True)
class _Planned:
    """One kind of trouble that waits for its calls: for one method or for any, so many times."""

    method: str | None
    times: int
    act: Callable[[], Refused | Cut | float]

    def fits(self, call: Call) -> bool:
        return self.times > 0 and self.method in {None, call.method}


@dataclass(slots=True)
class Trouble:
    """What is to go wrong next; nothing does until something is planned. `gone` cuts every connection meanwhile."""

    gone: bool = False
    _planned: list[_Planned] = field(default_factory=list)

    def floods(self, retry_after: int = 1, *, method: str | None = None, times: int = 1) -> None:
        """429 for the next `times` calls, with the seconds to wait."""
        self._plan(method, times, lambda: too_many(retry_after))

    def fails(
        self, code: int = 500, description: str = "Internal Server Error", *, method: str | None = None, times: int = 1
    ) -> None:
        """Any error for the next `times` calls; a 5xx is Telegram's own."""
        self._plan(method, times, lambda: Refused(code, description))

    def hangs_up(
        self, when: Literal["before", "after"] = "before", *, method: str | None = None, times: int = 1
    ) -> None:
        """Cuts the connection of the next `times` calls, before or after they are carried out."""
        self._plan(method, times, lambda: Cut(done=when == "after"))

    def slows(self, seconds: float, *, method: str | None = None, times: int = 1) -> None:
        """Lets the next `times` calls wait before they are carried out."""
        self._plan(method, times, lambda: float(seconds))

    async def strike(self, call: Call) -> Cut | None:
        """Waits, raises Refused, or raises Cut as planned; answers with the Cut that is to follow the deed."""
        if self.gone:
            raise Cut(done=False)
        planned = next((one for one in self._planned if one.fits(call)), None)
        if planned is None:
            return None
        planned.times -= 1
        self._planned = [one for one in self._planned if one.times > 0]
        trouble = planned.act()
        if isinstance(trouble, float):
            await asyncio.sleep(trouble)
            return None
        if isinstance(trouble, Cut) and trouble.done:
            return trouble
        raise trouble

    def _plan(self, method: str | None, times: int, act: Callable[[], Refused | Cut | float]) -> None:
        self._planned.append(_Planned(method.lower() if method else None, times, act))


@dataclass(slots=True)
class Limits:
    """Telegram's pace for messages: so many a second in all, and so many seconds between two in one chat."""

    a_second: int = 30
    chat_pause: float = 1.0
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[str, float] = field(default_factory=dict)

    def check(self, call: Call, at: float) -> None:
        """Counts a message sent at `at` (seconds of a steady clock); raises Refused (429) when it comes too soon."""
        if call.method not in _COUNTED:
            return
        while self._all and self._all[0] <= at - 1:
            self._all.popleft()
        chat = call.text("chat_id")
        if len(self._all) >= self.a_second:
            raise too_many(1)
        if (free := self._chats.get(chat, 0.0)) > at:
            raise too_many(max(1, ceil(free - at)))
        self._all.append(at)
        self._chats[chat] = at + self.chat_pause
