"""Is it alive, is it ready, and what are its figures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

Faults = Callable[[], Awaitable[list[str]]]
"""Asks the running program what is wrong, a sentence each; empty when it is ready."""


def routes(faults: Faults) -> list[web.RouteDef]:
    """`/healthz`, `/readyz` and `/metrics`."""

    async def ready(_: web.Request) -> web.Response:
        found = await faults()
        return web.json_response({"ready": not found, "faults": found}, status=503 if found else 200)

    return [web.get("/healthz", _alive), web.get("/readyz", ready), web.get("/metrics", _metrics)]


async def _alive(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _metrics(_: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
