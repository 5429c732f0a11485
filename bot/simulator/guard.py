"""Who may talk to the demo: a page of its own, in a browser on this machine, and nobody else.

A page elsewhere could point its own name at this machine (DNS rebinding) or post a form here; both meet 403.
"""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What stands on every answer of the demo."""


def guarded(handler: Handler) -> Handler:
    """The handler, for requests to this machine by its own names; POSTs must be JSON from the page itself."""

    async def guard(request: web.Request) -> web.StreamResponse:
        if not _is_loopback(request.host):
            raise web.HTTPForbidden(text="The demo answers to this machine's own names alone.", headers=HEADERS)
        if request.method == "POST":
            _check_post(request)
        return await handler(request)

    return guard


def _check_post(request: web.Request) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        raise web.HTTPForbidden(text="The demo listens to its own page alone.", headers=HEADERS)
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="The demo reads JSON.", headers=HEADERS)


def _is_loopback(host: str) -> bool:
    """Whether a Host header names loopback: an address or the name localhost, with any port."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
