import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import MultipartWriter, web

from tests.bot_api import BotApi
from tests.instruments.conftest import Ask

SECRET = "hemmelig_7"


async def _ok(_: web.Request) -> web.Response:
    return web.Response()


@dataclass
class Bot:
    """A program with a webhook: answers each update as told, with 200 when not told."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    replies: list[Any] = field(default_factory=list)
    under_way: dict[int, int] = field(default_factory=dict)
    most: int = 0
    most_in_a_chat: int = 0
    takes: float = 0.0

    async def take(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        self.got.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        chat = update["message"]["chat"]["id"]
        self.under_way[chat] = self.under_way.get(chat, 0) + 1
        self.most = max(self.most, sum(self.under_way.values()))
        self.most_in_a_chat = max(self.most_in_a_chat, *self.under_way.values())
        await asyncio.sleep(self.takes)
        self.under_way[chat] -= 1
        if self.statuses:
            elsewhere = {"Location": "/elsewhere"}  # where a redirection would be followed to, and taken for accepted
            return web.Response(status=self.statuses.pop(0), headers=elsewhere)
        reply = self.replies.pop(0) if self.replies else None
        return web.Response(body=reply) if isinstance(reply, MultipartWriter) else web.json_response(reply or {})


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    made = Bot()
    app = web.Application()
    app.router.add_post("/telegram/x", made.take)
    app.router.add_get("/elsewhere", _ok)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def hooked(api: BotApi, ask: Ask, bot: Bot) -> BotApi:
    api.webhook_to = bot.url
    answer = await ask("setWebhook", url="https://havn.example/telegram/x", secret_token=SECRET, max_connections=3)
    assert answer["ok"], answer
    return api


def texts(bot: Bot) -> list[str]:
    return [update["message"]["text"] for update in bot.got]


async def test_updates_are_pushed_with_the_secret(hooked: BotApi, ask: Ask, bot: Bot) -> None:
    user = hooked.user()
    await user.send("en")
    await user.send("to")
    await hooked.wait_for(lambda: not hooked.updates.pending)
    assert texts(bot) == ["en", "to"]
    assert bot.secrets == [SECRET] * 2
    info = (await ask("getWebhookInfo"))["result"]
    assert info == {
        "url": "https://havn.example/telegram/x",
        "has_custom_certificate": False,
        "pending_update_count": 0,
    }


async def test_an_update_is_pushed_again_until_it_is_taken(hooked: BotApi, ask: Ask, bot: Bot) -> None:
    bot.statuses = [500, 403, 302]
    await hooked.user().send("hei")
    await hooked.wait_for(lambda: not hooked.updates.pending)
    assert texts(bot) == ["hei"] * 4
    assert len({update["update_id"] for update in bot.got}) == 1
    assert (await ask("getWebhookInfo"))["result"]["last_error_message"].startswith("Wrong response from the webhook")


async def test_what_nobody_takes_waits_for_the_next_start(api: BotApi, ask: Ask, bot: Bot) -> None:
    api.webhook_to = "http://127.0.0.1:9"
    await ask("setWebhook", url="https://havn.example/telegram/x")
    await api.user().send("hei")
    await api.wait_for(lambda: api.webhook and api.webhook.deliveries)
    assert bot.got == []
    api.webhook_to = bot.url
    await ask("setWebhook", url="https://havn.example/telegram/x")
    await api.wait_for(lambda: not api.updates.pending)
    assert texts(bot) == ["hei"]


async def test_a_chats_updates_go_one_by_one_and_chats_side_by_side(hooked: BotApi, bot: Bot) -> None:
    bot.takes = 0.05
    for user in [hooked.user() for _ in range(4)]:
        await user.send("en")
        await user.send("to")
    await hooked.wait_for(lambda: not hooked.updates.pending)
    assert bot.most == 3
    assert bot.most_in_a_chat == 1
    assert len(bot.got) == 8


@pytest.mark.parametrize("form", ["json", "multipart"])
async def test_a_method_in_the_reply_is_called(hooked: BotApi, bot: Bot, form: str) -> None:
    user = hooked.user()
    call = {"method": "sendMessage", "chat_id": str(user.id), "text": "svar", "protect_content": "true"}
    parts = MultipartWriter("form-data")
    for name, value in call.items():
        parts.append(value).set_content_disposition("form-data", name=name)
    bot.replies = [parts if form == "multipart" else call, {"method": "getMe"}, {"method": "sendMessage"}]
    for text in "abc":
        await user.send(text)
    await user.wait_for_text("svar")
    await hooked.wait_for(lambda: not hooked.updates.pending)
    made = [one for one in hooked.calls if one.in_webhook_reply]
    assert [one.method for one in made] == ["sendMessage", "sendMessage"]
    assert made[0].params["protect_content"] is True
    assert len(hooked.violations) == 2
    assert len(bot.got) == 3


async def test_polling_and_a_webhook_exclude_each_other(hooked: BotApi, ask: Ask, bot: Bot) -> None:
    assert "can't use getUpdates method while webhook is active" in (await ask("getUpdates"))["description"]
    assert (await ask("deleteWebhook"))["ok"]
    await hooked.user().send("hei")
    assert len((await ask("getUpdates"))["result"]) == 1
    assert bot.got == []


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"url": "http://havn.example/x"}, "An HTTPS URL must be provided"),
        ({"url": "https://havn.example:8080/x"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "https://havn.example/x", "secret_token": "a b"}, "only A-Z"),
        ({"url": "https://havn.example/x", "secret_token": "a" * 257}, "257 characters"),
    ],
)
async def test_a_webhook_that_telegram_would_not_take(api: BotApi, ask: Ask, params: dict[str, str], why: str) -> None:
    assert why in (await ask("setWebhook", **params))["description"]
    assert api.webhook is None


async def test_pending_updates_can_be_dropped(api: BotApi, ask: Ask) -> None:
    await api.user().send("hei")
    await ask("deleteWebhook", drop_pending_updates=True)
    assert (await ask("getUpdates"))["result"] == []
