"""Reading a call out of an HTTP request, in every form that the documentation allows, and answering it."""

import json

from aiohttp import web

from tests.bot_api.calls import Call
from tests.bot_api.faults import Fault
from tests.bot_api.schema import Upload
from tests.bot_api.world import Json


async def read_form(request: web.Request) -> Json:
    """The parameters: query string, JSON, urlencoded or multipart; files become `Upload`."""
    form: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        try:
            body: object = json.loads(text or "{}")
        except ValueError:
            body = {}
        return form | (body if isinstance(body, dict) else {})
    if request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                form[name] = Upload(value.filename, len(value.file.read()))
            else:
                form[name] = value if isinstance(value, str) else bytes(value).decode()
    return form


def answer_http(request: web.Request, call: Call, fault: Fault | None) -> web.StreamResponse:
    """The HTTP answer to a call, or a dropped connection when its fault says so."""
    if fault and fault.drop:
        if request.transport:
            request.transport.abort()
        return web.Response(status=500)
    body = dict(call.answer or {})
    status = 200 if body.get("ok") else int(str(body.get("error_code", 500)))
    if fault and fault.html:
        page = f"<html><head><title>{status} {fault.description}</title></head><body></body></html>"
        return web.Response(status=status, text=page, content_type="text/html")
    return web.json_response(body, status=status)
