"""The methods by which a bot gets its updates: collecting them, or having them brought."""

from collections.abc import Awaitable, Callable
from typing import Final

from bot.simulator.calls import Call
from bot.simulator.refusals import bad_request, conflict
from bot.simulator.webhook import Webhook
from bot.simulator.world import World

Receiving = Callable[[World, Webhook, Call], Awaitable[object]]


async def get_updates(world: World, webhook: Webhook, call: Call) -> object:
    """`getUpdates`: what waits, or what comes within `timeout` seconds; 409 while a webhook is set."""
    if webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
    _allow(world, call)
    found = await world.updates.collect(call.integer("offset"), call.integer("limit", 100), call.integer("timeout"))
    return [update.as_json() for update in found]


async def set_webhook(world: World, webhook: Webhook, call: Call) -> object:
    """`setWebhook`: from now on updates are brought to the address; an empty one removes the webhook."""
    if not call.text("url"):
        return await delete_webhook(world, webhook, call)
    webhook.set(call.text("url"), call.text("secret_token"))
    _allow(world, call)
    _drop(world, call)
    world.updates.end_poll("terminated by setWebhook request")
    return True


async def delete_webhook(world: World, webhook: Webhook, call: Call) -> object:
    """`deleteWebhook`: updates wait to be collected again."""
    webhook.remove()
    _drop(world, call)
    return True


async def get_webhook_info(world: World, webhook: Webhook, call: Call) -> object:
    """`getWebhookInfo`: the address, how many updates wait, and what went wrong last; `call` has nothing to say."""
    del call
    shown = webhook.as_json(len(world.updates))
    if world.updates.allowed is not None:
        shown["allowed_updates"] = sorted(world.updates.allowed)
    return shown


def _allow(world: World, call: Call) -> None:
    """Takes over `allowed_updates`; left out, the earlier choice stands."""
    kinds = call.json("allowed_updates", "can't parse allowed updates JSON object")
    if kinds is None:
        return
    if not isinstance(kinds, list):
        raise bad_request("expected an Array of String as allowed updates")
    world.updates.allow(str(kind) for kind in kinds)


def _drop(world: World, call: Call) -> None:
    if call.truth("drop_pending_updates"):
        world.updates.clear()


METHODS: Final[dict[str, Receiving]] = {
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
