"""A small bot in Havn's place, so that the page can be tried by itself: one question, one text, an alert, STOPP."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha512

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiohttp import web

from bot.clock import MovableClock
from bot.simulator.behind import Looked, Paper
from bot.simulator.demo import Demo
from bot.simulator.telegram import SimulatedTelegram
from tests.simulator.standing import standing_clock

QUIET_AFTER = timedelta(minutes=15)


def keys(*rows: Mapping[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=text, callback_data=data) for data, text in row.items()] for row in rows
        ]
    )


PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="900"><rect width="900" height="90"/></svg>'


def sealed(what: str) -> bytes:
    """Bytes that look like ciphertext, the same each time."""
    return sha512(what.encode()).digest() * 19


SAFE = keys({"q:1:Ja": "Ja"}, {"q:1:Nei": "Nei", "q:1:Usikker": "Usikker"})
FILE = keys({"file": "Lever"}, {"back": "Tilbake"})
TAKE = keys({"take": "Ta saken"}, {"pass": "Send videre"})
AFRAID = "Ring <b>112</b> hvis det haster.\n\n<b>Hva er du redd for?</b> Skriv med egne ord."
RECEIPT = "Takk. Referansen din er <code>H-4K7Q</code>. Vakta svarer innen 15 minutter."
ALERT = "<b>Ny sak H-4K7Q</b>\nNivå: rød. Svar innen 15 min."


@dataclass
class StandIn:
    """The bot's memory: which screen stands where, the one case, and who has it."""

    clock: MovableClock = field(default_factory=standing_clock)
    screens: dict[int, int] = field(default_factory=dict)
    answers: list[tuple[str, str]] = field(default_factory=list)
    filed_at: datetime | None = None
    alerts: dict[int, int] = field(default_factory=dict)
    taken_by: str = ""
    restarts: int = 0
    filed: list[dict[str, object]] = field(default_factory=list)
    started: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.telegram = SimulatedTelegram(self.clock.now)
        self.demo = Demo(self.telegram, self.clock, self)
        self.dispatcher = Dispatcher()
        self.dispatcher.message.register(self.said)
        self.dispatcher.callback_query.register(self.tapped)

    async def said(self, message: Message, bot: Bot) -> None:
        chat, text = message.chat.id, message.text or ""
        with suppress(TelegramBadRequest):
            await message.delete()
        if text.lower().lstrip("/").startswith("stopp"):
            await self.clean(bot, chat)
            await bot.send_message(chat, "Hei! Hva lurer du på?", disable_notification=True)
        elif text.startswith("/start"):
            self.started.append(text)
            await self.screen(
                bot,
                chat,
                "<b>Er du trygg akkurat nå?</b>",
                keys({"q:1:Ja": "Ja"}, {"q:1:Nei": "Nei", "q:1:Usikker": "Usikker"}),
            )
        else:
            self.answers.append(("Hva er du redd for?", text))
            await self.screen(bot, chat, "Skal vi levere dette til vakta?", FILE)

    async def tapped(self, query: CallbackQuery, bot: Bot) -> None:
        chat, data = query.from_user.id, query.data or ""
        if data.startswith("q:"):
            self.answers.append(("Er du trygg akkurat nå?", data.rsplit(":", 1)[1]))
            await self.screen(
                bot, chat, "Ring <b>112</b> hvis det haster.\n\n<b>Hva er du redd for?</b> Skriv med egne ord.", None
            )
        elif data == "file":
            self.filed_at = self.clock.now()
            await self.screen(bot, chat, RECEIPT, None)
            await self.alert(bot, "duty")
        elif data == "take":
            self.taken_by = query.from_user.first_name
            for person, number in self.alerts.items():
                text = f"<b>Sak H-4K7Q</b>\n{self.taken_by} har saken."
                await bot.edit_message_text(text, chat_id=person, message_id=number, parse_mode="HTML")
        await query.answer("Du har saken." if data == "take" else None)

    async def screen(self, bot: Bot, chat: int, text: str, markup: InlineKeyboardMarkup | None) -> None:
        await self.clean(bot, chat)
        sent = await bot.send_message(
            chat, text, parse_mode="HTML", reply_markup=markup, disable_notification=True, protect_content=True
        )
        self.screens[chat] = sent.message_id

    async def clean(self, bot: Bot, chat: int) -> None:
        if number := self.screens.pop(chat, 0):
            await bot.delete_message(chat, number)

    async def alert(self, bot: Bot, key: str) -> None:
        chat = self.demo.people[key].chat.id
        sent = await bot.send_message(chat, ALERT, parse_mode="HTML", reply_markup=TAKE)
        self.alerts[chat] = sent.message_id

    async def escalate(self, bot: Bot) -> None:
        """Alerts the next in line when nobody has taken the case in time."""
        second = self.demo.people["second"].chat.id
        while True:
            await asyncio.sleep(0.02)
            late = self.filed_at and self.clock.now() - self.filed_at >= QUIET_AFTER
            if late and not self.taken_by and second not in self.alerts:
                await self.alert(bot, "second")

    async def database(self) -> Looked:
        filed = self.filed_at is not None
        drafts = [[1, sealed(f"draft {len(self.answers)}"), self.clock.now()]] if self.answers and not filed else []
        state = "acknowledged" if self.taken_by else "open"
        envelopes = [["H-4K7Q", reader, sealed(reader)] for reader in ("Kari", "Jonas", "reserve")]
        return [
            {"table": "sessions", "columns": ["id", "draft", "updated_at"], "rows": drafts},
            {"table": "cases", "columns": ["reference", "state"], "rows": [["H-4K7Q", state]] if filed else []},
            {"table": "envelopes", "columns": ["case", "reader", "sealed"], "rows": envelopes if filed else []},
            {"table": "outbox", "columns": ["id"], "rows": []},
        ]

    async def opened(self) -> Looked:
        if not self.filed_at:
            return []
        parts = [{"title": "Bekymring", "question": question, "answer": answer} for question, answer in self.answers]
        return [{"reference": "H-4K7Q", "level": "red", "opened_by": "Kari", "parts": parts}]

    async def minutes(self) -> Looked:
        return self.filed

    async def procedures(self) -> Looked:
        shared = {"owner": "Barnevernet", "checked": "2026-11-22", "steps": 3, "trigger": "Når noen er i fare."}
        return [
            {"name": "meeting", "code": "", "title": "Strategimøte", "overdue": False} | shared,
            {"name": "report", "code": "P2", "title": "Bekymringsmelding", "overdue": True} | shared,
        ]

    async def drawing(self, name: str) -> Paper | None:
        return Paper(PICTURE, "image/svg+xml") if name in {"meeting", "report"} else None

    async def document(self, reference: str, ending: str) -> Paper | None:
        return Paper(f"Referat {reference}".encode(), "text/plain") if ending == "txt" else None

    async def restart(self) -> None:
        self.restarts += 1
        self.screens.clear()
        self.answers.clear()
        self.alerts.clear()
        self.filed_at, self.taken_by = None, ""
        await self.begin()

    async def begin(self) -> None:
        for key in ("duty", "second", "staff"):
            self.demo.people[key].chat.started = True

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Page, server and bot on a free port of loopback; answers with their address."""
        app = web.Application()
        self.telegram.mount(app)
        self.demo.mount(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await self.begin()
        async with self.polling(base):
            yield base
        await runner.cleanup()

    @asynccontextmanager
    async def polling(self, base: str) -> AsyncIterator[None]:
        """The bot, at work on a server."""
        session = AiohttpSession(api=TelegramAPIServer.from_base(base))
        bot = Bot(self.telegram.token, session=session)
        await bot.set_my_commands([BotCommand(command="start", description="Begynn")])
        await bot.set_my_description("Her kan du skrive til oss. Trykk Start når du vil.")
        polling = self.dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        work = [asyncio.create_task(polling), asyncio.create_task(self.escalate(bot))]
        yield
        await self.dispatcher.stop_polling()
        work[1].cancel()
        await asyncio.wait(work)
        await (await session.create_session()).close()
