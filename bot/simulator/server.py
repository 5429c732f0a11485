"""The Bot API over HTTP: `/bot<token>/<method>`, answered as Telegram answers, or not, when trouble is planned."""

import asyncio
import hmac
import re
from collections.abc import Callable
from typing import Final

from aiohttp import web

from bot.simulator import editing, presenting, receiving, sending
from bot.simulator.calls import Call, Fields, read_call
from bot.simulator.refusals import Refused
from bot.simulator.trouble import Cut, Limits, Trouble
from bot.simulator.webhook import Webhook
from bot.simulator.world import World

Watcher = Callable[[Call, object], None]
"""Is told of each call and of its answer: a result, or the Refused it met."""

_METHODS: Final = sending.METHODS | editing.METHODS | presenting.METHODS
_TOKEN: Final = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


class Server:
    """Takes calls, carries them out on the world, and answers; `under_way` counts calls other than polls."""

    def __init__(self, world: World, webhook: Webhook, trouble: Trouble) -> None:
        self.world = world
        self.webhook = webhook
        self.trouble = trouble
        self.limits: Limits | None = None
        self.watchers: list[Watcher] = []
        self.under_way = 0

    def routes(self) -> list[web.RouteDef]:
        """The routes of the Bot API, to be added to any application."""
        return [
            web.route(method, path, self.handle)
            for path in ("/bot{token:[^/]+}/{method}", "/bot{token:[^/]+}/")
            for method in ("GET", "POST")
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answers one request; the answer is JSON, also when the call is refused."""
        try:
            if "Origin" in request.headers:  # A bot sends none; a page in some browser would.
                raise Refused(403, "Forbidden: no page may call the Bot API")  # noqa: TRY301 - one way out for all refusals
            self._check_token(request.match_info["token"])
            call = await read_call(request)
            result = await self._troubled(call)
        except Refused as refusal:
            return _refusal(refusal)
        except Cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)
        return web.json_response({"ok": True, "result": result})

    async def perform(self, call: Call) -> object:
        """Carries out one call and tells the watchers; raises Refused when it is turned down."""
        try:
            result = await self._dispatch(call)
        except Refused as refusal:
            self._report(call, refusal)
            raise
        self._report(call, result)
        return result

    async def _troubled(self, call: Call) -> object:
        """A call through whatever trouble is planned for it."""
        polls = call.method == "getupdates"
        self.under_way += not polls
        try:
            cut = await self._strike(call)
            result = await self.perform(call)
            if cut:
                raise cut
            return result
        finally:
            self.under_way -= not polls

    async def _strike(self, call: Call) -> Cut | None:
        try:
            return await self.trouble.strike(call)
        except Refused as refusal:
            self._report(call, refusal)
            raise

    async def _dispatch(self, call: Call) -> object:
        if self.limits:
            self.limits.check(call, asyncio.get_running_loop().time())
        if receive := receiving.METHODS.get(call.method):
            return await receive(self.world, self.webhook, call)
        if method := _METHODS.get(call.method):
            return await method(self.world, call)
        raise Refused(404, "Not Found: method not found")

    def _report(self, call: Call, answer: object) -> None:
        for watcher in self.watchers:
            watcher(call, answer)

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise Refused(401, "Unauthorized: invalid token specified")
        if not hmac.compare_digest(token.encode(), self.world.token.encode()):
            raise Refused(401, "Unauthorized")


def _refusal(refusal: Refused) -> web.Response:
    answer: Fields = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    headers = {}
    if refusal.retry_after is not None:
        answer["parameters"] = {"retry_after": refusal.retry_after}
        headers["Retry-After"] = str(refusal.retry_after)
    return web.json_response(answer, status=refusal.code, headers=headers)
