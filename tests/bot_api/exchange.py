"""What happens to a call: recorded, held against the schema, struck by a fault, or done."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.bot_api import flood
from tests.bot_api.calls import SENDING, Call, Calls
from tests.bot_api.faults import Fault, Faults
from tests.bot_api.methods import METHODS
from tests.bot_api.schema import check_call, decode
from tests.bot_api.updates import Updates
from tests.bot_api.webhook import Webhook
from tests.bot_api.world import ApiError, Json, World, bad

# What Telegram says where the schema's check found something; elsewhere the check's own line is the description.
WORDS = (
    (".text: 0 char", "message text is empty"),
    (".text: missing", "message text is empty"),
    ("characters after entities", "message is too long"),
    ("callback_data", "BUTTON_DATA_INVALID"),
)


class Exchange:
    """Telegram's side of the calls: its state, its faults, and the way that updates take."""

    def __init__(self, world: World, token: str, *, webhook_to: str | None, enforce_limits: bool) -> None:
        """A healthy Telegram that was never called."""
        self.world, self.token = world, token
        self.calls, self.faults, self.updates = Calls(), Faults(), Updates()
        self.webhook: Webhook | None = None
        self.webhook_to, self.enforce_limits = webhook_to, enforce_limits

    async def answer(self, token: str, method: str, form: Mapping[str, object]) -> tuple[Call, Fault | None]:
        call = self._record(method, form)
        fault: Fault | None = None
        try:
            await asyncio.sleep(self.faults.delay(call))
            fault = self.faults.striking(call)
            self._admit(call, token, fault)
            call.answer = {"ok": True, "result": await self._perform(call)}
        except ApiError as error:
            call.answer = error.answer()
        finally:
            call.answered = time.monotonic()
        return call, fault

    def _record(self, method: str, form: Mapping[str, object]) -> Call:
        call = Call(method, decode(method, form), time.monotonic())
        call.violations += check_call(call.method, call.params)
        self.calls.append(call)
        return call

    def _admit(self, call: Call, token: str, fault: Fault | None) -> None:
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        if fault:
            call.fault = fault.name
            if not fault.deliver_first:
                raise ApiError(fault.code or 500, fault.description, fault.retry_after)

    async def execute(self, method: str, params: Mapping[str, object]) -> object:
        """Does what a webhook's reply asks for; recorded as a call."""
        call = self._record(method, params)
        call.in_webhook_reply = True
        try:
            result = await self._perform(call)
            call.answer = {"ok": True, "result": result}
        except ApiError as error:
            call.answer = error.answer()
            raise
        finally:
            call.answered = time.monotonic()
        return result

    async def _perform(self, call: Call) -> object:
        if call.violations:
            raise refusal(call)
        if call.method in SENDING and self.enforce_limits:
            wait = flood.must_wait(self.calls.sent(), call.chat, call.at)
            if wait:
                raise ApiError(429, f"Too Many Requests: retry after {wait}", wait)
        own: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "getUpdates": self._get_updates, "setWebhook": self._set_webhook, "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
        }  # fmt: skip
        if call.method in own:
            result = await own[call.method](call.params)
        elif call.method in METHODS:
            result = METHODS[call.method](self.world, call.params)
        else:
            raise bad(f"{call.method} is published, but this server does not play it")
        call.delivered = True
        return result

    async def _get_updates(self, params: Mapping[str, Any]) -> object:
        if self.webhook:
            reason = (
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
            raise ApiError(409, f"Conflict: {reason}")
        self.updates.allow(params.get("allowed_updates"))
        return await self.updates.poll(params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0))

    async def _set_webhook(self, params: Mapping[str, Any]) -> object:
        if not params["url"]:
            return await self._delete_webhook(params)
        fresh = Webhook(params, self.webhook_to, self.updates, self.execute)
        await self._delete_webhook(params)
        self.updates.allow(params.get("allowed_updates"))
        self.webhook = await fresh.__aenter__()
        return True

    async def _delete_webhook(self, params: Mapping[str, Any]) -> object:
        if self.webhook:
            await self.webhook.__aexit__()
            self.webhook = None
        if params.get("drop_pending_updates"):
            self.updates.pending.clear()
        return True

    async def _webhook_info(self, _: Mapping[str, Any]) -> object:
        info: Json = {"url": str(self.webhook.url) if self.webhook else "", "has_custom_certificate": False,
                      "pending_update_count": len(self.updates.pending)}  # fmt: skip
        if self.webhook and self.webhook.last_error:
            info |= {"last_error_message": self.webhook.last_error, "last_error_date": int(self.world.now())}
        return info


def refusal(call: Call) -> ApiError:
    """A violation as Telegram words it where its words are known, else as the schema's check does."""
    first = call.violations[0]
    if first.endswith("the Bot API has no such method"):
        return ApiError(404, "Not Found")
    known = next((words for part, words in WORDS if part in first), None)
    return bad(known or (first.partition(": ")[2] if "can't parse entities" in first else first))
