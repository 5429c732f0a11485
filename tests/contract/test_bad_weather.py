"""Promise 8: Telegram slow, refusing, failing or gone: nothing is lost, and alerts go first when it is back."""

from collections.abc import Callable

import pytest

from tests.bot_api import BotApi
from tests.contract.town import CONFIRM, QUIET, RED, TAKE, Town, say

SENDING = ("sendMessage", "editMessageText", "deleteMessage", "answerCallbackQuery")
WEATHER: dict[str, Callable[[BotApi], object]] = {
    "refusing": lambda api: api.refuse(429, retry_after=2, method=SENDING),
    "failing": lambda api: api.fail(502, html=True),
    "gone": lambda api: api.disconnect(),
    "gone after it took the call": lambda api: api.disconnect(method=SENDING, after=True, times=6),
}


@pytest.mark.parametrize("weather", WEATHER)
async def test_nothing_is_lost(town: Town, weather: str) -> None:
    kari = await town.coordinator()
    key = await town.key("Kari Prøve")
    WEATHER[weather](town.api)
    youth = town.api.user()
    await say(youth, (*RED, CONFIRM))
    await town.api.wait_for(lambda: sum(bool(call.fault) for call in town.api.calls) > 3, 10)
    town.api.heal()
    reference = await town.receipt(youth, 20)
    assert await town.page(kari, reference, 10) == reference
    assert (await town.opened(reference, key))["complete"]


async def test_alerts_go_first_when_telegram_is_back(town: Town) -> None:
    kari = await town.coordinator()
    await town.settle()
    town.api.fail(502, method=SENDING)
    for _ in range(20):
        await say(town.api.user(), QUIET[:2])
    await say(town.api.user(), RED[:2])
    for _ in range(20):
        await say(town.api.user(), QUIET[:2])
    await town.api.wait_for(lambda: sum(call.fault is not None for call in town.api.calls) > 12, 20)
    back = len(town.api.calls.sent())
    town.api.heal()
    await town.page(kari, within=10)
    first = [call.text for call in town.api.calls.sent()[back:]]
    at = next(place for place, text in enumerate(first) if "🔴 RØD" in text)
    assert at <= 1, f"{at} other messages went before the alert: {first[:at]}"


async def test_a_restart_while_telegram_is_gone_loses_no_alert(town: Town) -> None:
    kari = await town.coordinator()
    town.api.fail(500, method=SENDING)
    await say(town.api.user(), RED[:2])
    await town.api.wait_for(lambda: [call for call in town.api.calls if "🔴 RØD" in call.text], 10)
    await town.havn.kill9()
    town.api.disconnect()
    await town.havn.start()
    assert await town.havn.status("/healthz") == 200
    town.api.heal()
    await town.page(kari, within=15)


async def test_the_limits_of_telegram_are_kept_under_a_rush(town: Town) -> None:
    town.api.enforce_limits = True
    kari = await town.coordinator()
    for _ in range(60):
        await say(town.api.user(), ["/start"])
    await say(town.api.user(), RED[:2])
    await town.page(kari, within=5)
    await town.settle(1.0)
    assert town.api.flood() == []
    refused = [call for call in town.api.calls if not call.ok and (call.answer or {}).get("error_code") == 429]
    # A busy machine bunches calls that were spaced out when they were made; `make bench` holds the goal of none at all.
    assert len(refused) <= 6
    await kari.tap(TAKE)
    await kari.wait_for_text("Du har saken.", 5)
