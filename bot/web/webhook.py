"""Telegram's webhook: an update is answered with 200 only when what it caused is committed, so that Telegram repeats
whatever was not.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from secrets import compare_digest
from typing import Any

from aiohttp import web

from storage.errors import StoreRefusal

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST = 1024 * 1024
"""No update is larger than this, in bytes."""

Take = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]
"""Works an update through and gives the call that may be made in the reply, as JSON values."""


def routes(secret: str, take: Take) -> list[web.RouteDef]:
    """The webhook. `secret` is what Telegram was told to send along; anything without it is refused unread."""

    async def receive(request: web.Request) -> web.Response:
        if not compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
            return web.Response(status=403)
        update = await _read(request)
        if update is None:
            # Repeating it would not make it readable.
            return web.Response(status=200)
        try:
            answer = await take(update)
        except StoreRefusal:
            return web.Response(status=503)
        return web.Response() if answer is None else web.json_response(answer)

    return [web.post(PATH, receive)]


async def _read(request: web.Request) -> Mapping[str, Any] | None:
    if (request.content_length or 0) > LARGEST:
        return None
    try:
        update = json.loads(await request.text())
    except (ValueError, LookupError, RecursionError, web.HTTPRequestEntityTooLarge):  # LookupError: of a charset
        return None
    return update if isinstance(update, dict) else None
