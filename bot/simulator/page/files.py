"""The page's own files, from the package, and no others."""

from functools import cache
from importlib.resources import files
from typing import Final

from aiohttp import web

from bot.simulator.guard import HEADERS

_TYPES: Final = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@cache
def page_files() -> dict[str, bytes]:
    """Name and content of every file of the page."""
    return {
        file.name: file.read_bytes() for file in files(__package__).iterdir() if file.name.rpartition(".")[2] in _TYPES
    }


async def serve_file(request: web.Request) -> web.StreamResponse:
    """Answers with a file of the page, by the name in the address; the page itself when there is none."""
    name = request.match_info.get("name", "index.html")
    content = page_files().get(name)
    if content is None:
        raise web.HTTPNotFound(text="There is no such file.", headers=HEADERS)
    return web.Response(body=content, content_type=_TYPES[name.rpartition(".")[2]], charset="utf-8", headers=HEADERS)
