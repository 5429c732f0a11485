"""A call as a bot makes it: a method's name and its parameters, from a form, a multipart form, JSON or the address."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import BodyPartReader, web

from bot.simulator.refusals import Refused, bad_request

Fields = dict[str, object]
"""A JSON object of the Bot API."""

UPLOAD_LIMIT: Final = 50 * 1024 * 1024
"""The most bytes a bot may upload in one call, as in the Bot API."""

_BODY_LIMIT: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes = field(repr=False)
    content_type: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the method's name in small letters, and its parameters as the bot wrote them."""

    method: str
    fields: Mapping[str, str] = field(repr=False)
    uploads: Mapping[str, Upload] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """The parameter as it was written, empty when it was left out."""
        return self.fields.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """The parameter as a whole number; `default` when it was left out or is no number."""
        try:
            return int(self.fields[name])
        except (KeyError, ValueError):
            return default

    def truth(self, name: str) -> bool:
        """Whether the parameter says yes, in any of the ways that Telegram takes for yes."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str, complaint: str) -> object:
        """The parameter read as JSON, None when it was left out; `complaint` is the words of the refusal."""
        written = self.text(name)
        if not written:
            return None
        try:
            return json.loads(written)
        except ValueError as malformed:
            raise bad_request(complaint) from malformed


async def read_call(request: web.Request) -> Call:
    """Reads a call from a request; raises Refused when the body is too large or cannot be read."""
    fields = {name: str(value) for name, value in request.query.items()}
    uploads: dict[str, Upload] = {}
    if request.content_type == "multipart/form-data":
        await _read_parts(request, fields, uploads)
    elif request.content_type == "application/json":
        fields |= _from_json(await request.read())
    elif request.content_type == "application/x-www-form-urlencoded":
        fields |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return Call(request.match_info.get("method", "").lower(), fields, uploads)


def _from_json(body: bytes) -> dict[str, str]:
    """A JSON body's members as they would stand in a form."""
    try:
        members = json.loads(body or b"{}")
    except ValueError as malformed:
        raise bad_request("can't parse JSON object") from malformed
    if not isinstance(members, dict):
        raise bad_request("can't parse JSON object")
    written = {}
    for name, value in members.items():
        if value is not None:
            written[str(name)] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return written


async def _read_parts(request: web.Request, fields: dict[str, str], uploads: dict[str, Upload]) -> None:
    """Takes a multipart body apart, by hand: the application's own limit on bodies is far below a document's."""
    left = UPLOAD_LIMIT
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytearray()
        limit = min(left, UPLOAD_LIMIT if part.filename else _BODY_LIMIT)
        while chunk := await part.read_chunk(64 * 1024):
            content += chunk
            if len(content) > limit:
                raise Refused(413, "Request Entity Too Large")
        left -= len(content)
        if part.filename:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, bytes(content), kind)
        else:
            fields[part.name] = content.decode("utf-8", "replace")
