"""What the page hands out besides itself: pictures of procedures, and minutes that a key opened."""

from typing import Final

from aiohttp import web

from bot.simulator.behind import Behind, Paper
from bot.simulator.guard import HEADERS, guarded

_NAME: Final = r"{name:[a-z0-9_-]+}"
_REFERENCE: Final = r"{reference:[^/.]+}"
_PICTURE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A picture colours itself, and nothing in it runs or is fetched."""


class Papers:
    """The routes of what is handed out."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind

    def routes(self) -> list[web.RouteDef]:
        """The list of procedures, their pictures, and minutes."""
        return [
            web.get("/flows/", guarded(self._list)),
            web.get(f"/flows/{_NAME}.svg", guarded(self._picture)),
            web.get(f"/minutes/{_REFERENCE}.{{ending:pdf|txt}}", guarded(self._minutes)),
        ]

    async def _list(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"procedures": list(await self._behind.procedures())}, headers=HEADERS)

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        paper = await self._behind.drawing(request.match_info["name"])
        return _answer(paper, {"Content-Security-Policy": _PICTURE_POLICY})

    async def _minutes(self, request: web.Request) -> web.StreamResponse:
        asked = request.match_info
        return _answer(await self._behind.document(asked["reference"], asked["ending"]))


def _answer(paper: Paper | None, also: dict[str, str] | None = None) -> web.Response:
    if paper is None:
        raise web.HTTPNotFound(text="There is no such paper.", headers=HEADERS)
    named = {"Content-Disposition": f'inline; filename="{paper.name}"'} if paper.name else {}
    charset = "utf-8" if paper.type != "application/pdf" else None
    return web.Response(
        body=paper.content, content_type=paper.type, charset=charset, headers=HEADERS | named | (also or {})
    )
