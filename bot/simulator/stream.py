"""Events to the page: one bounded queue a page; a page that falls behind is shown everything anew."""

import asyncio
import json
from collections.abc import Callable
from typing import Final

from aiohttp import web

from bot.simulator.calls import Fields
from bot.simulator.guard import HEADERS

PAGES: Final = 16
"""How many pages may listen at once."""

_WAITING: Final = 256
_KEEP_ALIVE: Final = 15.0


class Streams:
    """The pages that listen; `state` makes the event that shows a page everything."""

    def __init__(self, state: Callable[[], Fields]) -> None:
        self._state = state
        self._queues: set[asyncio.Queue[bytes | None]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._queues)

    def send(self, kind: str, content: Fields) -> None:
        """Sends an event to every page."""
        event = _event(kind, content)
        for queue in self._queues:
            if queue.full():
                _empty(queue)
                queue.put_nowait(_event("state", self._state()))
            else:
                queue.put_nowait(event)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Sends the state and then what changes, until the page leaves or the demo ends."""
        if self._closed or len(self._queues) >= PAGES:
            raise web.HTTPServiceUnavailable(text="Too many pages listen.", headers=HEADERS)
        response = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(_WAITING)
        queue.put_nowait(_event("state", self._state()))
        self._queues.add(queue)
        try:
            await response.prepare(request)
            while (event := await _next(queue)) is not None:
                await response.write(event)
        except ConnectionResetError:  # The page left.
            pass
        finally:
            self._queues.discard(queue)
        return response

    def close(self) -> None:
        """Ends every stream; no further page may listen."""
        self._closed = True
        for queue in self._queues:
            _empty(queue)
            queue.put_nowait(None)


async def _next(queue: asyncio.Queue[bytes | None]) -> bytes | None:
    """The next event, or a line that keeps the connection open and finds out whether the page is still there."""
    try:
        async with asyncio.timeout(_KEEP_ALIVE):
            return await queue.get()
    except TimeoutError:
        return b": \n\n"


def _event(kind: str, content: Fields) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n".encode()


def _empty(queue: asyncio.Queue[bytes | None]) -> None:
    while not queue.empty():
        queue.get_nowait()
