"""Pushing updates to the program's webhook, as Telegram does: again until it answers 200, and obeying its reply."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import aiohttp
from yarl import URL

from tests.bot_api.updates import Pending, Updates
from tests.bot_api.world import ApiError, Json, bad

PORTS = {443, 80, 88, 8443}
HEADER = "X-Telegram-Bot-Api-Secret-Token"
Execute = Callable[[str, Mapping[str, object]], Awaitable[object]]


@dataclass(slots=True)
class Delivery:
    """One POST to the webhook: the update, the status that came back (None if none came)."""

    update_id: int
    status: int | None


class Webhook:
    """A webhook that was set. `reach` replaces scheme, host and port of its public address for the way there."""

    def __init__(self, params: Mapping[str, object], reach: str | None, updates: Updates, execute: Execute) -> None:
        """Raises Telegram's refusals for addresses and secrets that it does not take."""
        self.url = URL(str(params["url"]))
        if self.url.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if self.url.port not in PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        self.secret = str(params.get("secret_token", ""))
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", self.secret):
            raise bad("secret token contains unallowed characters")
        self.target = URL(reach).with_path(self.url.path).with_query(self.url.query) if reach else self.url
        self.connections = int(str(params.get("max_connections", 40)))
        self.deliveries: list[Delivery] = []
        self.last_error = ""
        self.retry_seconds = 0.05  # Telegram begins with one second and doubles; a test has no time for that
        self._updates, self._execute = updates, execute
        self._under_way: dict[Pending, object] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Begins to push."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        self._main = asyncio.create_task(self._push())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stops; what was not confirmed stays pending."""
        for task in (self._main, *self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._session.close()

    async def _push(self) -> None:
        while True:
            for one in self._updates.waiting(self._under_way):
                # Updates of one chat go one after the other, as Telegram's own server sends them.
                if _chat(one.update) not in self._under_way.values() and len(self._under_way) < self.connections:
                    self._under_way[one] = _chat(one.update)
                    task = asyncio.create_task(self._one(one))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
            self._updates.changed.clear()
            await self._updates.changed.wait()

    async def _one(self, pending: Pending) -> None:
        wait = self.retry_seconds
        try:
            while not await self._accepted(pending):
                await asyncio.sleep(wait)
                wait = min(wait * 2, 1.0)
            self._updates.pending.remove(pending)
        finally:
            del self._under_way[pending]
            self._updates.changed.set()

    async def _accepted(self, pending: Pending) -> bool:
        pending.sends += 1
        headers = {HEADER: self.secret} if self.secret else {}
        try:
            async with self._session.post(
                self.target, json=pending.update, headers=headers, allow_redirects=False
            ) as answer:
                self.deliveries.append(Delivery(pending.id, answer.status))
                if 200 <= answer.status < 300:
                    await self._obey(answer)
                    return True
                self.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            self.deliveries.append(Delivery(pending.id, None))
            self.last_error = f"Webhook connection failed: {type(error).__name__}"
        return False

    async def _obey(self, answer: aiohttp.ClientResponse) -> None:
        form = await _form(answer)
        method = str(form.pop("method", ""))
        if method and not method.lower().startswith("get") and method not in {"setWebhook", "deleteWebhook"}:
            # "It's not possible to know that such a request was successful or get its result."
            with suppress(ApiError):
                await self._execute(method, form)


async def _form(answer: aiohttp.ClientResponse) -> Json:
    """The call in a reply's body, in any of the forms that the documentation allows; empty when there is none."""
    if answer.content_type == "application/json":
        read = await answer.json()
        return read if isinstance(read, dict) else {}
    if answer.content_type == "application/x-www-form-urlencoded":
        return dict(URL.build(query_string=await answer.text()).query)
    form: Json = {}
    if answer.content_type == "multipart/form-data":
        reader = aiohttp.MultipartReader.from_response(answer)
        while (part := await reader.next()) is not None:
            if isinstance(part, aiohttp.BodyPartReader) and part.name:
                form[part.name] = await part.text()
    return form


def _chat(update: Json) -> object:
    for value in update.values():
        if isinstance(value, dict):
            holder = value.get("message", value)
            if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
                return holder["chat"]["id"]
            if isinstance(value.get("from"), dict):
                return value["from"]["id"]
    return update["update_id"]
