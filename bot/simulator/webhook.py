"""Updates brought to the bot's own address instead of collected: delivered in order, repeated until taken."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.simulator.calls import Call, Fields
from bot.simulator.refusals import bad_request
from bot.simulator.updates import Update

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_TIMEOUT: Final = ClientTimeout(total=10)
_TAKEN: Final = range(200, 300)


@dataclass(slots=True)
class Webhook:
    """Where updates go; an empty `url` means that the bot collects them. `through` replaces scheme and host of any
    address, so that the public address of a bot can stand for a server on loopback.
    """

    through: str | None = None
    url: str = ""
    secret: str = field(default="", repr=False)
    failed_at: datetime | None = None
    failure: str = ""
    turned: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def set(self, url: str, secret: str) -> None:
        """Turns the webhook to an address; raises Refused for one that is not on loopback and has no stand-in."""
        parts = urlsplit(url)
        if self.through is None:
            if parts.hostname not in _LOOPBACK:
                raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
        elif parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self.url, self.secret, self.failed_at, self.failure = url, secret, None, ""
        self.turned.set()

    def remove(self) -> None:
        """Turns it off; the bot collects again."""
        self.url, self.secret = "", ""
        self.turned.clear()

    def as_json(self, waiting: int) -> Fields:
        """The answer to `getWebhookInfo`, with how many updates wait."""
        shown: Fields = {"url": self.url, "has_custom_certificate": False, "pending_update_count": waiting}
        if self.url:
            shown |= {"max_connections": 40, "ip_address": "127.0.0.1"}
        if self.failed_at:
            shown |= {"last_error_date": int(self.failed_at.timestamp()), "last_error_message": self.failure}
        return shown

    async def deliver(self, session: ClientSession, update: Update, now: datetime) -> tuple[bool, Call | None]:
        """Brings one update; says whether it was taken, and which call the bot answered with, if any."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with session.post(
                self._address(), json=update.as_json(), headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                body = await response.read()
                if response.status in _TAKEN:
                    return True, _call_in(body)
                self.failure = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (ClientError, TimeoutError, asyncio.IncompleteReadError):
            self.failure = "Connection refused"
        self.failed_at = now
        return False, None

    def _address(self) -> str:
        if self.through is None:
            return self.url
        parts = urlsplit(self.url)
        return self.through.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")


def _call_in(body: bytes) -> Call | None:
    """The call that a bot may make by answering its webhook, None when the answer holds none."""
    try:
        members = json.loads(body)
        method = members.pop("method").lower()
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
    return Call(method, {key: one if isinstance(one, str) else json.dumps(one) for key, one in members.items()})
